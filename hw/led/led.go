// Package led shows the state of the player on one status LED.
//
// A Pattern is a value: how long on, how long off. A LED runs one goroutine, which owns the output and sleeps until the
// next change; a steady pattern costs nothing. Start makes it, Close ends it and waits for it, so none is left behind.
package led

import (
	"fmt"
	"sync"
	"time"
)

// State is what is shown.
type State uint8

// The states, and how they look.
const (
	Off     State = iota // dark: stopped, idle
	Playing              // steady light
	Paused               // a slow even blink
	Loading              // a fast even blink
	Error                // two short flashes, then a pause: not to be taken for any blink
)

// String names the state.
func (s State) String() string {
	if int(s) < len(names) {
		return names[s]
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

var names = [...]string{Off: "off", Playing: "playing", Paused: "paused", Loading: "loading", Error: "error"}

// Pattern is a period that repeats: on, off, on, off … of these lengths; the last one may be on. Empty is dark, and one
// alone is steady light.
type Pattern []time.Duration

// Pattern gives what the state looks like; an unknown one is dark.
func (s State) Pattern() Pattern {
	const ms = time.Millisecond
	switch s {
	case Playing:
		return Pattern{time.Second}
	case Paused:
		return Pattern{1000 * ms, 1000 * ms}
	case Loading:
		return Pattern{125 * ms, 125 * ms}
	case Error:
		return Pattern{100 * ms, 150 * ms, 100 * ms, 1150 * ms}
	}
	return nil
}

// At tells whether the LED is lit so long after the pattern began, and how long that lasts; 0: for good.
func (p Pattern) At(since time.Duration) (lit bool, left time.Duration) {
	if len(p) < 2 {
		return len(p) == 1, 0
	}
	var period time.Duration
	for _, d := range p {
		period += d
	}
	since %= period
	for i, d := range p {
		if since < d {
			return i%2 == 0, d - since
		}
		since -= d
	}
	return false, 0 // not reached: since < period
}

// Out is the pin: true lights the LED. It is called by the LED's goroutine alone.
type Out interface {
	Set(lit bool) error
}

// LED is one running status light. Its methods may be called from any goroutine, and on nil, which shows nothing: a board
// without a LED needs no special case.
type LED struct {
	states chan State // mailbox of one, the newest wins
	mu     sync.Mutex // orders Set against Set and Close
	closed bool
	done   chan struct{}
	err    error // of the first failed Set of the pin; written before done is closed
}

// Start lights out according to Off until Set says otherwise. onError, if not nil, is called once, from the LED's
// goroutine, where the pin fails; the LED then shows nothing more.
func Start(out Out, onError func(error)) *LED {
	l := &LED{states: make(chan State, 1), done: make(chan struct{})}
	go l.run(out, onError)
	return l
}

// Set shows s from now on. It never blocks; showing the same state again doesn't restart its pattern.
func (l *LED) Set(s State) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	select {
	case <-l.states:
	default:
	}
	l.states <- s // room for one was just made, and only we send
}

// Close turns the LED dark, ends its goroutine and returns the pin's first error. It waits for a call of Out that hangs. A
// second Close returns the same.
func (l *LED) Close() error {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	if !l.closed {
		l.closed = true
		close(l.states)
	}
	l.mu.Unlock()
	<-l.done
	return l.err
}

// run is the LED's goroutine. A failed pin is reported once; after that states are only taken, until Close.
func (l *LED) run(out Out, onError func(error)) {
	defer close(l.done)
	lit := false
	set := func(to bool, always bool) {
		if l.err != nil || to == lit && !always {
			return
		}
		if err := out.Set(to); err != nil {
			l.err = fmt.Errorf("status LED: %w", err)
			if onError != nil {
				onError(l.err)
			}
			return
		}
		lit = to
	}
	set(false, true) // whatever the pin was before
	timer := time.NewTimer(0)
	defer timer.Stop()
	state, begun := Off, time.Now()
	for {
		to, left := state.Pattern().At(time.Since(begun))
		set(to, false)
		var due <-chan time.Time
		if left > 0 && l.err == nil {
			timer.Reset(left)
			due = timer.C
		}
		select {
		case s, ok := <-l.states:
			if !ok {
				set(false, false)
				return
			}
			if s != state {
				state, begun = s, time.Now()
			}
		case <-due:
		}
	}
}
