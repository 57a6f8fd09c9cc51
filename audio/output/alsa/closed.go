package alsa

import (
	"time"

	"golang.org/x/sys/unix"
)

// closed is the stream of a closed sink: every call is answered with EBADF, and none reaches a file descriptor that may
// be another's by now.
type closed struct{}

func (closed) write([]byte, int) (int, unix.Errno)  { return 0, unix.EBADF }
func (closed) wait(time.Duration) (int, unix.Errno) { return waitTrouble, unix.EBADF }
func (closed) status() (Status, unix.Errno)         { return Status{}, unix.EBADF }
func (closed) delay() (int, unix.Errno)             { return 0, unix.EBADF }
func (closed) prepare() unix.Errno                  { return unix.EBADF }
func (closed) start() unix.Errno                    { return unix.EBADF }
func (closed) drop() unix.Errno                     { return unix.EBADF }
func (closed) drain() unix.Errno                    { return unix.EBADF }
func (closed) resume() unix.Errno                   { return unix.EBADF }
func (closed) pause(bool) unix.Errno                { return unix.EBADF }
func (closed) close() unix.Errno                    { return 0 }
