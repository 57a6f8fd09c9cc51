// Package loudness measures how loud programme is: ITU-R BS.1770-5 and EBU R 128 with Tech 3341 (meter) and Tech 3342
// (loudness range).
//
// # Problem
//
// A player that levels its tracks needs one number for a whole track that agrees with everyone else's, while the track is being
// decoded, in memory that doesn't grow with it, at any rate from 8 to 384 kHz.
//
// # Contract
//
// A Meter takes frames in blocks of any length; what it says doesn't depend on how the stream was cut. It may be read at
// any time for what was heard so far. It allocates only in New, some 70 KB. Loudness is in LUFS, peaks in dB relative
// to full scale (±1), range in LU. What isn't defined (silence, too short) is said by a false ok, never by a magic number.
//
// Momentary and short-term loudness move in steps of 10 ms, so that a tone of exactly 400 ms is caught wherever it begins
// (EBU Tech 3341 cases 13 and 14). The blocks of the two gates follow the standard's steps of 100 ms. They are kept in a histogram of
// 0.02 LU that holds counts and exact sums of power: the integrated loudness errs only by the blocks that lie within
// 0.02 LU of the relative gate and are counted on the wrong side of it (each some 10 LU below the result), the range by
// at most 0.02 LU.
//
// A Meter belongs to the goroutine that calls it.
package loudness
