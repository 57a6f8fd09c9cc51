// Package aiff reads AIFF and AIFF-C files.
//
// The file is an IFF: "FORM", a 32-bit big-endian length, "AIFF" or "AIFC", then chunks. COMM has the number of
// channels, of frames and of bits, the rate as an 80-bit extended float and, in AIFF-C, the compression; SSND has two
// words (offset, block size) and the interleaved samples, big-endian and left-justified in whole bytes. Chunks come in
// any order, SSND before COMM too. Source: Apple, Audio Interchange File Format 1.3 (1989) and AIFF-C draft (1991).
//
// Played are the compressions that aren't any: NONE, twos, sowt (little-endian), raw (unsigned 8 bit), in24, in32, 42ni,
// 23ni (their little-endian forms), fl32 and fl64 in either case. The others are refused with codec.ErrUnsupported.
//
// Channels are given as they come. Apple's table differs from the WAVE order for 3 and more channels, but the programs
// that write surround AIFF today use WAVE's.
//
// The number of frames is the smallest of what COMM, SSND and the file say. Where the file is the shortest, the end is
// codec.ErrTruncated; a length of 0 or near 2^32 with data behind it was written into a pipe and lasts until the file ends.
package aiff
