package alsa

import (
	"fmt"

	"auralis/audio"
	"golang.org/x/sys/unix"
)

// Error is the kernel's answer to one call on one device. errors.Is finds the errno and, where it is one of those, the
// condition of package audio.
type Error struct {
	Op     string     // what was tried: "open", "write", "set parameters"
	Device string     // hw:CARD=Name,DEV=0, or the path
	Errno  unix.Errno // the kernel's answer
	Hint   string     // what to do about it, where something is known
	cond   error
}

// Error gives device, operation, meaning and remedy in one line.
func (e *Error) Error() string {
	s := fmt.Sprintf("alsa: %s: %s: ", e.Device, e.Op)
	if e.cond != nil {
		s += e.cond.Error() + " (" + e.Errno.Error() + ")"
	} else {
		s += e.Errno.Error()
	}
	if e.Hint != "" {
		s += ": " + e.Hint
	}
	return s
}

// Is reports whether the error is the condition target.
func (e *Error) Is(target error) bool { return e.cond != nil && e.cond == target }

// Unwrap gives the errno.
func (e *Error) Unwrap() error { return e.Errno }

// condition says which of audio's conditions an errno of a stream stands for; nil for none.
func condition(e unix.Errno) error {
	switch e {
	case unix.EPIPE, unix.EIO, unix.EBADFD:
		return audio.ErrXrun
	case unix.ESTRPIPE:
		return audio.ErrSuspended
	case unix.ENODEV, unix.ESHUTDOWN:
		return audio.ErrGone
	}
	return nil
}

// op numbers the calls whose errors are made in advance, so that an xrun doesn't allocate.
type op uint8

const (
	opWrite op = iota
	opWait
	opDelay
	opDrop
	opDrain
	opRecover
	opStatus
	opPause
	opStart
	opCount
)

var opNames = [opCount]string{"write", "wait", "delay", "drop", "drain", "recover", "status", "pause", "start"}

var expected = [...]unix.Errno{unix.EPIPE, unix.EIO, unix.EBADFD, unix.ESTRPIPE, unix.ENODEV, unix.ESHUTDOWN}

// errorTable holds the errors a running stream is expected to give.
type errorTable struct {
	device string
	made   [opCount][len(expected)]Error
}

func newErrorTable(device string) *errorTable {
	t := &errorTable{device: device}
	for o := range opCount {
		for i, e := range expected {
			t.made[o][i] = Error{Op: opNames[o], Device: device, Errno: e, cond: condition(e)}
		}
	}
	return t
}

// of gives the error of one operation; nil for errno 0. It allocates for errnos that aren't expected.
func (t *errorTable) of(o op, e unix.Errno) error {
	if e == 0 {
		return nil
	}
	for i := range expected {
		if expected[i] == e {
			return &t.made[o][i]
		}
	}
	return &Error{Op: opNames[o], Device: t.device, Errno: e}
}
