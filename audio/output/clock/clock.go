// Package clock is the sink without a device: it takes frames at exactly the pace of the monotonic clock and throws them
// away, so that everything above it behaves as it does with a sound card. It serves machines without a card, the page's
// demo, and every test that wants a device's behaviour without a device.
//
// It keeps to what ALSA does with a hardware buffer of Periods × Period frames: it starts by itself when the buffer less
// one period is filled, it consumes floor(elapsed · rate) frames since the start (128-bit integers, nothing is summed up,
// so there is no drift), and where that reaches what was written it stands in an underrun, answered with audio.ErrXrun
// until Recover (or Drop, or Drain) clears it. A later start counts from its own moment: the time lost in an underrun
// stays lost.
//
// A Sink belongs to one goroutine, the output thread. It starts none. Time is injected; see Time.
package clock

import (
	"fmt"
	"os"
	"time"

	"auralis/audio"
	"auralis/audio/output/layout"
)

// state is where the imagined device is, after ALSA's PREPARED, RUNNING and XRUN.
type state uint8

const (
	prepared state = iota // filled, not started
	running               // consuming since start
	xrun                  // ran empty
	closed
)

// Sink is a clock that consumes frames. It implements audio.Sink.
type Sink struct {
	opts    layout.Options
	cfg     audio.SinkConfig
	time    Time
	state   state
	start   time.Duration // Now at which frame 0 of this run began to be heard
	written uint64        // frames taken in this run
}

var _ audio.Sink = (*Sink)(nil)

// New makes a sink that is paced by t (nil: System). The error names the option that is wrong.
func New(o layout.Options, t Time) (*Sink, error) {
	o, err := o.Complete()
	if err != nil {
		return nil, fmt.Errorf("clock output: %w", err)
	}
	if t == nil {
		t = System()
	}
	cfg := o.Config()
	cfg.Paced, cfg.Discard = true, true
	return &Sink{opts: o, cfg: cfg, time: t}, nil
}

// Config says what the sink was opened with: Paced and Discard are true.
func (s *Sink) Config() audio.SinkConfig { return s.cfg }

// update moves the imagined hardware pointer to now and gives the frames that wait to be heard.
func (s *Sink) update() (held int, err error) {
	switch s.state {
	case closed:
		return 0, errClosed
	case xrun:
		return 0, audio.ErrXrun
	case prepared:
		return int(s.written), nil
	}
	consumed := framesIn(s.time.Now()-s.start, s.opts.Rate)
	if consumed >= s.written {
		s.state = xrun
		return 0, audio.ErrXrun
	}
	return int(s.written - consumed), nil
}

// Write takes what there is room for. Only the length of p counts; it must be whole frames.
func (s *Sink) Write(p []byte) (int, error) {
	n, err := s.opts.Whole(p)
	if err != nil {
		return 0, fmt.Errorf("clock output: %w", err)
	}
	held, err := s.update()
	if err != nil {
		return 0, err
	}
	n = min(n, s.cfg.Buffer-held)
	s.written += uint64(n)
	if s.state == prepared && held+n >= s.cfg.Buffer-s.cfg.Period {
		s.begin()
	}
	return n, nil
}

// begin lets frame 0 of the run be heard from now on.
func (s *Sink) begin() {
	s.state, s.start = running, s.time.Now()
}

// Wait sleeps until the exact moment at which a period fits, or for limit. A sink that hasn't started has room at once.
func (s *Sink) Wait(limit time.Duration) error {
	begin := s.time.Now()
	for {
		held, err := s.update()
		if err != nil {
			return err
		}
		if s.cfg.Buffer-held >= s.cfg.Period {
			return nil
		}
		// Here the device runs: prepared it holds less than the buffer less a period. Room for a period is there once all
		// but (buffer − period) of the frames written are consumed.
		now := s.time.Now()
		due := timeOf(s.written-uint64(s.cfg.Buffer-s.cfg.Period), s.opts.Rate) - (now - s.start)
		left := limit - (now - begin)
		if left <= 0 {
			return nil
		}
		s.time.Sleep(min(due, left))
	}
}

// Delay is the number of frames written that haven't been heard; it falls with every frame's duration, not by periods.
func (s *Sink) Delay() (int, error) { return s.update() }

// Drop forgets what was written and makes the sink ready, also out of an underrun.
func (s *Sink) Drop() error {
	if s.state == closed {
		return errClosed
	}
	s.state, s.written = prepared, 0
	return nil
}

// Drain sleeps until everything written was heard, starting the device if it hadn't, and leaves the sink ready. After an
// underrun everything was heard already: nil.
func (s *Sink) Drain() error {
	if s.state == closed {
		return errClosed
	}
	if s.state == prepared && s.written > 0 {
		s.begin()
	}
	for s.state == running {
		left := timeOf(s.written, s.opts.Rate) - (s.time.Now() - s.start)
		if left <= 0 {
			break
		}
		s.time.Sleep(left)
	}
	return s.Drop()
}

// Recover makes the sink ready after an underrun. Where there was none it does nothing, as a device that runs again.
func (s *Sink) Recover() error {
	switch s.state {
	case closed:
		return errClosed
	case xrun:
		return s.Drop()
	}
	return nil
}

// Close ends it; every later call but Close says so.
func (s *Sink) Close() error {
	s.state = closed
	return nil
}

var errClosed = fmt.Errorf("clock output: %w", os.ErrClosed)
