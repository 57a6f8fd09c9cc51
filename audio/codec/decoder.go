package codec

import (
	"errors"
)

// The reasons for which a decoder gives up; test with errors.Is. The text around them names the place in the file.
var (
	// ErrUnknown: the content is of no format that is known here.
	ErrUnknown = errors.New("not a known audio format")
	// ErrUnsupported: the format is known, this variant of it isn't played.
	ErrUnsupported = errors.New("unsupported variant")
	// ErrCorrupt: the bytes contradict the format. Frames returned before it are good.
	ErrCorrupt = errors.New("corrupt data")
	// ErrTruncated: the file ends before its declared end. Frames returned before it are good.
	ErrTruncated = errors.New("truncated file")
)

// MaxChannels is the widest programme that is decoded.
const MaxChannels = 8

// Info describes the decoded stream. Encoder delay and padding are already taken off.
type Info struct {
	Codec    string // "flac", "wav", "aiff", "mp3", …
	Rate     int    // frames per second
	Channels int    // 1…MaxChannels, in WAVE order (L R C LFE Ls Rs …)
	Bits     int    // significant bits of a lossless integer source, 8…32; 0 where the source is lossy or float
	Frames   int64  // length, or -1 where it isn't known
	Lossless bool
}

// Decoder reads one stream from its start.
type Decoder interface {
	// Info is constant after opening.
	Info() Info
	// Read fills dst, one slice a channel (len(dst) ≥ Info().Channels, all slices used of equal length, the extra ones
	// left alone), with up to len(dst[0]) samples, full scale ±1.0: integer PCM of b bits is divided by 2^(b-1), which is
	// exact up to 24 bits. It returns the number of frames. It returns 0 frames only with an error; io.EOF at the exact
	// end. Frames that come with an error are good. After an error other than io.EOF, SeekFrame may be tried; Read gives the
	// same error again.
	Read(dst [][]float32) (frames int, err error)
	// SeekFrame makes the next Read begin at exactly that frame, 0 ≤ frame ≤ Info().Frames (io.EOF follows at the end).
	// Where the bytes can't be sought it returns audio.ErrNotSeekable and moves nothing.
	SeekFrame(frame int64) error
}

// IntReader is kept by the decoders of lossless integer formats: the same stream as left-justified 32-bit integers,
// for the bit-perfect path, which float32 can't carry beyond 24 bits. Read and ReadInt share one position.
type IntReader interface {
	ReadInt(dst [][]int32) (frames int, err error)
}

// Verifier is kept by decoders whose format carries a checksum of the decoded samples (FLAC's MD5).
type Verifier interface {
	// Verify returns nil where the stream was read whole from frame 0 without a seek and its checksum matches, or where
	// there is nothing to check (not read whole, no checksum in the file); an error wrapping ErrCorrupt where it differs.
	Verify() error
}
