// Package wav reads and writes WAVE files.
//
// A WAVE file is a RIFF: "RIFF", a 32-bit length, "WAVE", then chunks. Chunk "fmt " says how samples lie, chunk "data"
// holds them interleaved, little-endian; 8-bit ones are unsigned. Anything else (LIST, bext, id3, JUNK …) is skipped.
// Source of the layout: Microsoft/IBM, Multimedia Programming Interface and Data Specifications 1.0 (1991), and
// "Multiple channel audio data and WAVE files" (WAVEFORMATEXTENSIBLE, 2001). Beyond 4 GiB the file is an RF64 or BW64:
// the 32-bit lengths are 0xFFFFFFFF and the first chunk, "ds64", has 64-bit ones (EBU Tech 3306, ITU-R BS.2088).
//
// Played are integer PCM of 8 to 32 bits, IEEE float of 32 and 64 bits, both also in the extensible form, whose valid
// bits become Info.Bits: samples are left-justified in their container. Channels come in WAVE order already, so the
// channel mask isn't needed. Refused with codec.ErrUnsupported: compressed formats, 24 bits in a 4-byte frame without
// the extensible header (writers disagree on where the bits are).
//
// Lengths are not believed. A data length of 0 or near 2^31 or 2^32 is what a program writes that can't go back to patch
// the header: the data then lasts until the file ends. Any other length that the file doesn't reach is a truncated file: its
// frames are played, Info.Frames counts those that are there, and the end is codec.ErrTruncated.
//
// A decoder and a Writer each belong to one goroutine at a time.
package wav
