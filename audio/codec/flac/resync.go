package flac

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"auralis/audio/codec"
)

// The bounds of the search for the next good frame, see the package comment.
const (
	maxSearch  = 1 << 20 // bytes
	maxTries   = 256     // things that begin like a frame and aren't one
	maxSilence = 30      // seconds that are replaced
)

// Damage counts what was replaced by silence since the file was opened; a stretch that is read again counts again.
type Damage struct {
	Places int   // stretches
	Frames int64 // samples a channel in all of them
	First  int64 // position of the first stretch
}

func (d *Damage) add(at, n int64) {
	if d.Places == 0 {
		d.First = at
	}
	d.Places++
	d.Frames += n
}

// Damage tells what was replaced by silence so far.
func (d *Decoder) Damage() Damage { return d.damage }

// search is one search for the next good frame.
type search struct {
	begun  bool
	from   int64 // byte at which it began
	reason error // why the frame there wasn't good
	tag    bool  // what stands there doesn't even begin like a frame
	tries  int
	last   error // why the last candidate wasn't good
}

// step moves d's window to the next byte that may begin a frame, after the one there was refused for err. It reports
// false where the search is over.
func (s *search) step(d *Decoder, err error) bool {
	if !s.begun {
		s.begun, s.from, s.reason = true, d.w.offset(), err
		s.tag = d.w.have() < 2 || !isSync(d.w.bytes())
	}
	s.last = err
	if !errors.Is(err, errHeader) {
		s.tries++
	}
	if d.w.have() == 0 || s.tries > maxTries {
		return false
	}
	d.w.skip(1)
	return d.findSync(s.from + maxSearch)
}

// findSync moves the window to the next byte before until that begins like a frame; false where there is none.
func (d *Decoder) findSync(until int64) bool {
	for d.w.offset() < until && d.w.ensure(2) {
		b := d.w.bytes()
		for at := 0; ; at++ {
			i := bytes.IndexByte(b[at:len(b)-1], 0xFF)
			if i < 0 {
				break
			}
			if at += i; isSync(b[at:]) {
				d.w.skip(at)
				return d.w.offset() < until
			}
		}
		d.w.skip(len(b) - 1)
	}
	return false
}

// giveUp gives the error of a search that found nothing.
func (d *Decoder) giveUp(s *search) error {
	if err := d.w.failure(); err != nil {
		return err
	}
	ended := d.w.ended() && d.w.have() < 2
	switch {
	case ended && d.info.Frames < 0 && s.tag:
		return io.EOF // nothing behind the last frame, or some tag
	case ended && (errors.Is(s.reason, errShort) || s.from >= d.size-1 && s.tag):
		of := ""
		if d.info.Frames >= 0 {
			of = fmt.Sprintf(" of %d", d.info.Frames)
		}
		return fmt.Errorf("flac: %w: it ends at frame %d%s", codec.ErrTruncated, d.next, of)
	default:
		return fmt.Errorf("flac: %w: frame %d, byte %d: %v, no good frame in the next %d bytes (last: %v)",
			codec.ErrCorrupt, d.next, s.from, s.reason, d.w.offset()-s.from, s.last)
	}
}
