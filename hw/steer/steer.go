// Package steer turns what was done with a button or a knob into a command for the player. It is the only part of hw that
// knows the player; it decides nothing about playback.
package steer

import (
	"time"

	"auralis/audio/player"
	"auralis/dsp/mastering"
	"auralis/hw"
)

// What an action means in numbers.
const (
	volumeStep = 2                // of 100, a press or a detent
	seekStep   = 10 * time.Second // a press or a detent
)

// sleepTimes are the steps of the sleep button: each press takes the next, the last switches it off.
var sleepTimes = [...]time.Duration{15 * time.Minute, 30 * time.Minute, time.Hour, 0}

// Command gives the command for an event in a state; ok is false where there is none (no action, or Quit).
func Command(e hw.Event, s *player.State, now time.Time) (c player.Command, ok bool) {
	n := e.Count()
	switch e.Action {
	case hw.Toggle:
		return player.Toggle{}, true
	case hw.Play:
		return player.Play{}, true
	case hw.Pause:
		return player.Pause{}, true
	case hw.Stop:
		return player.Stop{}, true
	case hw.Next:
		return player.Next{}, true
	case hw.Previous:
		return player.Previous{}, true
	case hw.VolumeUp:
		return player.AddVolume{Steps: volumeStep * n}, true
	case hw.VolumeDown:
		return player.AddVolume{Steps: -volumeStep * n}, true
	case hw.Mute:
		return player.ToggleMute{}, true
	case hw.SeekForward:
		return player.SeekBy{Offset: seekStep * time.Duration(n)}, true
	case hw.SeekBack:
		return player.SeekBy{Offset: -seekStep * time.Duration(n)}, true
	case hw.Sleep:
		return player.Sleep{After: nextSleep(s, now)}, true
	case hw.Enhance:
		return player.ToggleEnhance{}, true
	case hw.Shuffle:
		return player.SetShuffle{On: !s.Queue.Shuffled()}, true
	case hw.Repeat:
		return player.SetRepeat{Mode: (s.Queue.Repeat() + 1) % (player.RepeatOne + 1)}, true
	}
	if k, is := e.Action.Preset(); is {
		if all := mastering.Presets(); k <= len(all) {
			return player.SetEnhance{Preset: &all[k-1]}, true
		}
	}
	return nil, false
}

// sleepGrace is how much of a sleep time may have run out for it to count as the one that was chosen.
const sleepGrace = 5 * time.Minute

// nextSleep is the time after the one that runs.
func nextSleep(s *player.State, now time.Time) time.Duration {
	if s.SleepAt.IsZero() {
		return sleepTimes[0]
	}
	left := s.SleepAt.Sub(now) + sleepGrace
	for _, t := range sleepTimes {
		if t > left {
			return t
		}
	}
	return 0
}
