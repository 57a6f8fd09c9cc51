package hw

import (
	"fmt"
	"time"
)

// Gesture is what was done with a control.
type Gesture uint8

// The gestures.
const (
	Press  Gesture = iota + 1 // a button, once; also each repetition while it is held
	Long                      // a button, held
	Double                    // a button, twice
	Turn                      // an encoder
)

// String names the gesture as remotes do: "press", "long", "double", "turn".
func (g Gesture) String() string {
	switch g {
	case Press:
		return "press"
	case Long:
		return "long"
	case Double:
		return "double"
	case Turn:
		return "turn"
	default:
		return fmt.Sprintf("Gesture(%d)", uint8(g))
	}
}

// Event is one gesture on one control.
type Event struct {
	Name    string    // of the control, as configured
	Gesture Gesture   // what was done
	Action  Action    // what is configured for it; "" where nothing is
	Steps   int       // of a Turn: so many, forward positive, never 0; 0 for the rest
	At      time.Time // when it was done, with the monotonic clock
}

// Count is how many times the action is meant: the steps of a turn without their sign, which the action has already; else 1.
func (e Event) Count() int { return max(e.Steps, -e.Steps, 1) }
