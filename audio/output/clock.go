package output

import (
	"time"

	"golang.org/x/sys/unix"
)

// Monotonic is the time of the kernel's monotonic clock, which all processes share.
func Monotonic() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_MONOTONIC, &t) != nil {
		return 0 // can't happen: the clock exists everywhere Linux runs
	}
	return time.Duration(t.Nano())
}
