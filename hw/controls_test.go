package hw

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

const ms = time.Millisecond

// board is Pins that a test drives. A line is active where the test says so.
type board struct {
	lines     map[string]*group
	missing   []string
	debounced bool // as a kernel that debounces
	mute      bool // edges get lost
	fail      atomic.Pointer[error]
	closed    int
}

// group is one Watch.
type group struct {
	b       *board
	names   []string
	levels  atomic.Uint32
	options WatchOptions
	changed func(uint, time.Time)
}

func newBoard() *board { return &board{lines: map[string]*group{}} }

func (b *board) Watch(names []string, o WatchOptions, changed func(uint, time.Time)) (Lines, error) {
	g := &group{b: b, names: names, options: o, changed: changed}
	for _, n := range names {
		if slices.Contains(b.missing, n) {
			return nil, fmt.Errorf("no line %q", n)
		}
		b.lines[n] = g
	}
	return g, nil
}

func (g *group) Levels() (uint, error) {
	if err := g.b.fail.Load(); err != nil {
		return 0, *err
	}
	return uint(g.levels.Load()), nil
}

// broken makes every reading fail from now on.
func (b *board) broken(err error) { b.fail.Store(&err) }

func (g *group) Debounced() bool { return g.b.debounced && g.options.Debounce > 0 }
func (g *group) Close() error {
	g.b.closed++
	return nil
}

// set brings a line to a level.
func (b *board) set(name string, active bool) {
	g := b.lines[name]
	bit := uint32(1) << slices.Index(g.names, name)
	if active {
		g.levels.Or(bit)
	} else {
		g.levels.And(^bit)
	}
	if !b.mute {
		g.changed(uint(g.levels.Load()), time.Now())
	}
	synctest.Wait()
}

// hold presses for d, and leaves the button alone for as long.
func (b *board) hold(name string, d time.Duration) {
	b.set(name, true)
	time.Sleep(d)
	b.set(name, false)
	time.Sleep(d)
}

// rig is opened Controls and what they said.
type rig struct {
	*board
	c      *Controls
	begin  time.Time
	events []string
}

func open(t *testing.T, b *board, cfg Config) *rig {
	t.Helper()
	r := &rig{board: b, begin: time.Now()}
	c, err := Open(b, cfg, func(e Event) {
		r.events = append(r.events, fmt.Sprintf("%s:%v:%s%+d@%d", e.Name, e.Gesture, e.Action, e.Steps, e.At.Sub(r.begin)/ms))
	})
	if err != nil {
		t.Fatal(err)
	}
	r.c = c
	return r
}

// want closes the rig and compares.
func (r *rig) want(t *testing.T, want ...string) {
	t.Helper()
	time.Sleep(time.Minute)
	if err := errors.Join(r.c.Close(), r.c.Close()); err != nil {
		t.Error(err)
	}
	if !slices.Equal(r.events, want) {
		t.Errorf("events\n  %s\nwant\n  %s", strings.Join(r.events, " "), strings.Join(want, " "))
	}
	if r.closed != r.c.Len() {
		t.Errorf("%d of %d lines were given back", r.closed, r.c.Len())
	}
}

func TestButtons(t *testing.T) {
	cfg := Config{Buttons: []Button{
		{Pin: "BTN_NEXT", Press: Next},
		{Name: "main", Pin: "BTN_PLAY", Press: Toggle, Long: Stop, Double: Next},
		{Pin: "BTN_UP", Press: VolumeUp, Repeat: 100 * ms},
	}}
	for _, debounced := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			b := newBoard()
			b.debounced = debounced
			r := open(t, b, cfg)
			if o := b.lines["BTN_NEXT"].options; o.ActiveHigh || o.Debounce != 10*ms {
				t.Errorf("watched with %+v", o)
			}
			b.hold("BTN_NEXT", 500*ms)             // 0
			b.hold("BTN_PLAY", 500*ms)             // 1000: slow press, at its release
			b.hold("BTN_PLAY", time.Second)        // 2000
			b.hold("BTN_PLAY", 100*ms)             // 4000
			b.hold("BTN_PLAY", 100*ms)             // 4200
			b.hold("BTN_UP", 705*time.Millisecond) // 4400
			r.want(t, "next:press:next+0@0", "main:press:toggle+0@1000", "main:long:stop+0@2600", "main:double:next+0@4200",
				"volume_up:press:volume_up+0@4400", "volume_up:press:volume_up+0@4900", "volume_up:press:volume_up+0@5000",
				"volume_up:press:volume_up+0@5100")
		})
	}
}

