package mp3

import (
	"errors"
	"fmt"
	"io"
)

// chunkLen is how much is read from the source at once, and the most that can be looked ahead.
const chunkLen = 32 << 10

// window is a view of the source that slides forward. It never holds more than two chunks.
type window struct {
	src io.ReadSeeker
	buf []byte
	r   int   // start of the view in buf
	n   int   // end of the valid bytes in buf
	pos int64 // offset in the source of buf[r]
	end int64 // the view ends here; -1 where the end isn't known beforehand
	err error // what the source returned last, io.EOF included
}

func newWindow(src io.ReadSeeker, pos int64) *window {
	return &window{src: src, buf: make([]byte, 2*chunkLen), pos: pos, end: -1}
}

// peek gives n bytes (n ≤ chunkLen) at the current position, or fewer where the source ends or fails before; the slice
// is valid until the next call.
func (w *window) peek(n int) []byte {
	for idle := 0; w.n-w.r < n && w.err == nil; {
		if w.r > 0 && len(w.buf)-w.n < chunkLen {
			w.n = copy(w.buf, w.buf[w.r:w.n])
			w.r = 0
		}
		m, err := w.src.Read(w.buf[w.n:min(w.n+chunkLen, len(w.buf))])
		w.n += m
		w.err = err
		if idle++; m > 0 {
			idle = 0
		} else if idle == 100 && err == nil {
			w.err = io.ErrNoProgress
		}
	}
	have := w.n - w.r
	if w.end >= 0 {
		have = int(min(int64(have), max(0, w.end-w.pos)))
	}
	return w.buf[w.r : w.r+min(n, have)]
}

// skip moves past n bytes that peek has shown.
func (w *window) skip(n int) {
	w.r += n
	w.pos += int64(n)
}

// jump moves to the offset at in the source. Forward within the buffer, or where the source can't be sought, by reading.
func (w *window) jump(at int64) error {
	if d := at - w.pos; d >= 0 && d <= int64(w.n-w.r) {
		w.skip(int(d))
		return nil
	}
	if _, err := w.src.Seek(at, io.SeekStart); err != nil {
		if at < w.pos {
			return fmt.Errorf("mp3: seek to byte %d: %w", at, err)
		}
		return w.read(at)
	}
	w.r, w.n, w.pos, w.err = 0, 0, at, nil
	return nil
}

// read moves forward to the offset at by reading and dropping.
func (w *window) read(at int64) error {
	for w.pos < at {
		p := w.peek(int(min(at-w.pos, chunkLen)))
		if len(p) == 0 {
			return w.failure()
		}
		w.skip(len(p))
	}
	return nil
}

// failure is the source's error unless it is the plain end of the bytes.
func (w *window) failure() error {
	if w.err == nil || errors.Is(w.err, io.EOF) {
		return nil
	}
	return fmt.Errorf("mp3: read at byte %d: %w", w.pos+int64(w.n-w.r), w.err)
}
