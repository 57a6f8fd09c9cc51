package player

import (
	"errors"
	"math"
	"testing"
	"time"

	"auralis/audio"
	"auralis/audio/engine"
)

// table is a player without an engine: inputs go in, the target comes out.
type table struct {
	t *testing.T
	s *State
}

func newTable(t *testing.T, n int) *table {
	q, err := (&Queue{}).Set(tracks(n), 0)
	if err != nil {
		t.Fatal(err)
	}
	return &table{t, NewState(Limits{Max: 100, Startup: 40}, q, 0, 80, false, Enhance{})}
}

func (x *table) do(in ...Input) *table {
	x.t.Helper()
	for _, i := range in {
		s, _, err := Reduce(x.s, i)
		if err != nil {
			x.t.Fatalf("%T: %v", i, err)
		}
		x.s = s
	}
	return x
}

func (x *table) line() []engine.Cue { return x.s.Target().Line }

// join and hear report what the engine would for place k of the line.
func (x *table) join(k int) *table {
	return x.do(engine.Joined{Epoch: x.s.epoch, Instance: x.line()[k].Instance, Rate: 44100, Bits: 16, Duration: time.Minute})
}

func (x *table) hear(k int) *table {
	return x.do(engine.Heard{Epoch: x.s.epoch, Instance: x.line()[k].Instance})
}

func (x *table) want(transport Transport, index int) *table {
	x.t.Helper()
	if x.s.Transport != transport || x.s.Queue.Index() != index {
		x.t.Fatalf("%v at %d, want %v at %d (error %q)", x.s.Transport, x.s.Queue.Index(), transport, index, x.s.Err)
	}
	return x
}

func TestStartsNoLouderThanAllowed(t *testing.T) {
	for _, c := range []struct {
		limits      Limits
		saved, want int
	}{
		{Limits{Max: 100, Startup: 40}, 80, 40}, {Limits{Max: 100, Startup: 40}, 20, 20}, {Limits{Max: 30, Startup: 40}, 80, 30},
		{Limits{Max: 100, Startup: 100, Fixed: true}, 3, 100}, {Limits{Max: 100, Startup: 40}, -5, 0},
	} {
		if s := NewState(c.limits, nil, 0, c.saved, false, Enhance{}); s.Volume != c.want {
			t.Errorf("%+v, saved %d: volume %d, want %d", c.limits, c.saved, s.Volume, c.want)
		}
	}
}

func TestVolumeStaysWithinLimits(t *testing.T) {
	x := newTable(t, 1)
	x.s.Limits.Max = 60
	for _, in := range []Input{SetVolume{100}, AddVolume{1000}, AddVolume{math.MaxInt}} {
		if x.do(in); x.s.Volume != 60 || x.s.Target().Gain != VolumeGain(60) {
			t.Errorf("%+v: volume %d, gain %v", in, x.s.Volume, x.s.Target().Gain)
		}
	}
	if x.do(AddVolume{math.MinInt}); x.s.Volume != 0 || x.s.Target().Gain != 0 {
		t.Errorf("volume %d, gain %v", x.s.Volume, x.s.Target().Gain)
	}
	for _, level := range []int{-1, 101} {
		if _, _, err := Reduce(x.s, SetVolume{level}); err == nil {
			t.Errorf("volume %d was taken", level)
		}
	}
	if x.do(SetVolume{50}, Mute{true}); x.s.Target().Gain != 0 || x.s.Volume != 50 {
		t.Error("mute doesn't silence, or touches the volume")
	}
	x.s.Limits.Fixed = true
	var e *Error
	if _, _, err := Reduce(x.s, SetVolume{10}); !errors.As(err, &e) || e.Code != CodeFixedVolume {
		t.Errorf("a fixed volume answered %v", err)
	}
}

func TestVolumeCurve(t *testing.T) {
	if VolumeGain(0) != 0 || VolumeGain(100) != 1 {
		t.Error("the ends aren't exact")
	}
	for v := 1; v <= 100; v++ {
		if d := VolumeDB(v) - VolumeDB(v-1); v > 1 && math.Abs(d-0.6) > 1e-9 {
			t.Errorf("step %d is %v dB", v, d)
		}
		if VolumeGain(v) <= VolumeGain(v-1) {
			t.Errorf("%d isn't louder than %d", v, v-1)
		}
	}
}

