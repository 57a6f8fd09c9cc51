package audio

import "io"

// Source is a stream of bytes to be decoded. It is used by one goroutine at a time, the decode stage of one voice.
//
// Read follows io.Reader. Seek follows io.Seeker; where the bytes can't be sought (a live stream) it returns
// ErrNotSeekable and moves nothing. Size is the length in bytes, or -1 where it isn't known. After an error other than
// io.EOF the source is used no more, but for Close.
type Source interface {
	io.ReadSeekCloser
	// Name tells a person where the bytes come from: a path or a URL without credentials.
	Name() string
	// Size is the length in bytes, or -1.
	Size() int64
}
