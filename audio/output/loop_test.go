package output

import (
	"errors"
	"math"
	"testing"
	"time"

	"auralis/audio"
	"auralis/audio/ring"
)

// card is a paced sink under the test's control: it holds a buffer and plays as much as it is told to.
type card struct {
	c       audio.SinkConfig
	held    int // frames
	took    []float32
	fail    error // what the next call answers, once
	recover int
	dropped int
}

func newCard() *card {
	return &card{c: audio.SinkConfig{Rate: 44100, Format: audio.F32LE, Period: 441, Buffer: 4 * 441, Paced: true}}
}

func (c *card) once() error { err := c.fail; c.fail = nil; return err }

func (c *card) Config() audio.SinkConfig { return c.c }
func (c *card) Write(p []byte) (int, error) {
	if err := c.once(); err != nil {
		return 0, err
	}
	n := min(len(p)/8, c.c.Buffer-c.held)
	for i := range n {
		b := p[i*8:]
		c.took = append(c.took, math.Float32frombits(uint32(b[0])|uint32(b[1])<<8|uint32(b[2])<<16|uint32(b[3])<<24))
	}
	c.held += n
	return n, nil
}

// Wait plays until a period is free.
func (c *card) Wait(time.Duration) error {
	c.held = min(c.held, c.c.Buffer-c.c.Period)
	return c.once()
}
func (c *card) Delay() (int, error) { return c.held, nil }
func (c *card) Drop() error         { c.held = 0; c.dropped++; return nil }
func (c *card) Drain() error        { c.held = 0; return nil }
func (c *card) Recover() error      { c.held = 0; c.recover++; return nil }
func (c *card) Close() error        { return nil }

// rig is a loop with its ring and the side that fills it.
type rig struct {
	t    *testing.T
	w    *ring.Writer
	p    Panel
	card *card
	loop *Loop
}

func newRig(t *testing.T) *rig {
	r, err := ring.New(1<<16, 64, PanelWords)
	if err != nil {
		t.Fatal(err)
	}
	x := &rig{t: t, w: r.Writer(), p: NewPanel(r), card: newCard()}
	x.p.SetGain(1)
	if x.loop, err = NewLoop(r, x.card); err != nil {
		t.Fatal(err)
	}
	return x
}

// begin puts the mark of a new epoch, which becomes the wanted one.
func (x *rig) begin(e audio.Epoch, offset int64) {
	x.w.Mark(audio.Mark{Epoch: e, Instance: audio.Instance(e), Offset: offset, Rate: 44100, Bits: 24})
	x.p.Want(e)
}

// tone fills n frames of a full-scale constant: every change of gain shows as it is.
func (x *rig) tone(n int) {
	f := make([]audio.Frame, n)
	for i := range f {
		f[i] = audio.Frame{1, 1}
	}
	if x.w.Write(f) != n {
		x.t.Fatal("the ring is full")
	}
}

func (x *rig) steps(n int) {
	x.t.Helper()
	for range n {
		if _, err := x.loop.Step(); err != nil {
			x.t.Fatal(err)
		}
	}
}

// smooth checks that the tape from a place on never moves faster than the steepest ramp of 10 ms does: a raised cosine
// has a slope of at most π/2 of its range a length, the volume's S-curve of 2.
func (x *rig) smooth(from int) {
	x.t.Helper()
	const most = 2.0/441 + 1e-5
	for i := max(1, from); i < len(x.card.took); i++ {
		if d := math.Abs(float64(x.card.took[i] - x.card.took[i-1])); d > most {
			x.t.Fatalf("a step of %.4f at frame %d (%.4f to %.4f)", d, i, x.card.took[i-1], x.card.took[i])
		}
	}
}

func TestFrameZeroIsNotFadedAndAMidTrackStartIs(t *testing.T) {
	x := newRig(t)
	x.begin(1, 0)
	x.tone(5000)
	x.steps(1)
	if x.card.took[0] != 1 {
		t.Errorf("frame 0 of a track was faded to %v", x.card.took[0])
	}
	y := newRig(t)
	y.begin(1, 12345)
	y.tone(5000)
	y.steps(8)
	if y.card.took[0] > 0.01 || y.card.took[500] != 1 {
		t.Errorf("a start in mid-track goes from %v to %v", y.card.took[0], y.card.took[500])
	}
	y.smooth(0)
}

// A pause is silent within the device's buffer and the ramp; going on gives the very next frame.
func TestPauseIsRampedAndLosesNothing(t *testing.T) {
	x := newRig(t)
	x.begin(1, 100)
	x.tone(40_000)
	var taken int
	x.loop.Tap(func(_ audio.Mark, f []audio.Frame) { taken += len(f) })
	x.steps(10)
	at := len(x.card.took)
	x.p.Hold(true)
	x.steps(5)
	if last := x.card.took[len(x.card.took)-1]; last != 0 {
		t.Fatalf("%v after the pause", last)
	}
	for i := at + 441 + x.card.c.Period; i < len(x.card.took); i++ {
		if x.card.took[i] != 0 {
			t.Fatalf("frame %d after the pause still sounds", i-at)
		}
	}
	held := taken
	x.steps(20)
	if taken != held {
		t.Fatalf("%d frames were taken while paused", taken-held)
	}
	if _, _, s := x.p.Heard(); s != Holding {
		t.Errorf("the panel says %v", s)
	}
	x.p.Hold(false)
	x.steps(5)
	x.smooth(441)
	if x.card.took[len(x.card.took)-1] != 1 {
		t.Error("it doesn't go on")
	}
}

