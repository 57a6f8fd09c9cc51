package sim

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"auralis/hw"
)

// terminal makes a pseudo-terminal: the keyboard's end and the program's.
func terminal(t *testing.T) (keyboard, tty *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminals: %v", err)
	}
	t.Cleanup(func() { _ = master.Close() })
	fd := int(master.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminals: %v", err)
	}
	t.Cleanup(func() { _ = tty.Close() })
	return master, tty
}

func modes(t *testing.T, f *os.File) unix.Termios {
	t.Helper()
	m, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return *m
}

func TestKeysOfATerminal(t *testing.T) {
	keyboard, tty := terminal(t)
	before := modes(t, tty)
	events := make(chan hw.Event, 16)
	var help bytes.Buffer
	k, err := Open(tty, &help, func(e hw.Event) { events <- e })
	if err != nil {
		t.Fatal(err)
	}
	if help.String() != Help+"\n" {
		t.Errorf("printed %q", help.String())
	}
	during := modes(t, tty)
	if during.Lflag&(unix.ICANON|unix.ECHO) != 0 || during.Lflag&unix.ISIG == 0 || during.Oflag&unix.OPOST == 0 {
		t.Errorf("meanwhile the modes are %+v: want keys without echo, with signals and line ends", during)
	}
	if _, err := keyboard.WriteString("n \x1b[C?q"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []hw.Action{hw.Next, hw.Toggle, hw.SeekForward, hw.Quit} {
		e := <-events
		if e.Action != want || e.Gesture != hw.Press || e.Name != Name || e.At.IsZero() || e.Count() != 1 {
			t.Errorf("%+v, want a press of %s", e, want)
		}
	}
	if err := errors.Join(k.Close(), k.Close()); err != nil {
		t.Fatal(err)
	}
	if after := modes(t, tty); after != before {
		t.Errorf("the terminal was\n%+v, is\n%+v", before, after)
	}
	if _, err := keyboard.WriteString("n\n"); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 8)
	if n, err := tty.Read(buf); err != nil || string(buf[:n]) != "n\n" { // whoever comes next gets its keys
		t.Errorf("read %q, %v", buf[:n], err)
	}
	if len(events) != 0 {
		t.Errorf("an event after Close")
	}
}

func TestCloseInsideASequence(t *testing.T) {
	keyboard, tty := terminal(t)
	events := make(chan hw.Event, 16)
	k, err := Open(tty, nil, func(e hw.Event) { events <- e })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keyboard.WriteString("n\x1b["); err != nil {
		t.Fatal(err)
	}
	if e := <-events; e.Action != hw.Next {
		t.Errorf("%+v", e)
	}
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	if len(events) != 0 {
		t.Errorf("half a sequence gave %+v", <-events)
	}
}

func TestTerminalThatGoesAway(t *testing.T) {
	keyboard, tty := terminal(t)
	k, err := Open(tty, nil, func(e hw.Event) { t.Errorf("%+v", e) })
	if err != nil {
		t.Fatal(err)
	}
	_ = keyboard.Close()
	<-k.done
	if err := k.Close(); err != nil {
		t.Error(err)
	}
}

func TestNoTerminal(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	for _, f := range []*os.File{r, null} {
		var out bytes.Buffer
		k, err := Open(f, &out, nil)
		if !errors.Is(err, ErrNoTerminal) || k != nil || out.Len() != 0 {
			t.Errorf("%s: %v, %v, printed %q", f.Name(), k, err, out.String())
		}
		if err := k.Close(); err != nil {
			t.Errorf("Close of none: %v", err)
		}
	}
}
