package player

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"auralis/audio"
	"auralis/audio/engine"
)

// Engine is what the control goroutine needs of the engine. Neither method blocks.
type Engine interface {
	// Direct hands over the newest target; an older one that wasn't looked at is forgotten.
	Direct(*engine.Target)
	// Where is what the listener hears at this moment.
	Where() (audio.Epoch, audio.Instance, time.Duration)
}

// Keeper saves what has to survive a restart. No method blocks: each hands a value to somebody who writes it.
type Keeper interface {
	KeepQueue(*Queue)
	KeepSettings(*State)
	KeepPosition(*State)
}

// Control owns the state. Make one with NewControl, then run Run; everything else may be called from any goroutine.
type Control struct {
	engine Engine
	keeper Keeper
	trace  func(Input, *State)

	state  atomic.Pointer[State] // stored by the control goroutine alone
	inputs chan request
	done   chan struct{} // closed when Run has ended

	// Owned by the control goroutine:
	subscribers map[uint64]*Subscription
	sleep       *time.Timer
	nextID      atomic.Uint64
}

// request is an input, or work on the list of subscribers, with the place for an answer.
type request struct {
	in     Input
	work   func()
	answer chan<- answer // nil where nobody waits; has room for one
}

type answer struct {
	state *State
	err   error
}

// Options are the optional parts of a Control.
type Options struct {
	// Trace is called by the control goroutine with every input and the state after it, for tests that replay.
	Trace func(Input, *State)
}

// NewControl makes a Control that starts from first.
func NewControl(first *State, e Engine, k Keeper, o Options) *Control {
	c := &Control{
		engine: e, keeper: k, trace: o.Trace,
		inputs: make(chan request, 256), done: make(chan struct{}),
		subscribers: make(map[uint64]*Subscription),
	}
	c.state.Store(first)
	return c
}

// Run is the control goroutine. It returns when ctx is done, the position kept; commands that come later are answered
// with CodeClosing.
func (c *Control) Run(ctx context.Context) {
	defer close(c.done)
	c.engine.Direct(c.state.Load().Target())
	for {
		select {
		case <-ctx.Done():
			c.close()
			return
		case r := <-c.inputs:
			if r.work != nil {
				r.work()
				continue
			}
			s, err := c.apply(r.in)
			if r.answer != nil {
				r.answer <- answer{s, err}
			}
		}
	}
}

// close is the end of the control goroutine.
func (c *Control) close() {
	if c.sleep != nil {
		c.sleep.Stop()
	}
	c.keeper.KeepPosition(c.here())
	for _, s := range c.subscribers {
		close(s.states)
		close(s.notices)
	}
	c.subscribers = nil
}

// here is the state with the exact position.
func (c *Control) here() *State {
	s := *c.state.Load()
	s.Position = c.Position()
	return &s
}

// apply reduces one input. A command whose meaning depends on the exact position is preceded by a report of it, so that
// a log of inputs replays.
func (c *Control) apply(in Input) (*State, error) {
	if cmd, ok := in.(Command); ok && relative(cmd) {
		e, i, at := c.engine.Where()
		if _, err := c.step(engine.Progress{Epoch: e, Instance: i, Position: at}); err != nil {
			return c.state.Load(), err
		}
	}
	return c.step(in)
}

// step reduces one input, carries out the effects and publishes.
func (c *Control) step(in Input) (*State, error) {
	before := c.state.Load()
	s, effects, err := Reduce(before, in)
	if c.trace != nil {
		c.trace(in, s)
	}
	if err != nil || s == before {
		return before, err
	}
	c.state.Store(s)
	for _, e := range effects {
		c.carryOut(e, s)
	}
	for _, sub := range c.subscribers {
		sub.put(s)
	}
	return s, nil
}

func (c *Control) carryOut(e Effect, s *State) {
	switch e {
	case Direct:
		c.engine.Direct(s.Target())
	case KeepQueue:
		c.keeper.KeepQueue(s.Queue)
	case KeepSettings:
		c.keeper.KeepSettings(s)
	case KeepPosition:
		c.keeper.KeepPosition(c.here())
	case ArmSleep:
		c.armSleep(s.SleepAt)
	}
}

// relative tells whether what a command does depends on the exact position.
func relative(c Command) bool {
	switch c.(type) {
	case Previous, SeekBy:
		return true
	}
	return false
}

func (c *Control) armSleep(at time.Time) {
	if c.sleep != nil {
		c.sleep.Stop()
		c.sleep = nil
	}
	if !at.IsZero() {
		c.sleep = time.AfterFunc(time.Until(at), func() { c.post(request{in: sleepOver{at}}) })
	}
}

// Do sends a command and waits for the state after it, or for its *Error. Where ctx ends first the command may still be
// carried out.
func (c *Control) Do(ctx context.Context, cmd Command) (*State, error) {
	switch k := cmd.(type) {
	case SetShuffle:
		if k.Seed == 0 {
			k.Seed = rand.Uint64() | 1
			cmd = k
		}
	case Sleep:
		if k.At.IsZero() {
			k.At = time.Now()
			cmd = k
		}
	}
	a := make(chan answer, 1)
	select {
	case c.inputs <- request{in: cmd, answer: a}:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-c.done:
		return nil, closing()
	}
	select {
	case r := <-a:
		return r.state, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-c.done:
		return nil, closing()
	}
}

func closing() error { return &Error{Code: CodeClosing, Message: "the player is shutting down"} }

// Report hands in what the engine tells; it is the engine's Events function. It waits only where 256 inputs are waiting.
func (c *Control) Report(e engine.Event) { c.post(request{in: e}) }

func (c *Control) post(r request) {
	select {
	case c.inputs <- r:
	case <-c.done:
	}
}

// State is the newest state.
func (c *Control) State() *State { return c.state.Load() }

// Position is where the listener is in the current track at this moment.
func (c *Control) Position() time.Duration {
	s := c.state.Load()
	if len(s.line) > 0 {
		if e, i, at := c.engine.Where(); e == s.epoch && i == s.line[0].Instance {
			if d := s.Duration(); d > 0 {
				at = min(at, d)
			}
			return at
		}
	}
	return s.Position
}
