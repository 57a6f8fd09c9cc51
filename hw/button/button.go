// Package button turns the level of one push button into gestures: press, long press, double press, repeat.
//
// A contact bounces for some milliseconds, and edges get lost on the way (a kernel line queues 16 of them). So nothing
// here counts edges: a Machine is fed with samples (moment, level), as many or as few as there are, and believes a level
// once it stood for Debounce. Between samples it says when it next wants to be looked at (Deadline).
//
// It is a value without clock, goroutine or lock: the same samples give the same gestures, so a trace recorded from a
// bouncing button is a test. It belongs to one goroutine.
//
// When a press is told depends on what has to be told apart: at once where nothing else is configured; on release where
// there is a long press; when the window for a second press has passed where there is a double press.
package button

import (
	"fmt"
	"time"
)

// Gesture is what was done with the button.
type Gesture uint8

// The gestures.
const (
	Press  Gesture = iota + 1 // pressed once; also each repetition while held
	Long                      // held for Settings.Long, told while it is still held
	Double                    // pressed twice within Settings.Double, told at the second press
)

// String names the gesture as remotes do: "press", "long", "double".
func (g Gesture) String() string {
	switch g {
	case Press:
		return "press"
	case Long:
		return "long"
	case Double:
		return "double"
	default:
		return fmt.Sprintf("Gesture(%d)", uint8(g))
	}
}

// The defaults. 10 ms outlasts the bounce of all but worn switches (most settle within 5 ms) and can't be felt.
const (
	DefaultDebounce = 10 * time.Millisecond
	DefaultLong     = 600 * time.Millisecond
	DefaultDouble   = 350 * time.Millisecond
)

// Settings is what is told apart, and by which times. The zero value tells presses only, without debouncing.
type Settings struct {
	Debounce time.Duration // a level counts once it stood for this long; 0…200 ms; 0 where the line is clean already
	Long     time.Duration // held for this long is a long press; 0: there is none; else 100 ms…30 s
	Double   time.Duration // from press to press of a double press; 0: there is none; else 50 ms…2 s
	Repeat   time.Duration // a press again this often while held, from RepeatAfter on; 0: never; else 20 ms…5 s
}

// RepeatAfter is how long a button is held until its press repeats.
const RepeatAfter = 500 * time.Millisecond

// Check says what is wrong with the settings and what is allowed.
func (s Settings) Check() error {
	in := func(d, lo, hi time.Duration) bool { return d == 0 || d >= lo && d <= hi }
	switch {
	case s.Debounce < 0 || s.Debounce > 200*time.Millisecond:
		return fmt.Errorf("debounce of %v: must be 0…200 ms", s.Debounce)
	case !in(s.Long, 100*time.Millisecond, 30*time.Second):
		return fmt.Errorf("long press after %v: must be 100 ms…30 s", s.Long)
	case !in(s.Double, 50*time.Millisecond, 2*time.Second):
		return fmt.Errorf("double press within %v: must be 50 ms…2 s", s.Double)
	case !in(s.Repeat, 20*time.Millisecond, 5*time.Second):
		return fmt.Errorf("repeat every %v: must be 20 ms…5 s", s.Repeat)
	case s.Repeat > 0 && (s.Long > 0 || s.Double > 0):
		return fmt.Errorf("a button that repeats can't have a long or a double press too: holding it would mean both")
	case s.Long > 0 && s.Long <= s.Debounce, s.Double > 0 && s.Double <= 2*s.Debounce:
		return fmt.Errorf("the debounce of %v is too long to tell a long or double press", s.Debounce)
	}
	return nil
}
