package engine

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"auralis/audio"
	"auralis/audio/codec"
	"auralis/audio/output"
)

// numbered is a decoder of a track whose samples tell (track, frame): left the track, right the frame, both exact in
// float32 as 24-bit PCM.
type numbered struct {
	track, length, at int64
	rate              int
	breaks            int64 // fails at that frame; 0 never
	block             *rand.Rand
}

func (n *numbered) Info() codec.Info {
	return codec.Info{Codec: "numbered", Rate: n.rate, Channels: 2, Bits: 24, Frames: n.length, Lossless: true}
}

func (n *numbered) Read(dst [][]float32) (int, error) {
	k := int(min(int64(len(dst[0])), n.length-n.at, 1+n.block.Int64N(5000)))
	if n.breaks > 0 && n.at+int64(k) >= n.breaks {
		k = int(n.breaks - n.at)
	}
	for i := range k {
		dst[0][i] = float32(n.track) / (1 << 23)
		dst[1][i] = float32(n.at+int64(i)) / (1 << 23)
	}
	n.at += int64(k)
	switch {
	case n.breaks > 0 && n.at == n.breaks:
		return k, fmt.Errorf("%w at frame %d", codec.ErrCorrupt, n.at)
	case k == 0:
		return 0, io.EOF
	}
	return k, nil
}

func (n *numbered) SeekFrame(f int64) error { n.at = f; return nil }

// tape is an unpaced sink that remembers what it was given.
type tape struct {
	c      audio.SinkConfig
	frames [][2]int32
}

func (s *tape) Config() audio.SinkConfig { return s.c }
func (s *tape) Write(p []byte) (int, error) {
	for i := 0; i < len(p); i += 8 {
		le := func(b []byte) int32 {
			return int32(uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24)
		}
		s.frames = append(s.frames, [2]int32{le(p[i:]) >> 8, le(p[i+4:]) >> 8})
	}
	return len(p) / 8, nil
}
func (s *tape) Wait(time.Duration) error { return nil }
func (s *tape) Delay() (int, error)      { return 0, nil }
func (s *tape) Drop() error              { return nil }
func (s *tape) Drain() error             { return nil }
func (s *tape) Recover() error           { return nil }
func (s *tape) Close() error             { return nil }

// deck is an engine with numbered tracks, a tape and a caller who answers Joined by the next cue, as the player does.
type deck struct {
	t      *testing.T
	e      *Engine
	loop   *output.Loop
	tape   *tape
	target Target
	events []Event
	queue  []Cue // what follows
}

func (d *deck) Open(rate, bits int) (string, audio.SinkConfig, error) {
	d.tape.c.Rate = rate
	l, err := output.NewLoop(d.e.s.Ring, d.tape)
	d.loop = l
	return "tape", d.tape.c, err
}
func (d *deck) Close() error { return nil }