func TestPlaysThroughTheQueueWithoutACut(t *testing.T) {
	x := newTable(t, 3).do(Play{}).want(Loading, 0)
	epoch := x.s.epoch
	x.join(0).hear(0).want(Playing, 0)
	for i := range 2 {
		if len(x.line()) != 2 {
			t.Fatalf("line of %d", len(x.line()))
		}
		x.join(1).hear(1).want(Playing, i+1)
	}
	if x.s.epoch != epoch {
		t.Error("a natural track change began a new epoch")
	}
	if len(x.line()) != 1 || x.s.Target().Joined != 1 {
		t.Errorf("the last track's line: %+v", x.s.Target())
	}
	x.do(engine.Ended{Epoch: x.s.epoch, Instance: x.line()[0].Instance}).want(Stopped, 0)
}

func TestQueueEditsDontCutWhatSounds(t *testing.T) {
	x := newTable(t, 3).do(Play{}).join(0).hear(0).join(1)
	epoch, now, joined := x.s.epoch, x.line()[0], x.line()[1]
	x.do(RemoveFromQueue{[]string{x.s.Queue.Item(1).ID}})
	if x.s.epoch != epoch || x.line()[0] != now {
		t.Fatal("removing the next track cut the current one")
	}
	if x.line()[1].Instance == joined.Instance || x.line()[1].Track != "t2" {
		t.Fatalf("what follows is %+v", x.line()[1])
	}
	x.do(UndoQueue{})
	if x.line()[1].Track != "t1" || x.line()[1].Instance == joined.Instance {
		t.Fatalf("after undo %+v follows: a revoked instance can't come back", x.line()[1])
	}
	x.do(SetRepeat{RepeatOne})
	if x.line()[1].Track != "t0" {
		t.Fatalf("repeat one is followed by %+v", x.line()[1])
	}
}

func TestARevokedTrackThatWasEnteredIsCutAway(t *testing.T) {
	x := newTable(t, 3).do(Play{}).join(0).hear(0).join(1)
	epoch, joined := x.s.epoch, x.line()[1]
	x.do(RemoveFromQueue{[]string{x.s.Queue.Item(1).ID}}, engine.Entered{Epoch: epoch, Instance: joined.Instance})
	if x.s.epoch == epoch || x.line()[0].Track != "t2" {
		t.Fatalf("not cut to the wanted track: %+v", x.s.Target())
	}
}

func TestTransport(t *testing.T) {
	x := newTable(t, 3).do(Toggle{}).join(0).hear(0).want(Playing, 0)
	x.do(Toggle{}).want(Paused, 0).do(Play{}).want(Playing, 0)
	x.do(engine.Progress{Epoch: x.s.epoch, Instance: x.line()[0].Instance, Position: 2 * time.Second})
	x.do(Next{}).want(Loading, 1).do(Previous{}).want(Loading, 0)
	x.join(0).hear(0).do(Next{}).join(0).hear(0)
	x.do(engine.Progress{Epoch: x.s.epoch, Instance: x.line()[0].Instance, Position: 10 * time.Second})
	x.do(Previous{}).want(Loading, 1)
	if x.line()[0].Start != 0 {
		t.Error("previous after 10 s doesn't restart the track")
	}
	x.join(0).hear(0).do(Pause{}, Seek{30 * time.Second}).want(Paused, 1)
	if !x.s.Target().Paused || x.line()[0].Start != 30*time.Second {
		t.Errorf("seek while paused: %+v", x.s.Target())
	}
	x.do(Seek{time.Hour})
	if x.line()[0].Start != time.Minute {
		t.Errorf("seek past the end goes to %v", x.line()[0].Start)
	}
	x.do(Stop{}).want(Stopped, 1)
	if len(x.line()) != 0 {
		t.Error("stopped and something is wanted")
	}
	x.do(Next{}).want(Stopped, 2).do(Play{}).want(Loading, 2).do(Next{}).want(Stopped, 0)
	empty := newTable(t, 0)
	for _, c := range []Command{Play{}, Toggle{}, Next{}, Previous{}, Seek{}} {
		if _, _, err := Reduce(empty.s, c); err == nil {
			t.Errorf("%T of an empty queue was taken", c)
		}
	}
}

func TestRemovingTheCurrentItem(t *testing.T) {
	x := newTable(t, 3).do(Play{}).join(0).hear(0)
	x.do(RemoveFromQueue{[]string{x.s.Queue.Item(0).ID}}).want(Loading, 0)
	if x.line()[0].Track != "t1" {
		t.Errorf("%+v sounds", x.line()[0])
	}
	x.do(ClearQueue{}).want(Stopped, -1)
}

