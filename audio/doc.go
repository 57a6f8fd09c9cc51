// Package audio is the vocabulary that every room of the house shares: the frame that travels through the rings, the
// mark that says what a frame belongs to, the format of a stream, and the contracts of a byte source and of a sink.
//
// It holds no state, starts no goroutine and does no arithmetic on sound. The rooms below it (ring, source, codec,
// output, engine, player) import it; it imports none of them.
package audio
