package gpio

import (
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/warthog618/go-gpiocdev"

	"auralis/hw"
)

var watchOptions = hw.WatchOptions{Debounce: 10 * time.Millisecond}

// wires are requested lines whose levels a test sets.
type wires struct {
	levels []int
	err    error
	reads  int
	closed bool
}

func (w *wires) Values(out []int) error {
	w.reads++
	copy(out, w.levels)
	return w.err
}

func (w *wires) Close() error {
	w.closed = true
	return nil
}

// newWatch is a watch over offsets 4 and 7.
func newWatch(lines *wires) (w *watch, got *[]uint) {
	got = new([]uint)
	w = &watch{
		changed: func(l uint, _ time.Time) { *got = append(*got, l) },
		offsets: []int{4, 7}, active: make([]int, 2), lines: lines, ready: make(chan struct{}),
	}
	close(w.ready)
	return w, got
}

func edge(offset int, up bool, n uint32) gpiocdev.LineEvent {
	e := gpiocdev.LineEvent{Offset: offset, Type: gpiocdev.LineEventFallingEdge, Seqno: n}
	if up {
		e.Type = gpiocdev.LineEventRisingEdge
	}
	return e
}

func TestEdgesBecomeLevels(t *testing.T) {
	lines := &wires{levels: []int{0, 0}}
	w, got := newWatch(lines)
	for i, e := range []gpiocdev.LineEvent{edge(4, true, 1), edge(7, true, 2), edge(4, false, 3), edge(7, false, 4), edge(99, true, 5)} {
		w.event(e)
		if len(*got) != i+1 {
			t.Fatalf("event %d wasn't handed on", i)
		}
	}
	if want := []uint{1, 3, 2, 0, 0}; !slices.Equal(*got, want) {
		t.Errorf("levels %v, want %v", *got, want)
	}
	if lines.reads != 0 {
		t.Errorf("the lines were read %d times though no event was missing", lines.reads)
	}
}

// After a gap in the numbers the levels are read: the first event, if others were lost before it, counts too.
func TestGapsAreReadOver(t *testing.T) {
	for _, first := range []uint32{2, 17} {
		lines := &wires{levels: []int{1, 1}}
		w, got := newWatch(lines)
		w.event(edge(4, false, first))
		lines.levels = []int{0, 1}
		w.event(edge(7, false, first+1)) // none is missing: believed
		if want := []uint{3, 1}; !slices.Equal(*got, want) || lines.reads != 1 {
			t.Errorf("from %d: levels %v after %d readings, want %v after 1", first, *got, lines.reads, want)
		}
	}
	lines := &wires{err: os.ErrClosed} // can't be read: the edge is better than nothing
	w, got := newWatch(lines)
	w.event(edge(7, true, 9))
	if want := []uint{2}; !slices.Equal(*got, want) {
		t.Errorf("levels %v, want %v", *got, want)
	}
	w, got = newWatch(&wires{})
	w.event(edge(4, true, 0)) // the old interface has no numbers
	w.event(edge(4, false, 0))
	if want := []uint{1, 0}; !slices.Equal(*got, want) {
		t.Errorf("levels %v, want %v", *got, want)
	}
}

func TestLevelsAndClose(t *testing.T) {
	lines := &wires{levels: []int{0, 1}}
	w, got := newWatch(lines)
	if l, err := w.Levels(); l != 2 || err != nil {
		t.Errorf("Levels: %d, %v", l, err)
	}
	lines.err = os.ErrPermission
	if _, err := w.Levels(); !errors.Is(err, os.ErrPermission) {
		t.Errorf("Levels: %v", err)
	}
	if err := w.Close(); err != nil || !lines.closed {
		t.Errorf("Close: %v, closed %t", err, lines.closed)
	}
	w.event(edge(4, true, 1)) // on its way while Close waited
	if len(*got) != 0 {
		t.Error("an event after Close")
	}
}

func TestMoment(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		kernel, mono, ago time.Duration
	}{
		{time.Hour - 3*time.Millisecond, time.Hour, 3 * time.Millisecond},
		{time.Hour, time.Hour, 0},
		{time.Hour + 1, time.Hour, 0},               // still to come: another clock
		{1_700_000_000 * time.Second, time.Hour, 0}, // the wall clock of an old kernel
		{time.Second, time.Hour, 0},
	} {
		if got := now.Sub(moment(c.kernel, c.mono, now)); got != c.ago {
			t.Errorf("an event at %v, seen at %v: %v ago, want %v", c.kernel, c.mono, got, c.ago)
		}
	}
	if a, b := monotonic(), monotonic(); a <= 0 || b < a {
		t.Errorf("the monotonic clock: %v, %v", a, b)
	}
}
