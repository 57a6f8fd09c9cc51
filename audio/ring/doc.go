// Package ring carries frames from one goroutine, or one process, to one other without a lock.
//
// # Problem
//
// The thread that feeds a device may never wait for the one that makes the sound, and the other way round: no mutex, no
// channel, no allocation. A track change has to arrive with the very frame it belongs to.
//
// # Contract
//
// A Ring is a power of two of frames with a count of frames ever written and one of frames ever read, both 64 bits and
// never reset, each on a cache line of its own. One Writer and one Reader work on it, each used by one goroutine; each
// keeps a copy of the other's count and looks at the real one only when the copy doesn't suffice. Frames are written and
// read in place, in at most two spans.
//
// Marks (audio.Mark) lie in a smaller ring beside the frames. A mark is published before the first frame it belongs to,
// so a reader that sees a frame sees its mark. The reader's current mark stays in the ring until the next one is
// entered: a reader that dies is replaced by one that knows where it stands. Frames are dropped by the reader alone.
//
// The same code works on plain memory (New) and on a mapping that two processes share (Create, Open). What was not
// committed when a process died was never seen by the other.
//
// Besides the frames a Ring carries a number of 64-bit atomic words for its users (Words): whatever else two processes
// have to tell each other. Package output gives them names.
//
// unsafe is used here, to lay the parts out in one mapping, and nowhere else in audio.
package ring
