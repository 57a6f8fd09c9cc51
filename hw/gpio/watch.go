package gpio

import (
	"sync"
	"time"

	"github.com/warthog618/go-gpiocdev"
	"golang.org/x/sys/unix"
)

// values is what is asked of requested lines; *gpiocdev.Lines are.
type values interface {
	Values([]int) error
	Close() error
}

// watch is a group of lines watched by go-gpiocdev. It implements hw.Lines.
type watch struct {
	changed   func(uint, time.Time)
	offsets   []int
	lines     values // written before ready is closed
	debounced bool
	ready     chan struct{} // closed when lines and levels are set; events may come before

	mu      sync.Mutex // guards what follows, between event and Levels and Close
	active  []int      // scratch
	levels  uint
	seen    uint32 // number of the last event of the group; 0 before the first
	closing bool
}

// event is called from the goroutine that go-gpiocdev runs for the lines.
func (w *watch) event(e gpiocdev.LineEvent) {
	<-w.ready
	levels, ok := w.take(e)
	if ok {
		w.changed(levels, moment(e.Timestamp, monotonic(), time.Now()))
	}
}

// take brings an event into the levels. Where events before it are missing the levels are read instead: of what is gone
// nobody knows the direction.
func (w *watch) take(e gpiocdev.LineEvent) (levels uint, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closing {
		return 0, false // the lines' own lock is held by Close, which waits for us: they can't be read
	}
	lost := e.Seqno != 0 && e.Seqno != w.seen+1 // 0: the old interface doesn't number them
	w.seen = e.Seqno
	if lost {
		if levels, err := w.read(w.lines); err == nil {
			w.levels = levels
			return w.levels, true
		}
	}
	for i, offset := range w.offsets {
		if offset == e.Offset {
			w.levels &^= 1 << i
			if e.Type == gpiocdev.LineEventRisingEdge { // of the active level: AsActiveLow turns edges as well
				w.levels |= 1 << i
			}
		}
	}
	return w.levels, true
}

// read asks for the levels; mu is held, or nobody else knows w yet.
func (w *watch) read(lines values) (levels uint, err error) {
	if err := lines.Values(w.active); err != nil {
		return 0, err
	}
	for i, v := range w.active {
		if v != 0 {
			levels |= 1 << i
		}
	}
	return levels, nil
}

// Levels implements hw.Lines.
func (w *watch) Levels() (uint, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.read(w.lines)
}

// Debounced implements hw.Lines.
func (w *watch) Debounced() bool { return w.debounced }

// Close implements hw.Lines.
func (w *watch) Close() error {
	w.mu.Lock()
	w.closing = true
	w.mu.Unlock()
	return w.lines.Close()
}

// old is the age from which on a kernel's moment is no moment of the monotonic clock.
const old = time.Minute

// moment turns the kernel's time of an event into ours. Since Linux 5.7 it is CLOCK_MONOTONIC; before, and where a chip dates
// by a clock of its own, the event counts from now.
func moment(kernel, monotonic time.Duration, now time.Time) time.Time {
	age := monotonic - kernel
	if age < 0 || age > old {
		return now
	}
	return now.Add(-age)
}

// monotonic reads the clock that the kernel dates events by.
func monotonic() time.Duration {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts); err != nil {
		return 0 // moment then takes the event for one of now
	}
	return time.Duration(ts.Nano())
}
