package engine

import (
	"context"
	"errors"
	"io"
	"math"
	"sync/atomic"
	"time"

	"auralis/audio"
	"auralis/audio/ring"
	"auralis/dsp/mastering"
)

// decodeBlock is how many frames of a track are decoded in one step.
const decodeBlock = 4096

// decode is the first stage: it opens tracks, decodes them ahead, brings them to the rate of the output and writes them
// into the ring of decoded frames, one after the other without a gap. It is owned by the decode goroutine.
type decode struct {
	open    Opener
	analyse Analyser
	device  *keeper
	report  func(Event)
	target  *atomic.Pointer[Target]
	known   *analyses
	w       *ring.Writer

	epoch   audio.Epoch
	line    []Cue  // begun in this epoch, oldest first; the last is what is being decoded or was decoded last
	now     *voice // nil between tracks
	next    *voice // opened ahead
	refused audio.Instance
	ended   bool       // the end mark stands after the last frame
	last    audio.Mark // where the end mark will stand in the track
}

// step does one piece of work. It returns false where there is nothing to do until the target changes or room is made in
// the ring.
func (d *decode) step() bool {
	t := d.target.Load()
	if t == nil {
		return false
	}
	if t.Epoch != d.epoch {
		d.cut(t)
	}
	d.device.tend(t)
	if len(t.Line) == 0 {
		return false
	}
	follows := d.follow(t)
	if d.now != nil {
		if follows != nil && d.next == nil && d.now.half() {
			d.ahead(follows)
		}
		return d.pump()
	}
	if follows != nil {
		return d.begin(follows)
	}
	return d.end(t)
}

// cut forgets all of an older epoch. What lies in the ring is dropped by its reader.
func (d *decode) cut(t *Target) {
	d.now.close()
	d.next.close()
	d.now, d.next, d.line, d.refused, d.ended = nil, nil, nil, 0, false
	d.epoch = t.Epoch
}

// follow lines up what was begun with what is wanted: what was begun and is wanted no more is given up, with all after
// it. It returns the cue to begin when what is being decoded ends, nil where there is none or it isn't known yet.
func (d *decode) follow(t *Target) *Cue {
	if len(d.line) == 0 {
		return &t.Line[0]
	}
	for n := len(d.line); n > 0; n-- {
		if k := t.index(d.line[n-1].Instance); k >= 0 {
			if n < len(d.line) { // those after it are revoked; it was decoded to its end
				d.now.close()
				d.now = nil
				d.line = d.line[:n]
				d.ended = false
			}
			if k+1 < len(t.Line) {
				return &t.Line[k+1]
			}
			return nil
		}
	}
	return nil // the reducer is about to cut
}

// ahead opens the next track while the current one plays, so that the join costs nothing.
func (d *decode) ahead(c *Cue) {
	if d.refused == c.Instance {
		return
	}
	v, err := d.prepare(c)
	if err != nil {
		d.refuse(c, err)
		return
	}
	d.next = v
}

func (d *decode) refuse(c *Cue, err error) {
	d.refused = c.Instance
	d.report(Failed{Epoch: d.epoch, Instance: c.Instance, Err: err})
}

// begin makes a cue what is decoded.
func (d *decode) begin(c *Cue) bool {
	if d.refused == c.Instance || time.Now().Before(d.device.retry) {
		return false
	}
	if d.next != nil && d.next.cue.Instance != c.Instance {
		d.next.close()
		d.next = nil
	}
	if d.next == nil {
		v, err := d.prepare(c)
		var device *DeviceError
		switch {
		case errors.As(err, &device): // the track isn't to blame: it is tried again when there may be an output
			return false
		case err != nil:
			d.refuse(c, err)
			return false
		}
		d.next = v
	}
	v := d.next
	flags := audio.MarkFlags(0)
	if len(d.line) == 0 {
		flags |= audio.MarkCut
	}
	if c.Album {
		flags |= audio.MarkAlbum
	}
	if !v.exact() {
		flags |= audio.MarkGuard
	}
	if !d.w.Mark(audio.Mark{
		Instance: c.Instance, Offset: v.start(), Rate: uint32(v.out), Epoch: d.epoch, Flags: flags, Bits: v.bits(), Gain: 1,
	}) {
		return false // no place for a mark: the reader has many short tracks before it
	}
	d.now, d.next, d.ended = v, nil, false
	d.line = append(d.line, *c)
	info := v.media.Info()
	d.report(Joined{
		Epoch: d.epoch, Instance: c.Instance, Rate: info.Rate, Bits: info.Bits, Codec: info.Codec, Duration: frames(info.Frames, info.Rate),
	})
	return true
}

