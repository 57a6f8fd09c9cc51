package hw

import (
	"errors"
	"fmt"
	"time"

	"auralis/hw/button"
	"auralis/hw/encoder"
)

// Button is one configured button. A gesture without an action isn't told apart: a button without Long and Double answers at
// once.
type Button struct {
	Name                string        // in events; "": the action of its press, else its pin
	Pin                 string        // see gpio for how lines are named
	Press, Long, Double Action        // what the gestures do
	ActiveHigh          bool          // pressed is high; otherwise it connects the pin to ground
	Debounce            time.Duration // 0: button.DefaultDebounce
	LongAfter           time.Duration // 0: button.DefaultLong
	DoubleWithin        time.Duration // 0: button.DefaultDouble
	Repeat              time.Duration // presses again this often while held; 0: never. Not together with Long or Double
}

// Encoder is one configured rotary encoder.
type Encoder struct {
	Name                string         // in events; "": the pin of A
	A, B                string         // its two contacts
	Push                string         // its push button; "": it has none
	Turn                Turning        // what turning does; "": TurnVolume
	Press, Long, Double Action         // of the push button; all "": a press does Toggle
	ActiveHigh          bool           // contacts connect to the supply; otherwise to ground
	Detent              encoder.Detent // what the knob is like
	Invert              bool           // forward is back
	Most                int            // acceleration, see encoder.Settings; 0: encoder.DefaultMost, 1: none
}

// Config is what Open opens.
type Config struct {
	Buttons  []Button
	Encoders []Encoder
	// OnError, if not nil, is told of a pin that can't be read any more, once until it can again. It is called from the
	// goroutine that calls emit.
	OnError func(error)
}

// Check says everything that is wrong with the configuration, one joined error a control, without looking at any pin. Open
// checks the same, but for a pin that is used twice: there the kernel refuses the second.
func (c Config) Check() error {
	var errs []error
	used := map[string]string{}
	take := func(what, pin string) error {
		if by, taken := used[pin]; taken {
			return fmt.Errorf("%s: pin %q is used by %s already", what, pin, by)
		}
		used[pin] = what
		return nil
	}
	for i, b := range c.Buttons {
		what := fmt.Sprintf("button %d (%s)", i+1, b.name())
		errs = append(errs, wrap(what, b.check()), take(what, b.Pin))
	}
	for i, e := range c.Encoders {
		what := fmt.Sprintf("encoder %d (%s)", i+1, e.name())
		errs = append(errs, wrap(what, e.check()), take(what, e.A), take(what, e.B))
		if e.Push != "" {
			errs = append(errs, take(what, e.Push))
		}
	}
	return errors.Join(errs...)
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

func (b Button) name() string {
	switch {
	case b.Name != "":
		return b.Name
	case b.Press != "":
		return string(b.Press)
	default:
		return b.Pin
	}
}

func (b Button) check() error {
	if b.Pin == "" {
		return errors.New("has no pin")
	}
	return errors.Join(b.Press.Check(), b.Long.Check(), b.Double.Check(), b.settings(false).Check())
}

// settings is what the machine is made with; debounced: the line is clean already.
func (b Button) settings(debounced bool) button.Settings {
	s := button.Settings{Repeat: b.Repeat}
	if !debounced {
		s.Debounce = b.debounce()
	}
	if b.Long != "" || b.LongAfter < 0 {
		s.Long = or(b.LongAfter, button.DefaultLong)
	}
	if b.Double != "" || b.DoubleWithin < 0 {
		s.Double = or(b.DoubleWithin, button.DefaultDouble)
	}
	return s
}

func (b Button) debounce() time.Duration { return or(b.Debounce, button.DefaultDebounce) }

func (b Button) action(g button.Gesture) (Gesture, Action) {
	switch g {
	case button.Long:
		return Long, b.Long
	case button.Double:
		return Double, b.Double
	default:
		return Press, b.Press
	}
}

func (e Encoder) name() string {
	if e.Name != "" {
		return e.Name
	}
	return e.A
}

func (e Encoder) check() error {
	if e.A == "" || e.B == "" {
		return errors.New("needs a pin for each of a and b")
	}
	return errors.Join(e.Turn.Check(), e.Press.Check(), e.Long.Check(), e.Double.Check(), e.settings().Check())
}

func (e Encoder) settings() encoder.Settings {
	most := e.Most
	if most == 0 {
		most = encoder.DefaultMost
	}
	return encoder.Settings{Detent: e.Detent, Invert: e.Invert, Every: encoder.DefaultEvery, Most: most}
}

// button is the push button as a button of its own; it needs Push.
func (e Encoder) button() Button {
	b := Button{
		Name: e.name(), Pin: e.Push, Press: e.Press, Long: e.Long, Double: e.Double, ActiveHigh: e.ActiveHigh,
	}
	if b.Press == "" && b.Long == "" && b.Double == "" {
		b.Press = Toggle
	}
	return b
}

func or(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}
