package steer

import (
	"testing"
	"time"

	"auralis/audio/player"
	"auralis/hw"
)

// Every action that can be configured does something, and only what its name says.
func TestEveryActionIsACommand(t *testing.T) {
	s := player.NewState(player.Limits{Max: 100, Startup: 100}, nil, 0, 50, false, player.Enhance{})
	for _, a := range hw.Actions() {
		c, ok := Command(hw.Event{Action: a, Gesture: hw.Press}, s, time.Now())
		if !ok || c == nil {
			t.Errorf("%s does nothing", a)
		}
	}
	for _, a := range []hw.Action{"", hw.Quit, "nonsense"} {
		if c, ok := Command(hw.Event{Action: a}, s, time.Now()); ok {
			t.Errorf("%q gave %T", a, c)
		}
	}
}

func TestATurnCountsItsDetents(t *testing.T) {
	s := player.NewState(player.Limits{Max: 100, Startup: 100}, nil, 0, 50, false, player.Enhance{})
	for _, c := range []struct {
		e    hw.Event
		want player.Command
	}{
		{hw.Event{Action: hw.VolumeUp, Gesture: hw.Turn, Steps: 3}, player.AddVolume{Steps: 6}},
		{hw.Event{Action: hw.VolumeDown, Gesture: hw.Turn, Steps: -3}, player.AddVolume{Steps: -6}},
		{hw.Event{Action: hw.SeekBack, Gesture: hw.Press}, player.SeekBy{Offset: -10 * time.Second}},
	} {
		if got, _ := Command(c.e, s, time.Now()); got != c.want {
			t.Errorf("%+v gave %+v, want %+v", c.e, got, c.want)
		}
	}
}

func TestTheSleepButtonGoesThroughItsTimes(t *testing.T) {
	s := player.NewState(player.Limits{}, nil, 0, 0, false, player.Enhance{})
	now := time.Now()
	for _, want := range sleepTimes {
		c, _ := Command(hw.Event{Action: hw.Sleep}, s, now)
		sleep := c.(player.Sleep)
		if sleep.After != want {
			t.Fatalf("sleep after %v, want %v", sleep.After, want)
		}
		sleep.At = now
		s, _, _ = player.Reduce(s, sleep)
		now = now.Add(time.Second)
	}
}
