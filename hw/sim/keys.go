// Package sim lets the keys of a terminal stand in for the buttons of a board: `auralis run --sim`. They give the same
// events as hw.Controls.
//
// The terminal reads single keys without echo meanwhile, its output and its signals (Ctrl-C) stay as they are, and Close
// puts it back. Where the input is no terminal, or one in whose background we run, nothing is read and nothing changed.
//
// Keys has one goroutine, which Close ends and waits for.
package sim

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"auralis/hw"
)

// Name is that of every event's control.
const Name = "keyboard"

// ErrNoTerminal is what Open returns, wrapped, where there is nothing to read keys from. A caller goes on without.
var ErrNoTerminal = errors.New("is no terminal to read keys from")

// Keys are a terminal's keys.
type Keys struct {
	in      *os.File
	fd      int
	emit    func(hw.Event)
	before  *term.State
	wakeR   int // a pipe: written to, it ends the goroutine's wait
	wakeW   int
	done    chan struct{}
	readErr error // written before done is closed
	once    sync.Once
	closing error
}

// Open reads keys from in and prints Help to out, unless it is nil. emit is called from a goroutine of the Keys for each key that
// means something, and must not call Close. The caller must call Close before the program ends, else the terminal stays without
// echo.
func Open(in *os.File, out io.Writer, emit func(hw.Event)) (*Keys, error) {
	fd := int(in.Fd())
	if !term.IsTerminal(fd) || !foreground(fd) {
		return nil, fmt.Errorf("%s %w", in.Name(), ErrNoTerminal)
	}
	var wake [2]int
	if err := unix.Pipe2(wake[:], unix.O_CLOEXEC); err != nil {
		return nil, fmt.Errorf("keys of %s: %w", in.Name(), err)
	}
	k := &Keys{in: in, fd: fd, emit: emit, wakeR: wake[0], wakeW: wake[1], done: make(chan struct{})}
	before, err := singleKeys(fd)
	if err != nil {
		k.closeWake()
		return nil, fmt.Errorf("keys of %s: %w", in.Name(), err)
	}
	k.before = before
	if out != nil {
		if _, err := fmt.Fprintln(out, Help); err != nil {
			k.closeWake()
			return nil, errors.Join(fmt.Errorf("keys of %s: help: %w", in.Name(), err), term.Restore(fd, before))
		}
	}
	go k.run()
	return k, nil
}

// foreground is whether the terminal's keys are for us: reading from, or setting up, a terminal in whose background we run
// would stop the process (SIGTTIN, SIGTTOU). Of a terminal that isn't the controlling one the kernel tells nothing, and
// there is no background.
func foreground(fd int) bool {
	group, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}

// singleKeys makes the terminal raw but for the output's line ends and the keys that send signals, and gives what it was.
// Ctrl-Z is off: the shell would get the terminal as it is now.
func singleKeys(fd int) (before *term.State, err error) {
	before, err = term.MakeRaw(fd)
	if err != nil {
		return nil, err
	}
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err == nil {
		t.Oflag |= unix.OPOST
		t.Lflag |= unix.ISIG
		t.Cc[unix.VSUSP] = 0
		err = unix.IoctlSetTermios(fd, unix.TCSETS, t)
	}
	if err != nil {
		return nil, errors.Join(err, term.Restore(fd, before))
	}
	return before, nil
}

// unfinished is how long the rest of an escape sequence may take; a terminal sends it in one.
const unfinished = 50 * time.Millisecond

// run reads keys until Close, the end of the terminal, or an error.
func (k *Keys) run() {
	defer close(k.done)
	var d decoder
	buf := make([]byte, 64)
	for {
		limit := -1
		if d.state != ground {
			limit = int(unfinished / time.Millisecond)
		}
		fds := []unix.PollFd{{Fd: int32(k.fd), Events: unix.POLLIN}, {Fd: int32(k.wakeR), Events: unix.POLLIN}}
		ready, err := unix.Poll(fds, limit)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			k.readErr = fmt.Errorf("keys of %s: poll: %w", k.in.Name(), err)
			return
		case ready == 0:
			d.reset()
			continue
		case fds[1].Revents != 0:
			return
		}
		n, err := unix.Read(k.fd, buf)
		switch {
		case errors.Is(err, unix.EINTR), errors.Is(err, unix.EAGAIN):
			continue
		case errors.Is(err, unix.EIO), err == nil && n == 0:
			return // the terminal was closed
		case err != nil:
			k.readErr = fmt.Errorf("keys of %s: read: %w", k.in.Name(), err)
			return
		}
		for _, b := range buf[:n] {
			if a := d.next(b); a != "" {
				k.emit(hw.Event{Name: Name, Gesture: hw.Press, Action: a, At: time.Now()})
			}
		}
	}
}

// Close puts the terminal back as it was and returns when emit is called no more. On nil, and a second time, it does
// nothing more.
func (k *Keys) Close() error {
	if k == nil {
		return nil
	}
	k.once.Do(func() {
		_, werr := unix.Write(k.wakeW, []byte{0})
		<-k.done
		k.closeWake()
		err := term.Restore(k.fd, k.before)
		if errors.Is(err, unix.EIO) {
			err = nil // the terminal was closed: there is nothing to put back
		}
		k.closing = errors.Join(werr, k.readErr, err)
	})
	return k.closing
}

func (k *Keys) closeWake() {
	_, _ = unix.Close(k.wakeR), unix.Close(k.wakeW) // a pipe of ours, with nothing in it that matters
}
