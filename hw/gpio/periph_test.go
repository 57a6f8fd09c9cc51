package gpio

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"
)

// line is a line of periph.io that a test drives.
type line struct {
	level  atomic.Bool
	edges  chan struct{}
	broken atomic.Bool // WaitForEdge returns at once, as it does for a limit of -1
	waits  atomic.Int64
	closed atomic.Bool
}

func newLine() *line { return &line{edges: make(chan struct{}, 16)} }

func (l *line) WaitForEdge(limit time.Duration) bool {
	l.waits.Add(1)
	if l.broken.Load() {
		return false
	}
	select {
	case <-l.edges:
		return true
	case <-time.After(limit):
		return false
	}
}

func (l *line) Read() gpio.Level { return gpio.Level(l.level.Load()) }
func (l *line) Close()           { l.closed.Store(true) }

func (l *line) set(high, edge bool) {
	l.level.Store(high)
	if edge {
		l.edges <- struct{}{}
	}
	synctest.Wait()
}

// watching runs f with a poll over n lines and gives what it was told, as "levels@ms".
func watching(t *testing.T, n int, edges, activeHigh bool, f func(ls []*line)) (told []string, lines []*line) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var in []input
		for range n {
			l := newLine()
			l.level.Store(!activeHigh)
			lines, in = append(lines, l), append(in, l)
		}
		begin := time.Now()
		p := newPoll(in, edges, activeHigh, func(l uint, at time.Time) {
			told = append(told, fmt.Sprintf("%d@%d", l, at.Sub(begin)/time.Millisecond))
		})
		if p.Debounced() {
			t.Error("periph.io doesn't debounce")
		}
		f(lines)
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, l := range lines {
		if !l.closed.Load() {
			t.Error("a line wasn't given back")
		}
	}
	return told, lines
}

func want(t *testing.T, told []string, want ...string) {
	t.Helper()
	if !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
}

func TestPollByEdges(t *testing.T) {
	told, lines := watching(t, 1, true, false, func(ls []*line) {
		time.Sleep(100 * time.Millisecond)
		ls[0].set(false, true)
		time.Sleep(20 * time.Millisecond)
		ls[0].set(true, true)
		time.Sleep(10 * time.Second)
	})
	want(t, told, "1@100", "0@120")
	if n := lines[0].waits.Load(); n > 45 {
		t.Errorf("%d waits in 10 s: it spins", n)
	}
}

// The edge got lost; the level is found all the same.
func TestPollFindsWhatNoEdgeTold(t *testing.T) {
	told, _ := watching(t, 1, true, true, func(ls []*line) {
		time.Sleep(100 * time.Millisecond)
		ls[0].set(true, false)
		time.Sleep(time.Second)
	})
	want(t, told, "1@250")
}

// Both contacts of a knob are read at the edge of either.
func TestPollReadsTheGroup(t *testing.T) {
	told, _ := watching(t, 2, true, true, func(ls []*line) {
		for i, step := range []struct {
			line int
			high bool
		}{{0, true}, {1, true}, {0, false}, {1, false}} {
			time.Sleep(time.Duration(i+1) * time.Millisecond)
			ls[step.line].set(step.high, true)
		}
	})
	want(t, told, "1@1", "3@3", "2@6", "0@10")
}

// A line whose waiting fails at once must not burn a core, and is read by the clock.
func TestPollOfALineThatDoesNotWait(t *testing.T) {
	told, lines := watching(t, 1, true, true, func(ls []*line) {
		ls[0].broken.Store(true)
		time.Sleep(time.Second)
		ls[0].set(true, false)
		time.Sleep(time.Second)
	})
	if len(told) != 1 || (told[0] != "1@1000" && told[0] != "1@1005") {
		t.Errorf("told %v, want the change within 5 ms of 1000", told)
	}
	if n := lines[0].waits.Load(); n > 450 {
		t.Errorf("%d waits in 2 s: it spins", n)
	}
}

func TestPollWithoutInterrupts(t *testing.T) {
	told, lines := watching(t, 2, false, false, func(ls []*line) {
		time.Sleep(101 * time.Millisecond)
		ls[1].set(false, false)
		time.Sleep(101 * time.Millisecond)
		ls[1].set(true, false)
		time.Sleep(time.Second)
	})
	want(t, told, "2@105", "0@205")
	if n := lines[0].waits.Load(); n != 0 {
		t.Errorf("%d waits for edges of a line without", n)
	}
}

func TestSecondNameOfAChip(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "gpiochip0"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if twice, err := secondName(dir); twice != "" || err != nil {
		t.Errorf("one chip: %q, %v", twice, err)
	}
	link := filepath.Join(dir, "gpiochip4")
	if err := os.Symlink("gpiochip0", link); err != nil {
		t.Fatal(err)
	}
	if twice, err := secondName(dir); twice != link || err != nil {
		t.Errorf("a chip and a link: %q, %v", twice, err)
	}
}
