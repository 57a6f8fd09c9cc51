package flac

import (
	"errors"
	"fmt"
	"io"

	"auralis/audio"
)

// The sizes of the window, in bytes.
const (
	windowStart = 64 << 10 // at the beginning
	windowMax   = 8 << 20  // the largest valid frame (65535 samples × 8 channels × 32 bits) needs a quarter of it
	windowPad   = 16       // zeros behind the last byte, so that 8 bytes can be loaded anywhere
	windowProbe = 16 << 10 // read at once while a seek looks around
	skipByRead  = 16 << 10 // a shorter way is read instead of sought: cheaper over a network
)

// window is the stretch of the source that is in memory.
type window struct {
	src   io.ReadSeeker
	buf   []byte
	base  int64 // offset in the source of buf[0]
	r, w  int   // unread bytes are buf[r:w], followed by windowPad zeros
	err   error // why nothing more can be read: io.EOF or the source's error
	probe bool  // read little at once
}

func newWindow(src io.ReadSeeker) *window {
	return &window{src: src, buf: make([]byte, windowStart)}
}

// offset is the offset in the source of the next unread byte.
func (w *window) offset() int64 { return w.base + int64(w.r) }

// have is the number of unread bytes in memory.
func (w *window) have() int { return w.w - w.r }

// bytes are the unread bytes in memory; behind them lie windowPad zeros.
func (w *window) bytes() []byte { return w.buf[w.r:w.w] }

// padded is bytes with the zeros behind.
func (w *window) padded() []byte { return w.buf[w.r : w.w+windowPad] }

// skip drops n unread bytes, n ≤ have.
func (w *window) skip(n int) { w.r += n }

// ensure reads until n unread bytes are in memory, and reports whether they are. Where not, w.err says why, or n is
// beyond windowMax. The buffer only grows when it is full of bytes that arrived.
func (w *window) ensure(n int) bool {
	for idle := 0; w.have() < n; {
		if w.err != nil || n > windowMax-windowPad {
			return false
		}
		if w.r > 0 && len(w.buf)-windowPad-w.r < max(n, windowProbe) {
			copy(w.buf, w.bytes())
			w.base += int64(w.r)
			w.r, w.w = 0, w.have()
		}
		room := len(w.buf) - windowPad - w.w
		if room == 0 {
			grown := make([]byte, min(2*len(w.buf), windowMax))
			copy(grown, w.buf[:w.w])
			w.buf = grown
			continue
		}
		if w.probe {
			room = min(room, max(windowProbe, n-w.have()))
		}
		k, err := w.src.Read(w.buf[w.w : w.w+room])
		w.w += k
		clear(w.buf[w.w : w.w+windowPad])
		if w.err = err; err == nil && k == 0 {
			if idle++; idle == 100 {
				w.err = io.ErrNoProgress
			}
		}
	}
	return true
}

// ended reports whether every byte of the source has been read into memory.
func (w *window) ended() bool { return errors.Is(w.err, io.EOF) }

// failure is the source's error, or nil at the regular end.
func (w *window) failure() error {
	if w.err == nil || w.ended() {
		return nil
	}
	return fmt.Errorf("flac: at byte %d: %w", w.base+int64(w.w), w.err)
}

// seek makes the byte at off the next unread one. An error moves nothing.
func (w *window) seek(off int64) error {
	if off >= w.base && off <= w.base+int64(w.w) {
		w.r = int(off - w.base)
		return nil
	}
	if _, err := w.src.Seek(off, io.SeekStart); err != nil {
		return err
	}
	w.base, w.r, w.w, w.err = off, 0, 0, nil
	clear(w.buf[:windowPad])
	return nil
}

// pass skips n bytes of the source, by reading where they are few or can't be sought.
func (w *window) pass(n int64) error {
	if n > int64(w.have())+skipByRead {
		err := w.seek(w.offset() + n)
		if err == nil || !errors.Is(err, audio.ErrNotSeekable) {
			return err
		}
	}
	for n > 0 {
		if w.have() == 0 && !w.ensure(1) {
			if err := w.failure(); err != nil {
				return err
			}
			return io.ErrUnexpectedEOF
		}
		k := min(n, int64(w.have()))
		w.skip(int(k))
		n -= k
	}
	return nil
}
