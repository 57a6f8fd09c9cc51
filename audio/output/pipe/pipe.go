// Package pipe is the sink that writes raw interleaved PCM, without a header, into a fifo, a file or the standard output:
// for snapserver's pipe source, for `auralis run --output pipe:- | aplay -t raw …`, for a program of one's own.
//
// A fifo is paced by whoever reads it. Its capacity is set as near to Periods × Period frames as the kernel's pages
// allow (4 KiB steps to a power of two), so that a pause isn't heard seconds later; what the reader holds is not ours to know.
// Writing never blocks. A reader that went away is audio.ErrGone, and whoever opened the sink opens it again
// (ErrNoReader until there is a reader). A reader that stands still only keeps Wait until its limit: there is no
// underrun, because a pipe can't tell hunger from patience. A plain file has no pace.
//
// A Sink belongs to one goroutine, the output thread. It starts none.
package pipe

import (
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"auralis/audio"
	"auralis/audio/output/layout"
)

// maxFrame is the size of the largest frame, 2 × 4 bytes.
const maxFrame = 8

// Sink writes frames to a descriptor. It implements audio.Sink.
type Sink struct {
	path  string
	opts  layout.Options
	cfg   audio.SinkConfig
	fd    int  // -1 once closed
	fifo  bool // else a plain file
	frame int  // bytes

	torn    [maxFrame]byte // a pipe may take part of a frame; the rest waits here and goes first
	tornLen int

	poll  [1]unix.PollFd // kept here so that Wait doesn't allocate
	until unix.Timespec
}

var _ audio.Sink = (*Sink)(nil)

// newSink takes over fd, which is open and non-blocking.
func newSink(path string, fd int, fifo bool, o layout.Options) *Sink {
	s := &Sink{path: path, opts: o, cfg: o.Config(), fd: fd, fifo: fifo, frame: o.FrameBytes()}
	s.cfg.Paced = fifo
	if fifo {
		// Refused where the user's pipes already use up what is allowed: then the default capacity does, only later.
		size, err := unix.FcntlInt(uintptr(fd), unix.F_SETPIPE_SZ, s.cfg.Buffer*s.frame)
		if err != nil {
			size, err = unix.FcntlInt(uintptr(fd), unix.F_GETPIPE_SZ, 0)
		}
		if err == nil {
			s.cfg.Buffer = size / s.frame
			s.cfg.Period = min(s.cfg.Period, max(1, s.cfg.Buffer/layout.MinPeriods))
		}
	}
	s.poll[0] = unix.PollFd{Fd: int32(fd), Events: unix.POLLOUT}
	return s
}

// Config says what the sink was opened with. Buffer is the capacity of the fifo; Paced is false for a file.
func (s *Sink) Config() audio.SinkConfig { return s.cfg }

// Write writes as much as fits now. A frame that was taken in part counts as taken. audio.ErrGone where nobody reads any
// more; any other error (a full disk) names the path and is final too.
func (s *Sink) Write(p []byte) (int, error) {
	if _, err := s.opts.Whole(p); err != nil {
		return 0, s.wrap(err)
	}
	if err := s.flushTorn(); err != nil || s.tornLen > 0 {
		return 0, err
	}
	taken := 0
	for taken < len(p) {
		n, err := s.write(p[taken:])
		taken += n
		if err != nil {
			if taken >= s.frame {
				break // the next call meets the error again, and then none was taken
			}
			return 0, err
		}
		if n == 0 {
			break
		}
	}
	if part := taken % s.frame; part != 0 {
		s.tornLen = copy(s.torn[:], p[taken:taken-part+s.frame])
		taken += s.tornLen
	}
	return taken / s.frame, nil
}

// flushTorn writes the rest of a torn frame; tornLen stays above 0 where the pipe is full.
func (s *Sink) flushTorn() error {
	if s.fd < 0 {
		return s.wrap(os.ErrClosed)
	}
	for s.tornLen > 0 {
		n, err := s.write(s.torn[:s.tornLen])
		if err != nil || n == 0 {
			return err
		}
		s.tornLen = copy(s.torn[:], s.torn[n:s.tornLen])
	}
	return nil
}

