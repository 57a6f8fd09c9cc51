// Package null is the sink that takes everything at once and keeps nothing: for measuring how fast the stages above it
// are, and for tests that look at the frames elsewhere. It has no pace; where a device's pace is wanted, use clock.
//
// A Sink belongs to one goroutine, the output thread. It starts none.
package null

import (
	"fmt"
	"os"
	"time"

	"auralis/audio"
	"auralis/audio/output/layout"
)

// Sink throws frames away. It implements audio.Sink.
type Sink struct {
	opts   layout.Options
	cfg    audio.SinkConfig
	closed bool
}

var _ audio.Sink = (*Sink)(nil)

// New makes a null sink. The error names the option that is wrong.
func New(o layout.Options) (*Sink, error) {
	o, err := o.Complete()
	if err != nil {
		return nil, fmt.Errorf("null output: %w", err)
	}
	cfg := o.Config()
	cfg.Discard = true
	return &Sink{opts: o, cfg: cfg}, nil
}

// Config says what the sink was opened with: not paced, Discard true.
func (s *Sink) Config() audio.SinkConfig { return s.cfg }

// Write takes all of p, which must be whole frames; only its length counts.
func (s *Sink) Write(p []byte) (int, error) {
	if s.closed {
		return 0, errClosed
	}
	n, err := s.opts.Whole(p)
	if err != nil {
		return 0, fmt.Errorf("null output: %w", err)
	}
	return n, nil
}

// Wait returns at once.
func (s *Sink) Wait(time.Duration) error { return s.err() }

// Delay is 0: what was written counts as heard.
func (s *Sink) Delay() (int, error) { return 0, s.err() }

// Drop has nothing to throw away.
func (s *Sink) Drop() error { return s.err() }

// Drain has nothing to wait for.
func (s *Sink) Drain() error { return s.err() }

// Recover has nothing to recover from.
func (s *Sink) Recover() error { return s.err() }

// Close ends it; every later call but Close says so.
func (s *Sink) Close() error {
	s.closed = true
	return nil
}

func (s *Sink) err() error {
	if s.closed {
		return errClosed
	}
	return nil
}

var errClosed = fmt.Errorf("null output: %w", os.ErrClosed)
