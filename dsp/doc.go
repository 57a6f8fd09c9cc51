// Package dsp holds the building blocks that sound is worked on with: small types, one a file, that import nothing of
// ours.
//
// # Problem
//
// Music is processed sample by sample in the master goroutine and, for the last steps, in the output thread. What works
// there may not allocate, lock, wait or depend on how the stream happens to be cut into blocks, and what it does to the
// sound has to be known in numbers.
//
// # Contract
//
// A block is made by New… from a small settings struct and the frame rate in Hz; this is where ranges are checked and
// memory is taken, and the only place that returns an error for bad settings. Process (or Apply, Encode) then allocates
// nothing. A stereo signal is a slice of interleaved frames, [][2]float32, or a pair of equally long []float64, worked on
// in place; full scale is ±1. State and coefficients are float64, with the exceptions their type names: detection of
// peaks works in float32, gains that must arrive at exactly 1 in fixed point.
//
// The result is the same, bit for bit, however the stream is cut into blocks; it may differ in the last bit between
// architectures (fused multiply-add, width of a SIMD register). Latency is in frames and exact. Reset brings a block back
// to the state after New without allocating.
//
// A block belongs to one goroutine at a time: no method of any type here may run beside another of the same value.
// Nothing here starts a goroutine, reads a clock or keeps state in the package.
package dsp
