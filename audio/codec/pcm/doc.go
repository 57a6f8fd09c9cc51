// Package pcm reads what WAV and AIFF have in common: chunks of an id and a length, and in one of them interleaved
// samples of fixed width. The two formats parse their headers and hand the layout of the samples to New, which gives the
// codec.Decoder.
//
// Every integer width is made a left-justified 32-bit integer first and then, for Read, scaled by 2^-31. That is exact
// up to 24 bits, and the same whether a 20-bit sample is called 20 bits of a 24-bit container or 24 bits. Float samples
// that are no number or infinite become 0: one of them would otherwise sit in a filter's state for the rest of the track.
//
// A decoder belongs to one goroutine at a time and starts none. It holds one buffer of at most 32 KiB whatever the file
// declares.
package pcm
