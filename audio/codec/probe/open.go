package probe

import (
	"errors"
	"fmt"
	"io"

	"auralis/audio"
	"auralis/audio/codec"
)

// headBytes is how much of the beginning is looked at: room for the few hundred bytes of junk that some MP3 files begin
// with and two of the longest frames (1441 bytes) behind them.
const headBytes = 16 << 10

// Options changes how a file is opened; the zero value is what playback wants.
type Options struct {
	// SkipMD5 leaves the checksum of a lossless file's samples uncomputed, see flac.Options.
	SkipMD5 bool
}

// Open chooses the decoder by the content of src, which must stand at its start, byte 0. name, a path or a URL, only
// serves the text of errors, all of which begin with it. They wrap codec.ErrUnknown for what is no audio or none that is
// known, codec.ErrUnsupported for a format that is known and not played, codec.ErrCorrupt or ErrTruncated, or are the
// source's. src isn't closed; the decoder reads from it until it is dropped. Decoder and src belong to one goroutine.
func Open(src io.ReadSeeker, name string) (codec.Decoder, error) {
	return OpenWith(src, name, Options{})
}

// OpenWith is Open with options.
func OpenWith(src io.ReadSeeker, name string, o Options) (codec.Decoder, error) {
	d, err := open(src, name, o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return guarded(d, name), nil
}

func open(src io.ReadSeeker, name string, o Options) (d codec.Decoder, err error) {
	defer func() {
		if p := recover(); p != nil {
			d, err = nil, panicked(p)
		}
	}()
	head, src, err := peek(src)
	if err != nil {
		return nil, err
	}
	return choose(src, head, o)
}

// peek reads the beginning of src and returns it, with a source that stands at the beginning again.
func peek(src io.ReadSeeker) ([]byte, io.ReadSeeker, error) {
	head := make([]byte, headBytes)
	n, err := io.ReadFull(src, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, nil, err
	}
	head = head[:n]
	_, err = src.Seek(0, io.SeekStart)
	switch {
	case err == nil:
		return head, src, nil
	case errors.Is(err, audio.ErrNotSeekable):
		return head, &replay{head: head, src: src}, nil
	default:
		return nil, nil, err
	}
}

// replay gives the beginning that was read from a source that can't be sought once more.
type replay struct {
	head []byte
	src  io.ReadSeeker
}

func (r *replay) Read(p []byte) (int, error) {
	if len(r.head) > 0 {
		n := copy(p, r.head)
		if r.head = r.head[n:]; len(r.head) == 0 {
			r.head = nil
		}
		return n, nil
	}
	return r.src.Read(p)
}

func (r *replay) Seek(int64, int) (int64, error) { return 0, audio.ErrNotSeekable }

// Size is that of the source, for a decoder that wants to know where the data ends; -1 where it can't be known.
func (r *replay) Size() int64 {
	if s, ok := r.src.(interface{ Size() int64 }); ok {
		return s.Size()
	}
	return -1
}