func TestANewEpochIsRampedOutAndOldFramesAreDropped(t *testing.T) {
	x := newRig(t)
	x.begin(1, 0)
	x.tone(20_000)
	x.steps(6)
	x.p.Want(2)
	x.steps(3)
	if last := x.card.took[len(x.card.took)-1]; last != 0 {
		t.Fatalf("%v of the old epoch still sounds", last)
	}
	if u := x.p.Underruns(); u != 0 {
		t.Errorf("waiting for the new epoch counts as %d underruns", u)
	}
	x.begin(2, 44100)
	x.tone(20_000)
	x.steps(6)
	x.smooth(1)
	if x.p.SoundingEpoch() != 2 || x.card.took[len(x.card.took)-1] != 1 {
		t.Errorf("epoch %d sounds", x.p.SoundingEpoch())
	}
}

func TestAnUnderrunIsRampedAndCounted(t *testing.T) {
	x := newRig(t)
	x.begin(1, 0)
	x.tone(3000)
	x.steps(20)
	if x.p.Underruns() != 1 {
		t.Fatalf("%d underruns", x.p.Underruns())
	}
	x.smooth(1)
	x.tone(5000)
	x.steps(6)
	x.smooth(1)
	if x.card.took[len(x.card.took)-1] != 1 {
		t.Error("it doesn't go on")
	}
}

func TestTheEndIsNoUnderrunAndIsNotFaded(t *testing.T) {
	x := newRig(t)
	x.begin(1, 0)
	x.tone(2000)
	x.w.Mark(audio.Mark{Epoch: 1, Instance: 1, Flags: audio.MarkEnd, Rate: 44100})
	x.steps(20)
	if x.p.Underruns() != 0 {
		t.Errorf("%d underruns", x.p.Underruns())
	}
	if x.card.took[1999] != 1 || x.card.took[2000] != 0 {
		t.Errorf("the end is %v, %v", x.card.took[1999], x.card.took[2000])
	}
}

func TestVolumeNeverJumps(t *testing.T) {
	x := newRig(t)
	x.begin(1, 0)
	x.tone(60_000)
	x.steps(3)
	for _, g := range []float32{0.1, 0.9, 0, 1, 0.5, float32(math.NaN()), 7, 0.2} {
		x.p.SetGain(g)
		x.steps(4)
	}
	x.smooth(1)
	for i, v := range x.card.took {
		if v < 0 || v > 1 {
			t.Fatalf("frame %d: %v", i, v)
		}
	}
}

func TestAnXrunIsRecoveredAndGoesOnInARamp(t *testing.T) {
	for _, why := range []error{audio.ErrXrun, audio.ErrSuspended} {
		x := newRig(t)
		x.begin(1, 0)
		x.tone(20_000)
		x.steps(5)
		at := len(x.card.took)
		x.card.fail = why
		x.steps(5)
		if x.card.recover != 1 || x.p.Xruns() != 1 {
			t.Fatalf("%v: recovered %d times, counted %d", why, x.card.recover, x.p.Xruns())
		}
		x.smooth(at + 1)
	}
	x := newRig(t)
	x.card.fail = audio.ErrGone
	x.begin(1, 0)
	x.tone(5000)
	if _, err := x.loop.Step(); !errors.Is(err, audio.ErrGone) {
		t.Errorf("a card that is gone: %v", err)
	}
}

func TestItSleepsAfterSilenceAndWakesAtOnce(t *testing.T) {
	x := newRig(t)
	x.begin(1, 0)
	x.tone(2000)
	x.w.Mark(audio.Mark{Epoch: 1, Flags: audio.MarkEnd})
	for range 1000 {
		if worked, err := x.loop.Step(); err != nil {
			t.Fatal(err)
		} else if !worked {
			break
		}
	}
	seconds := float64(len(x.card.took)-2000) / 44100
	if x.card.dropped != 1 || seconds < 4.9 || seconds > 5.2 {
		t.Fatalf("stopped %d times, after %.2f s of silence", x.card.dropped, seconds)
	}
	at := len(x.card.took)
	x.steps(3)
	if len(x.card.took) != at {
		t.Error("silence is written while it sleeps")
	}
	x.begin(2, 0)
	x.tone(5000)
	x.steps(1)
	if x.card.took[at] != 1 {
		t.Errorf("the first frame after the sleep is %v", x.card.took[at])
	}
}

// What is heard is what was given to the device less what it still holds.
func TestHeardIsExact(t *testing.T) {
	x := newRig(t)
	x.begin(1, 0)
	x.tone(20_000)
	x.steps(12)
	frame, _, state := x.p.Heard()
	if want := uint64(11*441 - 3*441); state != Sounding || frame != want {
		t.Errorf("heard %d (%v), want %d", frame, state, want)
	}
	if x.p.Delay() != 3*441 {
		t.Errorf("delay %d", x.p.Delay())
	}
}

func TestIntegersAreNeverRamped(t *testing.T) {
	x := newRig(t)
	x.card.c.Format = audio.S32LE
	r, _ := ring.New(1<<12, 8, PanelWords)
	x.w, x.p = r.Writer(), NewPanel(r)
	x.p.SetGain(0.1)
	loop, err := NewLoop(r, x.card)
	if err != nil {
		t.Fatal(err)
	}
	x.loop = loop
	x.w.Mark(audio.Mark{Epoch: 1, Encoding: audio.Int32, Rate: 44100, Bits: 32, Offset: 77})
	x.p.Want(1)
	word := int32(0x12345678)
	f := make([]audio.Frame, 3000)
	for i := range f {
		f[i] = audio.IntFrame(word, -word)
	}
	x.w.Write(f)
	x.steps(2)
	if got := int32(math.Float32bits(x.card.took[0])); got != word {
		t.Errorf("%08x became %08x", word, got)
	}
}
