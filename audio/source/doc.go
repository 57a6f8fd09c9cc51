// Package source gives the bytes of a track, wherever they lie. Files come first; network streams, shares and live
// inputs are to follow behind the same contract, audio.Source.
//
// A source belongs to the goroutine that decodes it. It starts no goroutine of its own.
package source
