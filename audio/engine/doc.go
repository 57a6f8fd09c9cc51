// Package engine makes sound: it decodes tracks ahead, masters them and feeds the output, and moves from one track to
// the next without a gap.
//
// # Problem
//
// Between a file on a slow card and a device that wants frames every few milliseconds lie decoding, resampling and a
// mastering chain, on a machine that does other things too. Tracks must join to the sample, a skip must be heard at
// once and without a click, and what the screen shows must be what is heard.
//
// # Contract
//
// Three stages, each owned by one goroutine, with a lock-free ring between them:
//
//	decode (5 s ahead) ─ ring ─ master (200 ms ahead) ─ ring ─ output (package output)
//
// The control goroutine tells what it wants by one immutable value, the Target, in an atomic pointer: all stages look at
// the newest. Frames carry marks that say what they belong to; a stage drops frames of an epoch that isn't wanted, and
// only the reader of a ring drops. What happens is told by Events, each with its epoch and instance.
//
// What is heard is computed from what the output says it played: the mark log turns a ring frame into a place in a
// track. A track change is therefore reported when it is heard, never when it is decoded.
//
// # Goroutines
//
// New starts nothing. Run starts the decode and master goroutines and the watcher and returns when they have ended.
// Lockstep drives the same stages in the caller's goroutine, one after the other, for rendering and tests. Direct, Where
// and Levels may be called from anywhere.
package engine
