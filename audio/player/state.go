package player

import (
	"time"

	"auralis/audio"
	"auralis/audio/engine"
	"auralis/dsp/mastering"
)

// Transport is what the player does.
type Transport uint8

// The transports.
const (
	Stopped Transport = iota
	Loading           // asked to play, nothing heard yet
	Playing
	Paused
)

// String gives the name that remotes use.
func (t Transport) String() string {
	return [...]string{"stopped", "loading", "playing", "paused"}[t&3]
}

// State is all there is to know of playback: an immutable value. Only Reduce makes one.
type State struct {
	// Version grows by one with every change but of Position.
	Version uint64

	Transport Transport
	Position  time.Duration // in the current track, as last reported; Control.Position is exact
	Queue     *Queue        // never nil
	Volume    int           // 0…100, within Limits
	Muted     bool
	Enhance   Enhance
	Output    engine.Output
	Underruns uint64    // since the program started
	SleepAt   time.Time // zero where no sleep timer runs
	// Err is the last thing that went wrong and a person should know, empty after the next track is heard.
	Err string

	Limits Limits

	epoch    audio.Epoch
	line     []lined // what sounds and what follows; empty where nothing should sound
	joined   int     // how many of line the decode stage has begun
	instance audio.Instance
	lost     bool // the output went away while playing; goes on when it is back
}

// Enhance is the mastering as the listener set it, and what it does now.
type Enhance struct {
	Enabled   bool
	Preset    mastering.Preset
	Intensity float64
	Compare   bool
	Plan      []string // in words; nil before the first track
}

// lined is a cue with the item it plays and what was found out about it when it was opened.
type lined struct {
	engine.Cue
	item  string
	about About
}

// About is what opening a track told.
type About struct {
	Codec    string
	Rate     int           // frames per second
	Bits     int           // significant bits; 0 = lossy or float
	Duration time.Duration // 0 = unknown
}

// NewState is the state a player starts with: the saved queue and settings, stopped at the saved position, at no more
// than the startup volume.
func NewState(limits Limits, queue *Queue, position time.Duration, volume int, muted bool, enhance Enhance) *State {
	if queue == nil {
		queue = &Queue{}
	}
	s := &State{Version: 1, Queue: queue, Position: position, Muted: muted, Enhance: enhance, Limits: limits}
	s.Volume = max(0, min(volume, limits.Startup, limits.Max))
	if limits.Fixed {
		s.Volume = MaxVolume
	}
	return s
}

// Current is the current item; ok is false where the queue is empty.
func (s *State) Current() (item Item, ok bool) { return s.Queue.current() }

// About is what is known of the current track since it was opened; zero before.
func (s *State) About() About {
	if len(s.line) == 0 {
		return About{}
	}
	return s.line[0].about
}

// Duration is the length of the current track, 0 where unknown: what its decoder found, else what the library says.
func (s *State) Duration() time.Duration {
	if d := s.About().Duration; d > 0 {
		return d
	}
	item, _ := s.Current()
	return item.Track.Duration
}

// Target is what the engine shall do in this state.
func (s *State) Target() *engine.Target {
	t := &engine.Target{
		Epoch:  s.epoch,
		Joined: s.joined,
		Paused: s.Transport == Paused,
		Gain:   VolumeGain(min(s.Volume, s.Limits.Max)),
		Enhance: engine.Enhance{
			Enabled: s.Enhance.Enabled, Preset: s.Enhance.Preset, Intensity: s.Enhance.Intensity, Compare: s.Enhance.Compare,
		},
	}
	if s.Limits.Fixed {
		t.Gain = 1
	}
	if s.Muted {
		t.Gain = 0
	}
	for i := range s.line {
		t.Line = append(t.Line, s.line[i].Cue)
	}
	return t
}
