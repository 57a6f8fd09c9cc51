package hw

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A pin that isn't there is reported with its control, and the others work.
func TestMissingPinLeavesTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		b.missing = []string{"GONE", "B2"}
		var events []string
		c, err := Open(b, Config{
			Buttons:  []Button{{Pin: "GONE", Press: Next}, {Pin: "P", Press: Previous}, {Pin: "Q", Press: "dance"}, {Press: Stop}},
			Encoders: []Encoder{{A: "A", B: "B2", Push: "R"}, {A: "A"}},
		}, func(e Event) { events = append(events, e.Name) })
		if err == nil || c.Len() != 2 {
			t.Fatalf("%d controls, %v; want P and R, and errors", c.Len(), err)
		}
		for _, want := range []string{
			`button 1 (next): no line "GONE"`, `button 3 (dance): action "dance" is unknown: use one of toggle, play`,
			`button 4 (stop): has no pin`, `encoder 1 (A): no line "B2"`, `encoder 2 (A): needs a pin`,
		} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("the error doesn't say %s:\n%v", want, err)
			}
		}
		b.hold("P", 100*ms)
		b.hold("R", 100*ms)
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		if got := strings.Join(events, " "); got != "previous A" {
			t.Errorf("events of %q", got)
		}
	})
}

// A line that reports while it is opened, and then can't be read, is given back without a deadlock and without an event.
func TestLineThatFailsWhileOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		b.broken(os.ErrPermission)
		c, err := Open(noisy{b}, Config{Buttons: []Button{{Pin: "P", Press: Next}}}, func(e Event) { t.Errorf("%+v", e) })
		if !errors.Is(err, os.ErrPermission) || c.Len() != 0 || b.closed != 1 {
			t.Errorf("%d controls, %d given back, %v", c.Len(), b.closed, err)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
}

// noisy is a board whose lines chatter from the start, and whose Close waits for them.
type noisy struct{ *board }

type noisyLines struct {
	Lines
	done chan struct{}
}

func (n noisy) Watch(names []string, o WatchOptions, changed func(uint, time.Time)) (Lines, error) {
	l, err := n.board.Watch(names, o, changed)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range uint(1000) {
			changed(i&1, time.Now())
		}
	}()
	return noisyLines{l, done}, err
}

func (n noisyLines) Close() error {
	<-n.done
	return n.Lines.Close()
}

// A button whose line fails while it is held isn't held for ever, and the failure is told once.
func TestFailedReadingIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		var told []error
		r := open(t, b, Config{
			Buttons: []Button{{Pin: "P", Press: VolumeUp, Repeat: 100 * ms}},
			OnError: func(err error) { told = append(told, err) },
		})
		b.set("P", true)
		time.Sleep(520 * ms)
		b.broken(os.ErrPermission)
		r.want(t, "volume_up:press:volume_up+0@0", "volume_up:press:volume_up+0@500")
		if len(told) != 1 || !errors.Is(told[0], os.ErrPermission) || !strings.Contains(told[0].Error(), "button 1 (volume_up)") {
			t.Errorf("told %v", told)
		}
	})
}

// While emit stands, what is done with the button is seen when it returns, at its own time, and Close waits for emit.
func TestSlowEmitLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		var at []time.Duration
		begin := time.Now()
		c, err := Open(b, Config{Buttons: []Button{{Pin: "P", Press: Next}}}, func(e Event) {
			at = append(at, e.At.Sub(begin)/ms)
			time.Sleep(3 * time.Second)
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			b.lines["P"].levels.Store(1)
			b.lines["P"].changed(1, time.Now())
			time.Sleep(100 * ms)
			b.lines["P"].levels.Store(0)
			b.lines["P"].changed(0, time.Now())
			time.Sleep(100 * ms)
		}
		time.Sleep(time.Minute)
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		if want := []time.Duration{0, 200, 400, 600, 800}; !slices.Equal(at, want) {
			t.Errorf("presses at %v ms, want %v", at, want)
		}
	})
}
