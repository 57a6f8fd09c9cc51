package flac

import (
	"bytes"
	"errors"
	"io"

	"auralis/audio"
)

// live is a source that can't be sought and gives a few bytes at a time.
type live struct{ r io.Reader }

func (l live) Read(p []byte) (int, error)   { return l.r.Read(p[:min(len(p), 777)]) }
func (live) Seek(int64, int) (int64, error) { return 0, audio.ErrNotSeekable }
func newLive(file []byte) io.ReadSeeker     { return live{bytes.NewReader(file)} }

// counting counts what a decoder asks of a file.
type counting struct {
	*bytes.Reader
	bytes, seeks int
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.bytes += n
	return n, err
}

func (c *counting) Seek(off int64, whence int) (int64, error) {
	c.seeks++
	return c.Reader.Seek(off, whence)
}

// failing gives an error of its own from byte after on.
type failing struct {
	*bytes.Reader
	after int64
}

var errCard = errors.New("card removed")

func (f failing) Read(p []byte) (int, error) {
	at, _ := f.Reader.Seek(0, io.SeekCurrent)
	if at >= f.after {
		return 0, errCard
	}
	return f.Reader.Read(p[:min(int64(len(p)), f.after-at)])
}
