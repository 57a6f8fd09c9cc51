// Package codec turns the bytes of a file into samples. Each format has a package of its own below this one, whose doc
// comment teaches the format, its rules for gapless playback and what is refused; this package holds the contract they
// all keep and chooses among them by content, never by file name.
//
// A decoder belongs to one goroutine at a time (the decode stage of one voice, or a worker that analyses). It starts no
// goroutine. It trusts no size that the file declares: buffers grow with the bytes that really arrive.
package codec
