package clock

import "time"

// Time is what the sink needs of time. Both methods are called by the output thread alone.
type Time interface {
	// Now is the time since some fixed moment, by a clock that is never set. It doesn't fall.
	Now() time.Duration
	// Sleep returns after about d; early or late is allowed, the sink looks at Now again.
	Sleep(d time.Duration)
}

// system is the monotonic clock of the process.
type system struct{ base time.Time }

// System gives the monotonic clock, counted from now. It stands while the machine sleeps (CLOCK_MONOTONIC), so that a
// suspend is no underrun.
func System() Time { return system{time.Now()} }

func (s system) Now() time.Duration    { return time.Since(s.base) }
func (s system) Sleep(d time.Duration) { time.Sleep(d) }
