package clock

import (
	"time"

	"golang.org/x/sys/unix"
)

// Time is what the sink needs of time. Both methods are called by the output thread alone.
type Time interface {
	// Now is the time since some fixed moment, by a clock that is never set. It doesn't fall.
	Now() time.Duration
	// Sleep returns after about d; early or late is allowed, the sink looks at Now again.
	Sleep(d time.Duration)
}

// system is the monotonic clock of the process.
type system struct {
	base time.Time
	wait unix.Timespec // here, so that Sleep allocates nothing
}

// System gives the monotonic clock, counted from now. It stands while the machine sleeps (CLOCK_MONOTONIC), so that a
// suspend is no underrun.
func System() Time { return &system{base: time.Now()} }

func (s *system) Now() time.Duration { return time.Since(s.base) }

// Sleep sleeps in the kernel, in the calling thread itself: the runtime's timers are served by another thread, which has
// no real-time priority and was seen to be 16 ms late beside two busy cores.
func (s *system) Sleep(d time.Duration) {
	s.wait = unix.NsecToTimespec(int64(d))
	// A signal ends it early, which is allowed.
	_ = unix.ClockNanosleep(unix.CLOCK_MONOTONIC, 0, &s.wait, nil)
}
