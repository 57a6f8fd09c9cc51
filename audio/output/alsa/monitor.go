package alsa

import (
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	kernelGroup  = 1       // the multicast group of the kernel's own messages (2 is udev's)
	eventBuffer  = 8192    // UEVENT_BUFFER_SIZE is 2048
	socketBuffer = 1 << 20 // a USB hub with everything on it makes hundreds at once
)

// Monitor receives the kernel's messages about sound devices that come and go. One goroutine calls Next; Close may be
// called from any and ends Next.
type Monitor struct {
	file   *os.File
	conn   syscall.RawConn
	closed atomic.Bool // written by Close, read by Next
	buf    [eventBuffer]byte
}

// Listen begins to receive. Events from before aren't seen: listen first, then list the cards. It needs no rights, and no
// udev; in a container without the host's network it works but stays silent.
func Listen() (*Monitor, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_KOBJECT_UEVENT)
	if err != nil {
		return nil, fmt.Errorf("alsa: kernel events: socket: %w", err)
	}
	// A refusal leaves the default size, with which Lost may be seen more often.
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, socketBuffer)
	if err := unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: kernelGroup}); err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("alsa: kernel events: bind: %w", err)
	}
	m := &Monitor{file: os.NewFile(uintptr(fd), "kernel events")}
	if m.conn, err = m.file.SyscallConn(); err != nil {
		m.file.Close()
		return nil, fmt.Errorf("alsa: kernel events: %w", err)
	}
	return m, nil
}

// Next waits for the next event of the sound subsystem, for ever with limit 0. After limit the error is
// os.ErrDeadlineExceeded, after Close os.ErrClosed. Messages that don't come from the kernel are not looked at.
func (m *Monitor) Next(limit time.Duration) (Event, error) {
	var deadline time.Time
	if limit > 0 {
		deadline = time.Now().Add(limit)
	}
	if err := m.file.SetReadDeadline(deadline); err != nil {
		return Event{}, fmt.Errorf("alsa: kernel events: %w", m.ended(err))
	}
	for {
		n, from, err := m.receive()
		switch {
		case errors.Is(err, unix.ENOBUFS):
			return Event{Card: -1, Lost: true}, nil
		case err != nil:
			return Event{}, fmt.Errorf("alsa: kernel events: %w", err)
		}
		if a, ok := from.(*unix.SockaddrNetlink); !ok || a.Pid != 0 {
			continue
		}
		if e, ok := parseEvent(m.buf[:n]); ok && e.Subsystem == "sound" {
			return e, nil
		}
	}
}

func (m *Monitor) receive() (n int, from unix.Sockaddr, err error) {
	waiting := m.conn.Read(func(fd uintptr) bool {
		for {
			n, from, err = unix.Recvfrom(int(fd), m.buf[:], 0)
			if err != unix.EINTR {
				return err != unix.EAGAIN
			}
		}
	})
	if waiting != nil {
		return 0, nil, m.ended(waiting)
	}
	return n, from, err
}

// ended turns what a file in the middle of its closing says, which can't be matched, into os.ErrClosed.
func (m *Monitor) ended(err error) error {
	if m.closed.Load() {
		return os.ErrClosed
	}
	return err
}

// Close ends the monitor and a Next that waits.
func (m *Monitor) Close() error {
	m.closed.Store(true)
	if err := m.file.Close(); err != nil {
		return fmt.Errorf("alsa: kernel events: %w", err)
	}
	return nil
}
