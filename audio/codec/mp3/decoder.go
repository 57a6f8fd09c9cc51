package mp3

import (
	"errors"
	"fmt"
	"io"

	"auralis/audio/codec"
)

// Decoder reads one file. It keeps codec.Decoder's contract and belongs to one goroutine at a time.
type Decoder struct {
	info     codec.Info
	seekable bool
	spf      int64 // samples a frame
	frames   int64 // frames that the file declares, or that were counted; -1 = unknown
	skip     int64 // samples of the decoder's output before frame 0 of the stream

	walk      walker
	core      core
	pos       int64 // next frame of the stream (in the sense of codec.Info.Frames) that Read gives
	rawFrom   int64 // sample of the decoder's output that core.pcm begins with
	rawTo     int64 // the one behind its end
	err       error // what Read returns from now on
	concealed int64
	why       error
}

// Info describes the stream. Frames is exact where a tag of the file or a walk over it gave it; -1 where neither could.
func (d *Decoder) Info() codec.Info { return d.info }

// Concealed is how many granules of 576 frames had to be replaced by silence so far because they were damaged, and what
// was wrong with the last of them. After a seek it may count a granule again.
func (d *Decoder) Concealed() (granules int64, last error) { return d.concealed, d.why }

// Read gives the next frames; see codec.Decoder. It allocates nothing but at its very first call.
//
// A damaged frame sounds as silence and is counted in Concealed. Errors: io.EOF; codec.ErrTruncated where fewer frames
// were found than the file declares; codec.ErrCorrupt where the stream was lost and not found again within 1 MiB; else what
// the source returned.
func (d *Decoder) Read(dst [][]float32) (int, error) {
	if len(dst) < d.info.Channels {
		return 0, fmt.Errorf("mp3: read into %d channels of %d", len(dst), d.info.Channels)
	}
	want := len(dst[0])
	n := 0
	for n < want {
		if d.info.Frames >= 0 && d.pos >= d.info.Frames {
			if n == 0 {
				return 0, io.EOF
			}
			break
		}
		raw := d.pos + d.skip
		if raw < d.rawFrom || raw >= d.rawTo {
			if d.err == nil {
				d.err = d.fill()
			}
			if d.err != nil {
				return n, d.err
			}
			continue
		}
		m := min(int64(want-n), d.rawTo-raw)
		if d.info.Frames >= 0 {
			m = min(m, d.info.Frames-d.pos)
		}
		at := raw - d.rawFrom
		for ch := range d.info.Channels {
			copy(dst[ch][n:n+int(m)], d.core.pcm[ch][at:at+m])
		}
		n += int(m)
		d.pos += m
	}
	return n, nil
}

// fill decodes the next frame.
func (d *Decoder) fill() error {
	d.prepare()
	d.rawFrom = d.walk.n * d.spf
	f, ok, err := d.walk.next()
	if err != nil && !errors.Is(err, errNoSync) {
		return err
	}
	if !ok {
		return d.tail(err)
	}
	d.decode(&f)
	d.rawTo = d.rawFrom + d.spf
	return nil
}

// prepare makes the tables before the first frame is decoded: whoever wants no more than Info doesn't pay for them.
func (d *Decoder) prepare() {
	if d.core.t == nil {
		d.core.t = newTables(d.walk.scan.ref.rateIdx)
	}
}

func (d *Decoder) decode(f *found) {
	if n, err := d.core.decode(f); n > 0 {
		d.concealed += int64(n)
		d.why = fmt.Errorf("mp3: frame %d at byte %d: %w", d.walk.n-1, f.off, err)
	}
}

// tail is called where no further frame was found, lost being the reason unless the bytes just ended. Where all frames
// were there, what the filter bank still holds belongs to the stream: some files declare less padding than its delay.
func (d *Decoder) tail(lost error) error {
	switch {
	case d.frames >= 0 && d.walk.n >= d.frames:
		f := found{head: d.walk.scan.ref}
		d.core.decode(&f)
		d.rawTo = d.rawFrom + d.spf
		d.walk.n++
		return nil
	case lost != nil:
		return fmt.Errorf("mp3: nothing but other bytes for %d bytes before byte %d: %w", maxResync, d.walk.scan.w.pos, codec.ErrCorrupt)
	case d.frames >= 0:
		return fmt.Errorf("mp3: ends at byte %d after %d of %d frames: %w", d.walk.scan.w.pos, d.walk.n, d.frames, codec.ErrTruncated)
	default:
		return io.EOF
	}
}
