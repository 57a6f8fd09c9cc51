// Package output is the last stage: it takes mastered frames out of a ring, applies the policy gain and the transport
// ramps, reduces the word length and feeds a sink.
//
// # Problem
//
// A device wants a period of frames every few milliseconds for as long as it is open. A Go process that also collects
// garbage, scans a library and serves phones can't promise that: a SCHED_FIFO thread in it was seen to wake up to 112 ms
// late. And whatever happens in the rest of the program, the listener must hear a ramp, never a click, never a blast.
//
// # Contract
//
// Loop is the stage itself: Step moves at most one period. It allocates nothing, takes no lock and waits only for the
// device. What it is told (wanted epoch, gain, pause) and what it tells (what is heard, underruns, lateness) are atomic
// words beside the ring's frames (Panel). Sinks live in the packages below this one.
//
// The same Loop runs in two ways: in the process of its caller, one Step after another (tests, render), and in the output
// process, which is this program started again (Serve on its side, Client on ours): one thread under SCHED_FIFO for the
// Loop, one goroutine, the device manager, for all that may block. The two processes share the ring's memory; requests
// that may block go over a socket pair.
//
// # Goroutines
//
// Loop belongs to the output thread. Panel may be used from anywhere; each word says who stores it.
package output