// write is write(2): 0 and nil where it would block.
func (s *Sink) write(p []byte) (int, error) {
	if s.fd < 0 {
		return 0, s.wrap(os.ErrClosed)
	}
	for {
		n, err := unix.Write(s.fd, p)
		switch err {
		case nil:
			return n, nil
		case unix.EINTR:
			continue
		case unix.EAGAIN:
			return 0, nil
		case unix.EPIPE:
			return 0, s.gone()
		default:
			return 0, s.wrap(fmt.Errorf("write: %w", err))
		}
	}
}

// Wait returns when the fifo takes more, or after limit; audio.ErrGone as soon as the last reader left. The kernel wakes by
// pages, so it may be less than a period that fits.
func (s *Sink) Wait(limit time.Duration) error {
	if s.fd < 0 {
		return s.wrap(os.ErrClosed)
	}
	if !s.fifo {
		return nil
	}
	s.until = unix.NsecToTimespec(int64(max(limit, 0)))
	s.poll[0].Revents = 0
	n, err := unix.Ppoll(s.poll[:], &s.until, nil)
	switch {
	case errors.Is(err, unix.EINTR):
		return nil // sooner than asked; the caller's loop comes back
	case err != nil:
		return s.wrap(fmt.Errorf("poll: %w", err))
	case n > 0 && s.poll[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0:
		return s.gone()
	}
	return nil
}

// Delay is the number of frames in the fifo that the reader hasn't taken, rounded up; 0 for a file.
func (s *Sink) Delay() (int, error) {
	if s.fd < 0 {
		return 0, s.wrap(os.ErrClosed)
	}
	if !s.fifo {
		return 0, nil
	}
	n, err := unix.IoctlGetInt(s.fd, unix.TIOCINQ) // FIONREAD: what is unread, also at the writing end
	if err != nil {
		return 0, s.wrap(fmt.Errorf("how much is unread: %w", err))
	}
	return (n + s.tornLen + s.frame - 1) / s.frame, nil
}

// Drop can't take back what is in a pipe: it will be heard. The rest of a torn frame is kept, so that the stream stays
// whole frames.
func (s *Sink) Drop() error {
	if s.fd < 0 {
		return s.wrap(os.ErrClosed)
	}
	return nil
}

// Recover has nothing to do: a pipe knows no underrun.
func (s *Sink) Recover() error { return s.Drop() }

// Drain returns when the reader has taken everything, or after twice the buffer's duration where it stands still: then
// with an error that says so.
func (s *Sink) Drain() error {
	whole := time.Duration(s.cfg.Buffer) * time.Second / time.Duration(s.cfg.Rate)
	step := max(whole/20, time.Millisecond)
	for range 40 {
		if err := s.flushTorn(); err != nil {
			return err
		}
		n, err := s.Delay()
		if err != nil || n == 0 {
			return err
		}
		if err := s.alive(); err != nil {
			return err
		}
		time.Sleep(step)
	}
	return s.wrap(errors.New("drain: the reader stands still"))
}

// alive says whether somebody still reads.
func (s *Sink) alive() error { return s.Wait(0) }

// Close closes the descriptor. Closing twice is harmless.
func (s *Sink) Close() error {
	if s.fd < 0 {
		return nil
	}
	fd := s.fd
	s.fd = -1
	if err := unix.Close(fd); err != nil {
		return s.wrap(fmt.Errorf("close: %w", err))
	}
	return nil
}

func (s *Sink) gone() error {
	return s.wrap(fmt.Errorf("the reader went away: %w (%w)", audio.ErrGone, unix.EPIPE))
}

func (s *Sink) wrap(err error) error { return fmt.Errorf("pipe output %s: %w", s.path, err) }
