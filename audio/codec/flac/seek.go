package flac

import (
	"errors"
	"fmt"
	"io"
	"sort"
)

// The bounds of the narrowing: interpolation converges in a few steps on music, bisection always.
const (
	interpolations = 8
	maxNarrowing   = 64
	narrowEnough   = 4 << 10 // bytes between the bounds
)

// SeekFrame follows codec.Decoder; it is exact. After an error of the source, or where the target lies behind the end
// of a truncated file, Read gives the same error until another seek succeeds.
func (d *Decoder) SeekFrame(frame int64) error {
	if frame < 0 || d.info.Frames >= 0 && frame > d.info.Frames {
		return fmt.Errorf("flac: seek to frame %d of %d", frame, d.info.Frames)
	}
	// Going where it stands disturbs nothing and tells whether the source can be sought at all.
	if _, err := d.w.src.Seek(d.w.base+int64(d.w.w), io.SeekStart); err != nil {
		return fmt.Errorf("flac: seek to frame %d: %w", frame, err)
	}
	d.sum.void()
	if frame > 0 && d.inside(frame) {
		d.silence, d.at, d.pos, d.err = 0, d.end-int(d.next-frame), frame, nil
		return nil
	}
	d.pos, d.silence, d.at, d.end, d.err = frame, 0, 0, 0, nil
	switch frame {
	case 0:
		d.next = 0
		d.sum.restart()
		d.err = d.w.seek(d.first)
	case d.info.Frames:
		d.next = frame
	default:
		d.err = d.land(frame)
	}
	if d.err != nil {
		d.silence, d.at, d.end = 0, 0, 0
		return d.err
	}
	return nil
}

// inside reports whether the decoded frame holds that position and reading can go on from it.
func (d *Decoder) inside(frame int64) bool {
	return (d.err == nil || d.err == io.EOF) && d.end > 0 && frame < d.next && frame >= d.next-int64(d.end)
}

// land finds a frame shortly before the target and decodes up to it.
func (d *Decoder) land(target int64) error {
	for _, strict := range []bool{false, true} {
		d.w.probe = true
		p, err := d.narrow(target, strict)
		d.w.probe = false
		if err != nil {
			return err
		}
		if err := d.w.seek(p.offset); err != nil {
			return err
		}
		d.next = p.sample
		if !strict && p.offset != d.first {
			// A header is trusted for its CRC-8 alone while narrowing; one in 256 imitations passes that.
			if h, _, err := d.frameHere(); err != nil || d.position(&h) != p.sample {
				if e := d.w.failure(); e != nil {
					return e
				}
				continue
			}
		}
		break
	}
	for d.next <= target {
		err := d.advance()
		if errors.Is(err, io.EOF) && d.info.Frames < 0 {
			d.pos = d.next // the length wasn't known: this is the end
			d.at = d.end
			return nil
		}
		if err != nil {
			return err
		}
	}
	// Of what is to be given, silence and then f up to d.next, leave out what lies before the target.
	out := target - (d.next - int64(d.end-d.at) - d.silence)
	quiet := min(out, d.silence)
	d.silence -= quiet
	d.at += int(out - quiet)
	return nil
}

// narrow finds the start of a frame at or before target, a few frames away at most, from headers alone (strict: from
// frames whose CRC-16 is right too).
func (d *Decoder) narrow(target int64, strict bool) (seekPoint, error) {
	lo := seekPoint{0, d.first}
	hi := seekPoint{d.info.Frames, d.size}
	if d.info.Frames < 0 {
		hi.sample = 1 << 62
	}
	if err := d.consult(target, &lo, &hi); err != nil {
		return lo, err
	}
	near := 2 * int64(max(d.block, 1024))
	for i := range maxNarrowing {
		if target-lo.sample < near || hi.offset-lo.offset < narrowEnough {
			break
		}
		guess := lo.offset + (hi.offset-lo.offset)/2
		if i < interpolations && d.info.Frames >= 0 && hi.sample > lo.sample {
			part := float64(target-lo.sample) / float64(hi.sample-lo.sample)
			guess = lo.offset + int64(part*float64(hi.offset-lo.offset)) - int64(d.usual)
			// The ends never move the bound at the other side; a step away from them does.
			guess = min(max(guess, lo.offset+1), hi.offset-narrowEnough/2)
		}
		p, ok, err := d.findFrame(guess, lo, hi, strict)
		if err != nil {
			return lo, err
		}
		switch {
		case ok && p.sample <= target:
			lo = p
		case ok:
			hi = seekPoint{p.sample, guess}
		default:
			hi.offset = guess
		}
	}
	return lo, nil
}

// consult narrows the bounds by the seek table, if the point before target leads to a frame of that position; a table
// that lies is dropped.
func (d *Decoder) consult(target int64, lo, hi *seekPoint) error {
	i := sort.Search(len(d.points), func(i int) bool { return d.points[i].sample > target })
	if i > 0 {
		p := d.points[i-1]
		at := d.first + p.offset
		if at < d.first || at >= d.size {
			d.points = nil
			return nil
		}
		if err := d.w.seek(at); err != nil {
			return err
		}
		d.w.ensure(headerMax)
		if err := d.w.failure(); err != nil {
			return err
		}
		if h, ok := d.headerHere(); !ok || d.position(&h) != p.sample {
			d.points = nil
			return nil
		}
		*lo = seekPoint{p.sample, at}
	}
	if i < len(d.points) && i > 0 {
		if p := d.points[i]; d.first+p.offset > lo.offset && d.first+p.offset < hi.offset {
			*hi = seekPoint{min(p.sample, hi.sample), d.first + p.offset}
		}
	}
	return nil
}

// findFrame looks for the first frame from byte from on, before hi, whose position lies between those of lo and hi.
func (d *Decoder) findFrame(from int64, lo, hi seekPoint, strict bool) (p seekPoint, ok bool, err error) {
	if err := d.w.seek(from); err != nil {
		return p, false, err
	}
	for d.findSync(hi.offset) {
		d.w.ensure(headerMax)
		if h, ok := d.headerHere(); ok {
			p = seekPoint{d.position(&h), d.w.offset()}
			if p.sample > lo.sample && p.sample < hi.sample {
				if !strict {
					return p, true, nil
				}
				if _, _, err := d.frameHere(); err == nil {
					return p, true, nil
				}
			}
		}
		d.w.skip(1)
	}
	return p, false, d.w.failure()
}
