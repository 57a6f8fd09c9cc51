// Package flac decodes native FLAC files (RFC 9639), bit-exact from 4 to 32 bits and 1 to 8 channels.
//
// # The format
//
// "fLaC", metadata blocks, frames. The first block, STREAMINFO, has the rate, the channels, the width of a sample, the
// number of frames of audio (here called samples, to keep them apart from FLAC's frames) and the MD5 of all samples. A
// FLAC frame holds 16 to 65535 samples of every channel: a header that begins with 15 fixed bits, has the number of the
// frame or of its first sample and ends in a CRC-8; a subframe a channel; a CRC-16 over it all. A subframe is a constant,
// the samples themselves (verbatim), or a linear prediction of up to 32 taps whose error is written in Rice codes, in
// partitions with a parameter each. Pairs of channels may be written as one side and the difference, or mid and side.
//
// # How it is read
//
// Bytes come through one window (window.go), whose size follows what really arrives: 64 KiB usually, at most 8 MiB. A
// frame is decoded from memory; where the window ends inside it, more is read and the frame is begun again. Every
// frame's CRC-8 and CRC-16 are checked before a sample of it is given away. A tag in front of "fLaC" and all metadata
// blocks but STREAMINFO and SEEKTABLE are skipped, by seeking where they are long.
//
// # Gapless
//
// FLAC has no encoder delay; the length in STREAMINFO is exact, and what a file holds beyond it isn't played. Where it
// is 0 (unknown), the last frame of a file that can be sought is looked up; else Info.Frames is -1.
//
// # Damage
//
// A frame that fails its checks, or is missing, is looked for from the next byte on: the next frame that has a plausible
// header, a later position and a right CRC-16 goes on, and the stretch between is silence of exactly the length that is
// missing, so that every later position stays right. The search covers at most 1 MiB and 256 false beginnings and the
// silence is at most 30 s; beyond, and where no good frame follows, Read gives codec.ErrCorrupt (codec.ErrTruncated where
// the file simply ends early). Replaced stretches are no error of Read: Verify and Damage tell of them.
//
// # Seeking
//
// SeekFrame is exact. It starts from the SEEKTABLE where its points lead to frames of the stated position, and narrows
// by interpolation and bisection on frame headers, a handful of reads of 16 KiB; it decodes only the last frames before
// the target.
//
// # What is refused
//
// Ogg FLAC, rates outside 8…384 kHz, streams that change rate, width or channels midway (the changed part is damage).
//
// A Decoder belongs to one goroutine at a time and starts none. Reading allocates nothing once the buffers have grown
// to the largest frame of the file.
package flac
