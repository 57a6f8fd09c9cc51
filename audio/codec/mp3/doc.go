// Package mp3 decodes MPEG audio Layer III (ISO/IEC 11172-3 and 13818-3, and the "MPEG-2.5" rates of 8000 to 12000 Hz)
// without an approximation that a 24-bit path could show: float32 throughout, error below -130 dB of full scale.
//
// # The format
//
// A file is a row of frames, each of 1152 samples a channel (576 in MPEG-2 and 2.5):
//
//	header 4 | CRC 0 or 2 | side information 9, 17 or 32 | main data
//
// Nothing but the header's 11 set bits marks where a frame begins, and its length follows from bit rate, sample rate and
// padding. The main data of a frame may begin up to 511 bytes before the frame itself, in the room that earlier frames left
// (the bit reservoir), so no frame can be decoded by itself. Each granule of 576 lines goes this way:
//
//	scale factors → Huffman codes → x^(4/3)·gain → joint stereo → order of frequency → alias reduction
//	→ 32 × IMDCT of 36 or 3 × 12, windowed and overlapped → polyphase synthesis of 32 bands
//
// with one file here for each arrow.
//
// # Length and joins
//
// An encoder puts some silence before the sound and fills up the last frame behind it. LAME (and libavformat) write both
// numbers into a first frame that is itself silent, called Info or Xing; it is never played. With delay d, padding p and n
// frames the programme has n·1152-d-p samples and begins at sample d+529 of the decoder's output, since the decoder's own
// filters delay it by 529 more; it therefore ends p-529 before the last sample, or behind it, where the filters are run
// empty. Without these numbers everything is given as it is decoded. The length is the tag's where it can be believed, else
// the headers are counted at Open. A VBRI header's count is only used where the source can't be sought.
//
// # Seeking
//
// Positions are exact, and what is read behind a seek equals the straight decode bit for bit. The place of every 16th frame
// is remembered as the file is walked; a seek starts early enough to have reservoir, overlap and synthesis filled. The
// tables of contents in tags are too rough to be of use.
//
// # Damage
//
// A granule that can't be decoded (side information contradicting itself, codes overrunning their space, a wrong checksum
// where the first frame's was right, main data from before a gap) is played as if its lines were zero, in its place, and
// counted by Decoder.Concealed. Bytes that are no frame are passed over, for at most 1 MiB; if they are about as long as one
// frame they are taken for one with a damaged header, and played as silence, so that what follows keeps its time. Tags
// (ID3v1, ID3v2, APE, Lyrics3) are passed over at the start, at the end and in between, and the lengths they claim are
// believed only where they lead somewhere. A frame cut off by the end of the file isn't played; if the file declared more
// frames, Read then reports codec.ErrTruncated.
//
// # Not played
//
// Layers I and II (codec.ErrUnsupported), and free format frames of more than 8 KiB. iTunes' own note of the delay (iTunSMPB)
// isn't read.
//
// The package starts no goroutine; a Decoder belongs to one goroutine at a time.
package mp3