func TestBouncingButtonIsOnePress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		r := open(t, b, Config{Buttons: []Button{{Pin: "P", Press: Next, Long: Stop}}})
		for range 3 {
			for range 10 {
				b.set("P", true)
				time.Sleep(2 * ms)
				b.set("P", false)
				time.Sleep(3 * ms)
			}
			b.hold("P", 200*ms)
		}
		r.want(t, "next:press:next+0@50", "next:press:next+0@500", "next:press:next+0@950")
	})
}

// Nothing is decided by edges: a release that no edge told of ends the press all the same.
func TestLostReleaseIsFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		r := open(t, b, Config{Buttons: []Button{{Pin: "P", Press: Next, Long: Stop}}})
		b.set("P", true)
		time.Sleep(100 * ms)
		b.mute = true
		b.set("P", false) // unseen
		time.Sleep(time.Second)
		b.mute = false
		b.hold("P", 100*ms) // 1100
		b.set("P", true)    // 1300
		time.Sleep(5 * ms)
		b.mute = true
		b.set("P", false) // a spike whose end wasn't seen
		r.want(t, "next:press:next+0@0", "next:press:next+0@1100")
	})
}

// The release arrives in the very moment in which the long press is due, and the line's goroutine is late with it.
func TestReleaseSeenLateIsNoLongPress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		r := open(t, b, Config{Buttons: []Button{{Pin: "P", Press: Next, Long: Stop}}})
		b.set("P", true)
		time.Sleep(595 * ms)
		g := b.lines["P"]
		g.levels.Store(0)
		released := time.Now()
		time.Sleep(20 * ms)
		g.changed(0, released)
		r.want(t, "next:press:next+0@0")
	})
}

func TestHeldAtStartMeansNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		r := &rig{board: b}
		held := holding{b}
		c, err := Open(held, Config{Buttons: []Button{{Pin: "P", Press: Next, Long: Stop}}}, func(e Event) {
			r.events = append(r.events, e.Gesture.String())
		})
		if err != nil {
			t.Fatal(err)
		}
		r.c = c
		time.Sleep(5 * time.Second)
		b.set("P", false)
		time.Sleep(time.Second)
		b.hold("P", 100*ms)
		r.want(t, "press")
	})
}

// holding is a board whose lines are active from the start.
type holding struct{ *board }

func (h holding) Watch(names []string, o WatchOptions, changed func(uint, time.Time)) (Lines, error) {
	l, err := h.board.Watch(names, o, changed)
	h.lines[names[0]].levels.Store(1)
	return l, err
}

// turn moves the knob by one detent.
func (b *board) turn(back bool, gap time.Duration) {
	first, second := "A", "B"
	if back {
		first, second = second, first
	}
	for _, s := range []struct {
		pin    string
		active bool
	}{{first, true}, {second, true}, {first, false}, {second, false}} {
		time.Sleep(gap / 4)
		b.set(s.pin, s.active)
	}
}

func TestEncoder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		b.debounced = true
		r := open(t, b, Config{Encoders: []Encoder{{Name: "knob", A: "A", B: "B", Push: "P"}}})
		if o := b.lines["A"].options; o.Debounce != 0 || b.lines["A"] != b.lines["B"] {
			t.Errorf("contacts are to be watched together and not debounced: %+v", o)
		}
		b.turn(false, 100*ms)
		b.turn(false, 100*ms)
		b.turn(true, 100*ms)
		b.hold("P", 100*ms) // 300
		r.want(t, "knob:turn:volume_up+1@100", "knob:turn:volume_up+1@200", "knob:turn:volume_down-1@300", "knob:press:toggle+0@300")
	})
	synctest.Test(t, func(t *testing.T) { // a whirl: few events, all steps
		b := newBoard()
		total, events := 0, 0
		c, err := Open(b, Config{Encoders: []Encoder{{A: "A", B: "B", Turn: TurnSeek, Most: 1}}}, func(e Event) {
			total += e.Count()
			events++
			if e.Action != SeekForward || e.Name != "A" || e.Steps != e.Count() {
				t.Errorf("%+v", e)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 50 {
			b.turn(false, 4*ms)
		}
		time.Sleep(time.Second)
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		if total != 50 || events > 12 {
			t.Errorf("%d steps in %d events, want 50 in at most 12", total, events)
		}
	})
}