// prepare opens a cue, finds out what the mastering needs to know of it, and goes to its start.
func (d *decode) prepare(c *Cue) (*voice, error) {
	m, err := d.open(c.Location)
	if err != nil {
		return nil, err
	}
	info := m.Info()
	out, err := d.device.rate(info.Rate, info.Bits)
	if err != nil {
		m.close()
		return nil, err
	}
	if d.analyse != nil {
		d.known.put(c.Instance, c.Track, d.analyse(c, m))
	}
	v, err := newVoice(*c, m, out)
	if err != nil {
		m.close()
		return nil, err
	}
	return v, nil
}

// pump moves one block of the current track into the ring.
func (d *decode) pump() bool {
	room := min(d.w.Free(), decodeBlock)
	if room < decodeBlock/4 {
		return false
	}
	a, b := d.w.Regions(room)
	n, err := d.now.read(a)
	if err == nil && n == len(a) && len(b) > 0 {
		var k int
		k, err = d.now.read(b)
		n += k
	}
	d.w.Commit(n)
	if err == nil {
		return true
	}
	c, played := d.now.cue, d.now.played()
	d.last = audio.Mark{Instance: c.Instance, Offset: d.now.start() + d.now.made, Rate: uint32(d.now.out)}
	d.now.close()
	d.now = nil
	if !errors.Is(err, io.EOF) {
		d.report(Failed{Epoch: d.epoch, Instance: c.Instance, Played: played, Err: err})
	}
	return true
}

// end puts the end mark where all that is wanted has been decoded and nothing more can come.
func (d *decode) end(t *Target) bool {
	if d.ended || len(d.line) == 0 {
		return false
	}
	last := d.line[len(d.line)-1].Instance
	if k := t.index(last); k < 0 || k+1 != len(t.Line) || t.Joined < len(t.Line) {
		return false
	}
	m := d.last
	m.Epoch, m.Flags, m.Gain = d.epoch, audio.MarkEnd, 1
	d.ended = d.w.Mark(m)
	return d.ended
}

// pause is how long the stage may sleep when step had nothing to do.
func (d *decode) pause() time.Duration {
	if d.now != nil && d.device.open {
		return min(100*time.Millisecond, d.device.pause()) // a tenth of a second of room is made in the ring by then
	}
	return d.device.pause()
}

// run is the decode goroutine.
func (d *decode) run(ctx context.Context, wake <-chan struct{}, feed chan<- struct{}) {
	defer func() { d.now.close(); d.next.close() }()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		for d.step() {
			select {
			case feed <- struct{}{}:
			default:
			}
			if ctx.Err() != nil {
				return
			}
		}
		timer.Reset(d.pause())
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-timer.C:
		}
	}
}

// frames turns a number of frames into time; 0 where it isn't known.
func frames(n int64, rate int) time.Duration {
	if n <= 0 || rate <= 0 {
		return 0
	}
	return time.Duration(math.Round(float64(n) / float64(rate) * float64(time.Second)))
}

// Analyser tells what is known of a track, or finds it out by a quick look at it: a few excerpts, decoded faster than
// they play. It is called by the decode goroutine before the track begins; it may seek in the media, which is put to the
// start of the cue afterwards.
type Analyser func(c *Cue, m *Media) mastering.Analysis