// C-19: one end gives one advance, also when it is reported often, late, or for a track that is gone; an all-broken
// queue stops after at most as many tries as it has items.
func TestC19OneEndOneAdvance(t *testing.T) {
	x := newTable(t, 3).do(Play{}).join(0).hear(0).join(1)
	first, second := x.line()[0].Instance, x.line()[1].Instance
	heard := engine.Heard{Epoch: x.s.epoch, Instance: second}
	for range 5 {
		x.do(heard, engine.Ended{Epoch: x.s.epoch, Instance: first}, engine.Heard{Epoch: x.s.epoch, Instance: first})
	}
	x.want(Playing, 1)
	old := x.s.epoch
	x.do(Next{}).want(Loading, 2)
	for range 5 {
		x.do(engine.Ended{Epoch: old, Instance: second}, engine.Heard{Epoch: old, Instance: second}, engine.Failed{Epoch: old, Instance: second, Err: errors.New("late")})
	}
	x.want(Loading, 2)

	for _, repeat := range []Repeat{RepeatOff, RepeatAll, RepeatOne} {
		x := newTable(t, 20).do(SetRepeat{repeat}, Play{})
		tries := 0
		for len(x.line()) > 0 {
			if tries++; tries > 20 {
				t.Fatalf("repeat %v: still trying after %d broken tracks", repeat, tries)
			}
			e := engine.Failed{Epoch: x.s.epoch, Instance: x.line()[0].Instance, Err: errors.New("unreadable")}
			x.do(e, e, e)
		}
		if x.s.Transport != Stopped || x.s.Err == "" || tries != 20 {
			t.Errorf("repeat %v: %v after %d tries, error %q", repeat, x.s.Transport, tries, x.s.Err)
		}
	}
}

func TestABrokenTrackAheadIsPassedOver(t *testing.T) {
	x := newTable(t, 3).do(Play{}).join(0).hear(0)
	epoch := x.s.epoch
	x.do(engine.Failed{Epoch: epoch, Instance: x.line()[1].Instance, Err: errors.New("no frame found")})
	if x.s.epoch != epoch || x.line()[1].Track != "t2" || x.s.Queue.Item(1).Broken == "" {
		t.Fatalf("%+v", x.s.Target())
	}
	x.do(PlayItem{x.s.Queue.Item(1).ID})
	if x.line()[0].Track != "t1" || x.s.Queue.Item(1).Broken != "" {
		t.Error("playing it by hand doesn't try it again")
	}
}

func TestALostOutputResumesWhereItWasHeard(t *testing.T) {
	x := newTable(t, 3).do(Play{}).join(0).hear(0).join(1)
	epoch := x.s.epoch
	x.do(engine.OutputChanged{Lost: true, Instance: x.line()[0].Instance, Position: 42 * time.Second, Output: engine.Output{Err: "unplugged"}})
	if x.s.epoch != epoch || x.s.Output.Err == "" {
		t.Fatal("the loss isn't shown, or something was cut that doesn't sound")
	}
	x.do(engine.OutputChanged{Output: engine.Output{Open: true}})
	if x.s.epoch == epoch || x.line()[0].Start != 42*time.Second {
		t.Fatalf("%+v", x.s.Target())
	}
	x.do(engine.OutputChanged{Output: engine.Output{Open: true, Rate: 48000}})
	if x.line()[0].Start != 42*time.Second || len(x.line()) != 2 {
		t.Fatalf("a second report cut again: %+v", x.s.Target())
	}
}

func TestLateAndForeignEventsChangeNothing(t *testing.T) {
	x := newTable(t, 3).do(Play{}).join(0).hear(0)
	before := x.s
	late := audio.Epoch(before.epoch - 1)
	for _, e := range []engine.Event{
		engine.Joined{Epoch: late, Instance: 1}, engine.Entered{Epoch: late, Instance: 1}, engine.Heard{Epoch: late, Instance: 1},
		engine.Ended{Epoch: late, Instance: 1}, engine.Failed{Epoch: late, Instance: 1, Err: errors.New("x")}, engine.Progress{Epoch: late, Instance: 1, Position: 5},
		engine.Heard{Epoch: before.epoch, Instance: 999}, engine.Planned{Instance: 999, Plan: []string{"x"}},
	} {
		if x.do(e); x.s != before {
			t.Errorf("%T changed the state", e)
			x.s = before
		}
	}
}
