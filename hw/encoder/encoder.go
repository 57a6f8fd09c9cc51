// Package encoder turns the two contacts of a rotary encoder into steps.
//
// The contacts A and B are a two-bit Gray code: turning changes one of them at a time, so that of the sixteen pairs of
// old and new state four are a quarter cycle forward, four a quarter back, four are no change, and four, where both
// changed, are impossible: a sample was lost, and which way can't be known. Those move nothing. A contact that bounces
// walks to and fro between two states and adds up to nothing, so no debouncing is needed and none is done: it would lose
// steps. Steps are told at the detents, where the knob comes to rest.
//
// Fast turning counts more (Settings.Most), and what comes within Settings.Every is told as one, so that a whirl of the
// knob is a handful of volume changes and no lagging queue of them.
//
// A Machine is a value without clock, goroutine or lock, fed with samples like button.Machine. It belongs to one
// goroutine.
package encoder

import (
	"fmt"
	"time"
)

// Detent is how many of the four quarter cycles lie between two resting places of the knob.
type Detent uint8

// The kinds of knobs.
const (
	Full    Detent = iota // one cycle: the usual one; it rests with both contacts open
	Half                  // half a cycle: it rests with both contacts open or both closed
	Quarter               // every change is a step: knobs without detents
)

// The defaults.
const (
	DefaultEvery = 20 * time.Millisecond
	DefaultMost  = 4
	// Slow is the time between two detents from which on each counts once; a hand that feels for single detents needs more.
	Slow = 60 * time.Millisecond
)

// Settings is how turning is told. The zero value tells every detent at once and counts it once.
type Settings struct {
	Detent Detent
	Invert bool          // forward is back: A and B are swapped
	Every  time.Duration // steps within this time are told as one; 0…1 s
	Most   int           // a detent at speed counts Slow / (time since the last), up to this; 0…20, 0 and 1: never more than once
}

// Check says what is wrong with the settings and what is allowed.
func (s Settings) Check() error {
	switch {
	case s.Detent > Quarter:
		return fmt.Errorf("detent %d is unknown", s.Detent)
	case s.Every < 0 || s.Every > time.Second:
		return fmt.Errorf("steps told every %v: must be 0…1 s", s.Every)
	case s.Most < 0 || s.Most > 20:
		return fmt.Errorf("acceleration up to %d: must be 0…20", s.Most)
	}
	return nil
}

// Turn is so many steps, forward positive, and the moment of the last of them on the time line of the samples. Forward is
// A before B, which is clockwise where A and B are wired as the data sheets draw them.
type Turn struct {
	Steps int
	At    time.Duration
}
