// Package probe opens a file with the decoder that its content asks for. The name of the file is never looked at, only
// repeated in errors: files named wrongly are common, and a wrong guess costs a track.
//
// It lies below package codec, beside the decoders, since those import codec for the contract.
//
// The decoder it returns is guarded: a panic inside becomes an error that wraps codec.ErrCorrupt and names the file, and
// every later call gives the same error. Damage can so never cost more than the track. The guard keeps codec.IntReader
// and codec.Verifier exactly where the decoder does, and allocates nothing while reading.
//
// To add a format: a Sniff and an Open in choose.go, and its line out of known.go.
package probe
