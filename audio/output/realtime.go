package output

import (
	"fmt"
	"strings"

	"auralis/audio/ring"

	"golang.org/x/sys/unix"
)

// fifoPriority is above everything of a usual system but the kernel's own threads (threaded interrupts run at 50).
const fifoPriority = 45

// resetOnFork keeps a child from inheriting the priority (SCHED_FLAG_RESET_ON_FORK, linux/sched.h).
const resetOnFork = 0x01

// realTime gives the calling thread, which must be locked to its goroutine, a SCHED_FIFO priority. The error says how to
// allow it.
func realTime() error {
	attr := unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_FIFO, Flags: resetOnFork, Priority: fifoPriority}
	if err := unix.SchedSetAttr(0, &attr, 0); err != nil {
		return fmt.Errorf("SCHED_FIFO %d: %w (allow it with LimitRTPRIO=%d in the systemd unit, or 'auralis - rtprio %d' in /etc/security/limits.conf)",
			fifoPriority, err, fifoPriority, fifoPriority)
	}
	return nil
}

// pin keeps what the process has mapped in memory once it is touched: a page fault from a slow card in the output thread
// is a dropout. Pages are locked as they are first touched, so that the unused part of the program costs nothing. Where
// the limit doesn't allow for the whole, the ring alone is locked.
func pin(r *ring.Ring) error {
	if unix.Mlockall(unix.MCL_CURRENT|unix.MCL_ONFAULT) == nil {
		return nil
	}
	if err := r.Lock(); err != nil {
		return fmt.Errorf("lock memory: %w (allow it with LimitMEMLOCK=infinity in the systemd unit)", err)
	}
	return nil
}

// rights takes what the calling thread may have and says in one line what it didn't get.
func rights(r *ring.Ring) (fifo bool, missing string) {
	var all []string
	if err := realTime(); err != nil {
		all = append(all, err.Error())
	} else {
		fifo = true
	}
	if err := pin(r); err != nil {
		all = append(all, err.Error())
	}
	return fifo, strings.Join(all, "; ")
}
