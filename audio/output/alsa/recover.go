package alsa

import (
	"time"

	"golang.org/x/sys/unix"
)

const (
	resumeLimit = 200 * time.Millisecond
	resumePause = 10 * time.Millisecond
)

// ready empties the device and makes it ready to be written again.
func (s *Sink) ready(o op) error {
	if e := s.stream.drop(); e != 0 && e != unix.EBADFD { // EBADFD: there was nothing to drop
		return s.fail(o, e)
	}
	return s.prepared(o)
}

// prepared leaves a stopped device ready to be written from the start.
func (s *Sink) prepared(o op) error {
	if e := s.stream.prepare(); e != 0 {
		return s.fail(o, e)
	}
	s.written, s.queued, s.moved = 0, false, time.Time{}
	return nil
}

// Drop implements audio.Sink.
func (s *Sink) Drop() error { return s.ready(opDrop) }

// Recover implements audio.Sink, by the state the device is in: after an underrun, an EIO or a stop by the driver it is
// emptied and prepared; after a suspend it is resumed first, for which it may take 200 ms, and where the hardware can't
// resume it is prepared; where nothing is wrong, nothing is done. With audio.ErrGone only Close is left.
func (s *Sink) Recover() error {
	st, e := s.stream.status()
	if e != 0 {
		return s.fail(opRecover, e)
	}
	switch st.State {
	case StateDisconnected:
		return s.errs.of(opRecover, unix.ENODEV)
	case StatePrepared:
		if !s.queued {
			return nil
		}
	case StateSuspended:
		end := time.Now().Add(resumeLimit)
		for {
			// EAGAIN: the card itself still sleeps. Any other refusal (ENOSYS: can't resume) is answered by preparing.
			if e := s.stream.resume(); e != unix.EAGAIN || !time.Now().Before(end) {
				if e == unix.ENODEV {
					return s.errs.of(opRecover, e)
				}
				break
			}
			time.Sleep(resumePause)
		}
	}
	return s.ready(opRecover)
}

// Drain implements audio.Sink. The last period is filled up with silence and one of silence follows, because a device
// that has been told to stop may run on to the end of a period, over old sound. Afterwards the sink can be written again.
// It takes the buffer's duration and two periods; where the device stops moving, twice that and half a second.
func (s *Sink) Drain() error {
	if !s.queued {
		return nil
	}
	total := s.duration(s.config.Buffer + 2*s.config.Period)
	end := time.Now().Add(2*total + 500*time.Millisecond)
	pad := 2*s.config.Period - s.written
	if s.written == 0 {
		pad = s.config.Period
	}
	for pad > 0 {
		n, err := s.Write(s.silence[:min(pad, s.config.Period)*s.frame])
		if err != nil {
			return err
		}
		if pad -= n; n > 0 {
			continue
		}
		left := time.Until(end)
		if left <= 0 {
			return s.errs.of(opDrain, unix.EIO)
		}
		if err := s.Wait(left); err != nil {
			return err
		}
	}
	if e := s.stream.drain(); e != 0 && e != unix.EAGAIN {
		return s.fail(opDrain, e)
	}
	for {
		st, e := s.stream.status()
		if e != 0 {
			return s.fail(opDrain, e)
		}
		switch st.State {
		case StateDraining:
		case StateSetup, StateXrun: // heard to the end; an underrun at the very end loses nothing
			return s.prepared(opDrain)
		default:
			if e := ofState(st.State); e != 0 {
				return s.errs.of(opDrain, e)
			}
			return &Error{Op: opNames[opDrain], Device: s.device, Errno: unix.EBADFD, Hint: "the device is " + st.State.String()}
		}
		left := time.Until(end)
		if left <= 0 {
			return s.errs.of(opDrain, unix.EIO)
		}
		if _, e := s.stream.wait(left); e != 0 {
			return s.fail(opDrain, e)
		}
	}
}
