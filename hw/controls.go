package hw

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// Controls are the opened buttons and encoders of a board.
type Controls struct {
	base    time.Time // the machines' time 0
	emit    func(Event)
	onError func(error)
	samples chan sample
	stop    chan struct{} // closed by Close
	once    sync.Once
	done    chan struct{} // closed when the goroutine ended
	closing error         // written before Close returns the first time

	// Owned by the goroutine.
	controls []*control
	buf      []gesture
}

// sample is what a line's goroutine saw.
type sample struct {
	control *control
	levels  uint
	at      time.Time
}

// Open watches what cfg configures. The Controls are never nil: a control whose configuration is wrong or whose pin isn't
// there is left out, and the error joins one error for each, which names the control, the pin and what there is instead. The
// rest works.
//
// emit is called for each event, from one goroutine that belongs to the Controls, and from when Open is called until Close
// returns. It should hand the event over and return: while it blocks no control is read (what is done meanwhile is seen
// by its levels when it returns). It must not call Close.
func Open(pins Pins, cfg Config, emit func(Event)) (*Controls, error) {
	c := &Controls{
		base: time.Now(), emit: emit, onError: cfg.OnError,
		// Enough for what a hand can do in the time that emit may take; a full one only makes a line's goroutine wait.
		samples: make(chan sample, 64),
		stop:    make(chan struct{}), done: make(chan struct{}),
	}
	var errs []error
	for i, b := range cfg.Buttons {
		errs = append(errs, c.openButton(pins, fmt.Sprintf("button %d (%s)", i+1, b.name()), b))
	}
	for i, e := range cfg.Encoders {
		what := fmt.Sprintf("encoder %d (%s)", i+1, e.name())
		errs = append(errs, c.openEncoder(pins, what, e))
		if e.Push != "" {
			errs = append(errs, c.openButton(pins, what+": push button", e.button()))
		}
	}
	go c.run()
	return c, errors.Join(errs...)
}

func (c *Controls) openButton(pins Pins, what string, b Button) error {
	if err := b.check(); err != nil {
		return wrap(what, err)
	}
	o := WatchOptions{ActiveHigh: b.ActiveHigh, Debounce: b.debounce()}
	return c.open(pins, what, []string{b.Pin}, o, func(debounced bool) (machine, error) {
		return newPushButton(b, debounced)
	})
}

func (c *Controls) openEncoder(pins Pins, what string, e Encoder) error {
	if err := e.check(); err != nil {
		return wrap(what, err)
	}
	// Not debounced: the Gray code takes no harm from bounces, and a debounced knob loses steps.
	o := WatchOptions{ActiveHigh: e.ActiveHigh}
	return c.open(pins, what, []string{e.A, e.B}, o, func(bool) (machine, error) { return newKnob(e) })
}

// open watches the lines of one control and lets its machine know where they stand.
func (c *Controls) open(
	pins Pins, what string, names []string, o WatchOptions, machineFor func(debounced bool) (machine, error),
) error {
	k := &control{what: what}
	gone := make(chan struct{})
	lines, err := pins.Watch(names, o, func(levels uint, at time.Time) {
		select {
		case c.samples <- sample{k, levels, at}:
		case <-gone:
		case <-c.stop:
		}
	})
	if err != nil {
		return wrap(what, err)
	}
	m, err := machineFor(lines.Debounced())
	if err == nil {
		var levels uint
		if levels, err = lines.Levels(); err == nil {
			m.feed(nil, time.Since(c.base), levels) // the first one brings nothing
			k.lines, k.machine = lines, m
			c.controls = append(c.controls, k)
			return nil
		}
	}
	close(gone) // or the line's goroutine might wait for us, who wait for it
	return wrap(what, errors.Join(err, lines.Close()))
}

// run is the goroutine of the Controls.
func (c *Controls) run() {
	defer close(c.done)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		timer.Stop()
		if due, ok := c.due(); ok {
			timer.Reset(time.Until(c.base.Add(due)))
		}
		select {
		case <-c.stop:
			return
		case s := <-c.samples:
			c.take(s)
		case <-timer.C:
			c.look()
		}
	}
}

// take feeds what a line's goroutine saw. A moment that is still to come would make the machine wait for it.
func (c *Controls) take(s sample) {
	if s.control.machine == nil {
		return // of a control that failed to open
	}
	c.feed(s.control, min(s.at.Sub(c.base), time.Since(c.base)), s.levels)
}

// due is the earliest moment at which a control wants to be looked at.
func (c *Controls) due() (earliest time.Duration, any bool) {
	for _, k := range c.controls {
		if due, ok := k.due(); ok && (!any || due < earliest) {
			earliest, any = due, true
		}
	}
	return earliest, any
}

// look reads the lines of every control that is due. What was seen before is taken first: it may be that a button was
// released before its long press was due.
func (c *Controls) look() {
	for len(c.samples) > 0 {
		c.take(<-c.samples)
	}
	for _, k := range c.controls {
		due, ok := k.due()
		now := time.Since(c.base)
		if !ok || due > now {
			continue
		}
		levels, err := k.lines.Levels()
		if err != nil {
			c.report(k, err)
			levels = 0 // a button that can't be read any more isn't held for ever
		} else {
			k.failed = false
		}
		if levels != k.levels() {
			// It changed unseen, so some time before now: what is due counts as not reached.
			c.feed(k, due-1, levels)
		}
		c.feed(k, now, levels)
	}
}

// report tells of a failed reading, once.
func (c *Controls) report(k *control, err error) {
	if !k.failed && c.onError != nil {
		c.onError(fmt.Errorf("%s can't be read: %w", k.what, err))
	}
	k.failed = true
}

// feed feeds one machine and emits what comes out.
func (c *Controls) feed(k *control, at time.Duration, levels uint) {
	c.buf = k.feed(c.buf[:0], at, levels)
	for _, g := range c.buf {
		e := g.event
		e.At = c.base.Add(g.at)
		c.emit(e)
	}
}

// Len is the number of controls that work; an encoder's push button counts as one.
func (c *Controls) Len() int { return len(c.controls) }

// Close gives the pins back and returns when emit is called no more. A second Close returns the same.
func (c *Controls) Close() error {
	c.once.Do(func() {
		close(c.stop)
		<-c.done
		var errs []error
		for _, k := range c.controls {
			errs = append(errs, wrap(k.what, k.lines.Close()))
		}
		c.closing = errors.Join(errs...)
	})
	return c.closing
}
