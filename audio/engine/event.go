package engine

import (
	"time"

	"auralis/audio"
)

// Event is what the engine tells the control goroutine. Every event carries the epoch or the instance it is about, so
// that a late one is known as such and dropped.
type Event interface{ event() }

// The events.
type (
	// Joined: the decode stage has begun to decode the instance after the one before it; say what follows it.
	Joined struct {
		Epoch    audio.Epoch
		Instance audio.Instance
		Rate     int           // of the track
		Bits     int           // significant bits; 0 = lossy or float
		Codec    string        // as the decoder names it
		Duration time.Duration // 0 where unknown
	}
	// Entered: the master stage has begun the instance: it can no longer be revoked without a cut.
	Entered struct {
		Epoch    audio.Epoch
		Instance audio.Instance
	}
	// Heard: the first frame of the instance in this epoch reaches the listener.
	Heard struct {
		Epoch    audio.Epoch
		Instance audio.Instance
		Position time.Duration
	}
	// Ended: the last frame of the line was heard and nothing follows.
	Ended struct {
		Epoch    audio.Epoch
		Instance audio.Instance // the last one
	}
	// Failed: the instance couldn't be opened (Played 0), or broke off after that much; what follows it goes on.
	Failed struct {
		Epoch    audio.Epoch
		Instance audio.Instance
		Played   time.Duration
		Err      error
	}
	// Progress: where the listener is, about once a second and after every pause.
	Progress struct {
		Epoch     audio.Epoch
		Instance  audio.Instance
		Position  time.Duration
		Underruns uint64 // since the program started
	}
	// OutputChanged: the output was opened, closed, lost or refused.
	OutputChanged struct {
		Output Output
		// Lost is set where sound was cut by it: playing goes on from Position of Instance when there is an output again.
		Lost     bool
		Instance audio.Instance
		Position time.Duration
	}
	// Planned: what the mastering does for the instance, in words.
	Planned struct {
		Instance audio.Instance
		Plan     []string
	}
)

func (Joined) event()        {}
func (Entered) event()       {}
func (Heard) event()         {}
func (Ended) event()         {}
func (Failed) event()        {}
func (Progress) event()      {}
func (OutputChanged) event() {}
func (Planned) event()       {}

// Output describes the output for a person.
type Output struct {
	Spec   string // as configured: auto, alsa:hw:…, clock, …
	Name   string // what it turned out to be, in words
	Open   bool
	Rate   int                // frames per second, when open
	Format audio.SampleFormat // when open
	Err    string             // why it isn't open although it should; empty otherwise
}
