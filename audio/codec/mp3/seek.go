package mp3

import (
	"errors"
	"fmt"

	"auralis/audio"
)

// warmFrames are decoded before the one that is sought, so that overlap and synthesis hold what they would have held: a
// granule's subband samples need the one before, and the synthesis needs the subband samples of one granule before. In
// MPEG-2, with one granule a frame, that makes two frames.
const warmFrames = 2

// SeekFrame makes the next Read begin at exactly that frame; what it gives equals the straight decode bit for bit. The
// first seek to a place that wasn't reached before reads the file up to there, without decoding it; later ones read some
// 50 frames. Errors: audio.ErrNotSeekable, a frame out of range, what the source returned; the position is then kept, but
// for errors of the source.
func (d *Decoder) SeekFrame(frame int64) error {
	if !d.seekable {
		return fmt.Errorf("mp3: seek to frame %d: %w", frame, audio.ErrNotSeekable)
	}
	if frame < 0 || d.info.Frames >= 0 && frame > d.info.Frames {
		return fmt.Errorf("mp3: seek to frame %d of %d", frame, d.info.Frames)
	}
	if err := d.seek((frame + d.skip) / d.spf); err != nil {
		d.err = err
		return err
	}
	d.pos, d.err = frame, nil
	return nil
}

// seek brings walker and core to the state in which the straight decode is before MPEG frame target.
func (d *Decoder) seek(target int64) error {
	d.prepare()
	w := &d.walk
	warm := max(0, target-warmFrames)
	entry := int(warm / indexStep)
	if err := w.reach(entry); err != nil && !errors.Is(err, errNoSync) {
		return err
	}
	d.core.reset()
	d.rawFrom, d.rawTo = 0, 0
	if entry = min(entry, len(w.index)-1); entry < 0 {
		return nil // no frame at all: Read says why
	}
	// Go back until the reservoir is certain to be full at the frame that is warmed up first. A header, checksum and side
	// information take at most 38 bytes of a frame.
	for last := entry; entry > 0; entry-- {
		bytes := place(w.index[last]) - place(w.index[entry])
		if bytes-int64(last-entry)*indexStep*38 >= maxReach {
			break
		}
	}
	if err := w.jump(entry); err != nil {
		return err
	}
	for w.n < target {
		f, ok, err := w.next()
		if err != nil && !errors.Is(err, errNoSync) {
			return err
		}
		if !ok {
			return nil // a file that is shorter than it says: Read says so
		}
		if w.n-1 < warm {
			d.core.push(&f)
			if f.data != nil {
				d.core.prev = f.head.channels()
			}
			continue
		}
		d.core.decode(&f)
	}
	return nil
}

// place is the offset that an entry of the index stands for.
func place(entry int64) int64 {
	if entry < 0 {
		return ^entry
	}
	return entry
}
