package alsa

import (
	"fmt"
	"time"

	"auralis/audio"
	"golang.org/x/sys/unix"
)

// stream is what a Sink needs of an open device: one method a call into the kernel. *pcm is the real one; the tests have
// a model of the kernel's, for the states that no emulated card goes into.
type stream interface {
	write(b []byte, frames int) (int, unix.Errno)
	wait(limit time.Duration) (int, unix.Errno)
	status() (Status, unix.Errno)
	delay() (int, unix.Errno)
	prepare() unix.Errno
	start() unix.Errno
	drop() unix.Errno
	drain() unix.Errno
	resume() unix.Errno
	pause(on bool) unix.Errno
	close() unix.Errno
}

// Sink is one open playback device. It implements audio.Sink; the output thread alone calls its methods.
type Sink struct {
	stream   stream
	config   audio.SinkConfig
	device   string
	errs     *errorTable
	canPause bool
	frame    int // bytes of a frame

	written int    // frames since the device was last made ready, modulo the period
	queued  bool   // whether there were any
	silence []byte // one period
	hw      uint   // where the hardware was when last seen to move
	moved   time.Time
}

var _ audio.Sink = (*Sink)(nil)

// Config is what the device was really opened with: rate exact, period and buffer as near to the wanted ones as it goes.
func (s *Sink) Config() audio.SinkConfig { return s.config }

// Device is the stable name of what is open, hw:CARD=Name,DEV=0.
func (s *Sink) Device() string { return s.device }

// CanPause reports whether the hardware can hold its position (Pause); many USB devices can't.
func (s *Sink) CanPause() bool { return s.canPause }

// Write implements audio.Sink. p must hold whole frames. It never blocks: a full device takes 0.
func (s *Sink) Write(p []byte) (int, error) {
	frames := len(p) / s.frame
	if frames*s.frame != len(p) {
		return 0, fmt.Errorf("alsa: %s: write of %d bytes: not whole frames of %d", s.device, len(p), s.frame)
	}
	if frames == 0 {
		return 0, nil
	}
	n, e := s.stream.write(p, frames)
	if e == unix.EAGAIN {
		return 0, nil
	}
	if e != 0 {
		return 0, s.fail(opWrite, e)
	}
	s.written = (s.written + n) % s.config.Period
	s.queued = true
	return n, nil
}

// Wait implements audio.Sink. A device that runs but hasn't moved for twice its buffer and 100 ms is taken for stuck:
// audio.ErrXrun with EIO, as the kernel says it to a blocking writer.
func (s *Sink) Wait(limit time.Duration) error {
	saw, e := s.stream.wait(limit)
	if e != 0 {
		return s.fail(opWait, e)
	}
	if saw == waitReady {
		s.moved = time.Time{}
		return nil
	}
	st, e := s.stream.status()
	if e != 0 {
		return s.fail(opWait, e)
	}
	if e := ofState(st.State); e != 0 {
		return s.errs.of(opWait, e)
	}
	if st.State != StateRunning {
		s.moved = time.Time{}
		return nil
	}
	switch now := time.Now(); {
	case s.moved.IsZero() || st.Hardware != s.hw:
		s.hw, s.moved = st.Hardware, now
	case now.Sub(s.moved) > s.stuckAfter():
		return s.errs.of(opWait, unix.EIO)
	}
	return nil
}

func (s *Sink) stuckAfter() time.Duration {
	return 100*time.Millisecond + 2*s.duration(s.config.Buffer)
}

func (s *Sink) duration(frames int) time.Duration {
	return time.Duration(frames) * time.Second / time.Duration(s.config.Rate)
}

// ofState is the errno that stands for a state in which nothing can be written; 0 for the others.
func ofState(st State) unix.Errno {
	switch st {
	case StateXrun:
		return unix.EPIPE
	case StateSuspended:
		return unix.ESTRPIPE
	case StateDisconnected:
		return unix.ENODEV
	case StateOpen, StateSetup:
		return unix.EBADFD
	}
	return 0
}

// fail makes the error of a call, and asks the state where the errno alone doesn't tell (EBADFD is the answer in any
// state that doesn't fit the call).
func (s *Sink) fail(o op, e unix.Errno) error {
	if e == unix.EBADFD {
		if st, e2 := s.stream.status(); e2 != 0 {
			e = e2
		} else if e2 := ofState(st.State); e2 != 0 {
			e = e2
		} else {
			return &Error{Op: opNames[o], Device: s.device, Errno: e, Hint: "the device is " + st.State.String()}
		}
	}
	return s.errs.of(o, e)
}

// Delay implements audio.Sink.
func (s *Sink) Delay() (int, error) {
	d, e := s.stream.delay()
	if e != 0 {
		return 0, s.fail(opDelay, e)
	}
	return max(d, 0), nil
}

// Status says what the kernel knows of the stream at this moment.
func (s *Sink) Status() (Status, error) {
	st, e := s.stream.status()
	if e != 0 {
		return st, s.fail(opStatus, e)
	}
	return st, nil
}

// Start lets the device begin with less than the start threshold in its buffer.
func (s *Sink) Start() error { return s.fail(opStart, s.stream.start()) }

// Pause holds the hardware where it is, and lets it go on. It is ENOSYS where CanPause is false.
func (s *Sink) Pause(on bool) error { return s.fail(opPause, s.stream.pause(on)) }

// Close implements audio.Sink; what the device still holds is thrown away. Only the first call does anything.
func (s *Sink) Close() error {
	if s.stream == nil {
		return nil
	}
	e := s.stream.close()
	s.stream = closed{}
	if e != 0 {
		return &Error{Op: "close", Device: s.device, Errno: e}
	}
	return nil
}