func newDeck(t *testing.T, tracks map[string]*numbered) *deck {
	d := &deck{t: t, tape: &tape{c: audio.SinkConfig{Format: audio.S32LE, Period: 441, Buffer: 1764}}}
	r, err := MasteredRing(false)
	if err != nil {
		t.Fatal(err)
	}
	d.e, err = New(Settings{
		Ring: r, Device: d, Report: func(e Event) { d.events = append(d.events, e) }, Now: func() time.Duration { return 0 },
		Open: func(l string) (*Media, error) {
			n, ok := tracks[l]
			if !ok {
				return nil, fmt.Errorf("%s: is not there", l)
			}
			c := *n
			c.block = rand.New(rand.NewPCG(uint64(n.track), 1))
			return &Media{Decoder: &c}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *deck) direct() {
	t := d.target
	t.Gain = 1
	d.e.Direct(&t)
}

// play begins an epoch with the first of cues and feeds the others one by one.
func (d *deck) play(cues ...Cue) {
	d.target.Epoch++
	d.target.Line, d.target.Joined = cues[:1:1], 0
	d.queue = cues[1:]
	d.direct()
}

// run steps until nothing happens any more, or stop says so.
func (d *deck) run(stop func() bool) {
	for idle := 0; idle < 3 && (stop == nil || !stop()); {
		worked := d.e.Step()
		if d.loop != nil {
			w, err := d.loop.Step()
			if err != nil {
				d.t.Fatal(err)
			}
			worked = worked || w
		}
		for len(d.events) > 0 {
			e := d.events[0]
			d.events = d.events[1:]
			d.answer(e)
			worked = true
		}
		if worked {
			idle = 0
		} else {
			idle++
		}
	}
}

func (d *deck) answer(e Event) {
	switch e := e.(type) {
	case Joined:
		if k := d.target.index(e.Instance); k >= 0 {
			d.target.Joined = max(d.target.Joined, k+1)
			if k == len(d.target.Line)-1 && len(d.queue) > 0 {
				d.target.Line = append(d.target.Line[:len(d.target.Line):len(d.target.Line)], d.queue[0])
				d.queue = d.queue[1:]
			}
			d.direct()
		}
	case Heard:
		if k := d.target.index(e.Instance); k > 0 {
			d.target.Line = d.target.Line[k:]
			d.target.Joined -= k
			d.direct()
		}
	case Failed:
		if k := d.target.index(e.Instance); k > 0 && e.Played == 0 {
			d.target.Line = append(d.target.Line[:k:k], d.queue...)
			d.target.Joined = min(d.target.Joined, k)
			d.queue = nil
			d.direct()
		}
	}
}

func cue(i int, location string) Cue {
	return Cue{Instance: audio.Instance(i), Track: location, Location: location}
}

// expect checks that the tape holds exactly these stretches: track, from, to.
func (d *deck) expect(want ...[3]int64) {
	d.t.Helper()
	at := 0
	for _, w := range want {
		for f := w[1]; f < w[2]; f++ {
			if at >= len(d.tape.frames) {
				d.t.Fatalf("the tape ends after %d frames, track %d frame %d is missing", at, w[0], f)
			}
			if g := d.tape.frames[at]; g != [2]int32{int32(w[0]), int32(f)} {
				d.t.Fatalf("tape frame %d is track %d frame %d, want track %d frame %d", at, g[0], g[1], w[0], f)
			}
			at++
		}
	}
	if at != len(d.tape.frames) {
		d.t.Fatalf("%d frames too many on the tape", len(d.tape.frames)-at)
	}
}

func TestTracksJoinToTheSample(t *testing.T) {
	tracks := map[string]*numbered{}
	var cues []Cue
	var want [][3]int64
	for i, n := range []int64{50_000, 1, 300_000, 2, 700, 4096, 1, 1, 99_999} {
		name := fmt.Sprint("track", i)
		tracks[name] = &numbered{track: int64(i + 1), length: n, rate: 44100}
		cues = append(cues, cue(i+1, name))
		want = append(want, [3]int64{int64(i + 1), 0, n})
	}
	d := newDeck(t, tracks)
	d.play(cues...)
	d.run(nil)
	d.expect(want...)
}

func TestTheEndIsReportedOnceWhenItIsHeard(t *testing.T) {
	d := newDeck(t, map[string]*numbered{"a": {track: 1, length: 10_000, rate: 44100}})
	var ends int
	report := d.e.watch.report
	d.e.watch.report = func(e Event) {
		if e, ok := e.(Ended); ok {
			if ends++; e.Instance != 1 || len(d.tape.frames) != 10_000 {
				t.Errorf("ended %+v after %d frames", e, len(d.tape.frames))
			}
		}
		report(e)
	}
	d.play(cue(1, "a"))
	d.run(nil)
	if ends != 1 {
		t.Errorf("ended %d times", ends)
	}
	if _, i, at := d.e.Where(); i != 1 || (at-frames(10_000, 44100)).Abs() > time.Microsecond {
		t.Errorf("heard at the end: %v of %d", at, i)
	}
}

func TestASeekBeginsAtTheExactFrame(t *testing.T) {
	d := newDeck(t, map[string]*numbered{"a": {track: 1, length: 200_000, rate: 44100}})
	d.play(cue(1, "a"))
	d.run(func() bool { return len(d.tape.frames) > 20_000 })
	heard := int64(len(d.tape.frames))
	c := cue(2, "a")
	c.Start = frames(123_456, 44100)
	d.play(c)
	d.run(nil)
	from := int64(0)
	for d.tape.frames[from] == [2]int32{1, int32(from)} {
		from++
	}
	if from < heard-1 || from > heard+2*441 {
		t.Fatalf("cut after %d frames, %d were heard before the seek", from, heard)
	}
	const ramp = 441 // 10 ms: the frames after from are those that follow, ramped down
	for i, f := range d.tape.frames[from : from+ramp-2] {
		if f[1] <= 0 || int64(f[1]) > from+int64(i) {
			t.Fatalf("frame %d of the ramp holds %v", i, f)
		}
	}
	d.tape.frames = d.tape.frames[from+ramp-1:]
	for len(d.tape.frames) > 0 && d.tape.frames[0] != [2]int32{1, 123_456} && d.tape.frames[0][1] == 0 {
		d.tape.frames = d.tape.frames[1:]
	}
	d.expect([3]int64{1, 123_456, 200_000})
}

func TestARevokedTrackIsNeverHeard(t *testing.T) {
	d := newDeck(t, map[string]*numbered{
		"a": {track: 1, length: 100_000, rate: 44100}, "b": {track: 2, length: 50_000, rate: 44100}, "c": {track: 3, length: 30_000, rate: 44100},
	})
	d.play(cue(1, "a"), cue(2, "b"))
	d.run(func() bool { return d.target.Joined == 2 }) // b is in the ring of decoded frames already
	d.target.Line = []Cue{d.target.Line[0], cue(3, "c")}
	d.target.Joined = 1
	d.direct()
	d.run(nil)
	d.expect([3]int64{1, 0, 100_000}, [3]int64{3, 0, 30_000})
}

func TestATrackThatBreaksOffIsFollowedByTheNext(t *testing.T) {
	d := newDeck(t, map[string]*numbered{
		"a": {track: 1, length: 100_000, rate: 44100, breaks: 40_000}, "b": {track: 2, length: 50_000, rate: 44100},
	})
	var failed []Failed
	report := d.e.decode.report
	d.e.decode.report = func(e Event) {
		if f, ok := e.(Failed); ok {
			failed = append(failed, f)
		}
		report(e)
	}
	d.play(cue(1, "a"), cue(2, "b"), cue(3, "gone"))
	d.run(nil)
	d.expect([3]int64{1, 0, 40_000}, [3]int64{2, 0, 50_000})
	if len(failed) != 2 || !errors.Is(failed[0].Err, codec.ErrCorrupt) || failed[0].Played != frames(40_000, 44100) || failed[1].Played != 0 {
		t.Errorf("failures %+v", failed)
	}
}

func TestMoreMayBeAddedAtAnyMoment(t *testing.T) {
	tracks := map[string]*numbered{"a": {track: 1, length: 60_000, rate: 44100}, "b": {track: 2, length: 20_000, rate: 44100}}
	for _, at := range []int{1, 30_000, 59_000, 60_000} {
		d := newDeck(t, tracks)
		d.play(cue(1, "a"))
		d.run(func() bool { return len(d.tape.frames) >= at })
		d.target.Line = append(d.target.Line[:1:1], cue(2, "b"))
		d.direct()
		d.run(nil)
		d.expect([3]int64{1, 0, 60_000}, [3]int64{2, 0, 20_000})
	}
}
