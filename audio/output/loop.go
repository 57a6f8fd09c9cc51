package output

import (
	"errors"
	"fmt"
	"math/bits"
	"sync/atomic"
	"time"

	"auralis/audio"
	"auralis/audio/ring"
	"auralis/dsp"
)

const (
	// ramp is the length of the transport ramps: pause, seek, underrun (house.md: ≤ 10 ms).
	ramp = 10 * time.Millisecond
	// waitLimit bounds a wait for the device, so that a dead one is noticed and the heartbeat goes on.
	waitLimit = 100 * time.Millisecond
	// defaultAwake is how long silence is written after the sound ended before the device is stopped.
	defaultAwake = 5 * time.Second
)

// Loop feeds one sink from one ring. One goroutine, the output thread, uses it; nothing it does allocates or locks, and
// it waits only for the sink.
type Loop struct {
	rd    *ring.Reader
	panel Panel
	sink  audio.Sink
	c     audio.SinkConfig
	now   func() time.Duration

	tap  func(audio.Mark, []audio.Frame)
	fade *dsp.Ramp         // transport: pause, seek, underrun, start in mid-track
	gain *dsp.GainSmoother // policy: volume, mute, caps
	enc  *encoder

	frames []audio.Frame // one period
	bytes  []byte        // the same as the sink takes it
	rest   []byte        // of bytes, not taken yet
	past   history

	state    State
	playing  audio.Epoch // of the frames being played
	rampLen  int
	prime    int // frames that must lie in the ring before a start
	silent   int // frames of silence since something sounded
	awake    int // after that many the sink is stopped
	asleep   bool
	quit     bool // the loop is about to return: nothing starts any more
	starving bool // the last frames of an underrun are being ramped down
}

// NewLoop makes a loop for an open sink. It starts where the ring's reader stands. The error is about a rate that no
// sink should have been opened with.
func NewLoop(r *ring.Ring, sink audio.Sink) (*Loop, error) {
	c := sink.Config()
	l := &Loop{
		rd: r.Reader(), panel: NewPanel(r), sink: sink, c: c, now: Monotonic,
		frames: make([]audio.Frame, c.Period), bytes: make([]byte, c.Period*audio.Channels*c.Format.Bytes()),
		awake: int(defaultAwake.Seconds() * float64(c.Rate)),
	}
	var err, err2, err3 error
	l.fade, err = dsp.NewRamp(dsp.RampSettings{Length: ramp.Seconds()}, c.Rate)
	l.gain, err2 = dsp.NewGainSmoother(float64(l.panel.Gain()), c.Rate)
	l.enc, err3 = newEncoder(c, l.panel)
	if err := errors.Join(err, err2, err3); err != nil {
		return nil, fmt.Errorf("output loop: %w", err)
	}
	l.rampLen = int(ramp.Seconds() * float64(c.Rate))
	l.prime = 2*c.Period + l.rampLen
	if !c.Paced {
		l.prime = 1
	}
	l.fade.Jump(false)
	return l, nil
}

// Tap makes f be shown every run of frames as it is taken from the ring, before ramp and gain, with its mark: for tests
// that follow each frame. It is called by the goroutine that steps.
func (l *Loop) Tap(f func(audio.Mark, []audio.Frame)) { l.tap = f }

// Run steps until the sink fails for good, the panel says quit or stop is set; it ramps down before it returns for the
// last two reasons.
func (l *Loop) Run(stop *atomic.Bool) error {
	for {
		if stop.Load() || l.panel.quitting() {
			return l.rampDown()
		}
		worked, err := l.Step()
		if err != nil {
			return err
		}
		if !worked {
			time.Sleep(idlePoll)
		}
	}
}

// rampDown ends what sounds within the ramp.
func (l *Loop) rampDown() error {
	if l.asleep || l.state != Sounding {
		return nil
	}
	for l.quit = true; l.state == Sounding; {
		if _, err := l.Step(); err != nil {
			return err
		}
	}
	for range l.c.Buffer/l.c.Period + 1 { // let it be heard
		if _, err := l.Step(); err != nil {
			return err
		}
	}
	return nil
}

// Step waits until the sink takes a period, and gives it one. It returns false, without waiting, where there is nothing
// to play and the sink sleeps or needs no silence. The error is final: the sink is to be closed.
func (l *Loop) Step() (bool, error) {
	l.panel.w[wordIdle].Add(1)
	if l.asleep && !l.startable() {
		return false, nil
	}
	if !l.c.Paced && l.state != Sounding && !l.startable() && len(l.rest) == 0 {
		l.dropOld()
		return l.startable(), nil
	}
	l.asleep = false
	if err := l.wait(); err != nil {
		return true, err
	}
	if len(l.rest) == 0 {
		if l.silent >= l.awake && !l.startable() {
			return false, l.sleep()
		}
		n := l.fill(l.c.Period)
		if n == 0 {
			return false, nil
		}
		l.rest = l.at(0, n)
	}
	return true, l.write()
}

// wait returns when the sink takes frames.
func (l *Loop) wait() error {
	if !l.c.Paced {
		return nil
	}
	delay, err := l.sink.Delay()
	full := err == nil && delay > l.c.Buffer-l.c.Period
	if err == nil {
		err = l.sink.Wait(waitLimit)
	}
	if err != nil {
		return l.recover(err)
	}
	if delay, err = l.sink.Delay(); err != nil {
		return l.recover(err)
	}
	if full { // it was due when a period was free; how many frames more are free now is how late it is
		l.late(l.c.Buffer - l.c.Period - delay)
	}
	l.publish(delay)
	return nil
}

// late counts a wake-up that came the given number of frames after it was due.
func (l *Loop) late(frames int) {
	us := uint64(max(0, frames)) * 1_000_000 / uint64(l.c.Rate)
	l.panel.w[wordLate+min(bits.Len64(us), LatenessBuckets-1)].Add(1)
}

// recover makes the sink ready after an underrun or a sleep of the system. What the device held is lost; the programme
// ramps in where it stands.
func (l *Loop) recover(err error) error {
	if !errors.Is(err, audio.ErrXrun) && !errors.Is(err, audio.ErrSuspended) {
		return err
	}
	l.panel.w[wordXruns].Add(1)
	if again := l.sink.Recover(); again != nil {
		return again
	}
	l.past.forget()
	l.rest = nil
	if l.state == Sounding {
		l.fade.Jump(false)
	}
	return nil
}

// write gives the sink what was encoded; what it doesn't take now is given by the next step.
func (l *Loop) write() error {
	n, err := l.sink.Write(l.rest)
	if err != nil {
		return l.recover(err)
	}
	l.rest = l.rest[n*audio.Channels*l.c.Format.Bytes():]
	if !l.c.Paced {
		l.publish(0)
	}
	return nil
}

// publish tells what is heard.
func (l *Loop) publish(delay int) {
	frame, state := l.past.heard(delay + len(l.rest)/(audio.Channels*l.c.Format.Bytes()))
	w := l.panel.w
	w[wordSeq].Add(1)
	w[wordHeard].Store(frame)
	w[wordHeardAt].Store(uint64(l.now()))
	w[wordState].Store(uint64(state))
	w[wordDelay].Store(uint64(max(0, delay)))
	w[wordSeq].Add(1)
}

// sleep stops a sink that has been given silence for long enough.
func (l *Loop) sleep() error {
	l.asleep = true
	if err := l.sink.Drop(); err != nil {
		return l.recover(fmt.Errorf("stop the idle output: %w", err))
	}
	l.past.forget()
	return nil
}
