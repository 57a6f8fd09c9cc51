package encoder

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const ms = time.Millisecond

// cycle is one full cycle forward, from rest.
var cycle = []uint8{0, 2, 3, 1}

func newMachine(t testing.TB, s Settings) *Machine {
	t.Helper()
	m, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// feed gives a state to m.
func feed(m *Machine, dst []Turn, at time.Duration, state uint8) []Turn {
	return m.Feed(dst, at, state&2 != 0, state&1 != 0)
}

func sum(ts []Turn) (n int) {
	for _, t := range ts {
		n += t.Steps
	}
	return n
}

// run feeds states a hundredth of a second apart and gives the sum of the steps.
func run(t testing.TB, s Settings, states string) int {
	t.Helper()
	m := newMachine(t, s)
	var out []Turn
	var now time.Duration
	for _, c := range states {
		out = feed(m, out, now, uint8(c-'0'))
		now += 10 * ms
	}
	return sum(feed(m, out, now+time.Second, m.state))
}

func TestStates(t *testing.T) {
	for _, c := range []struct {
		name, states string
		s            Settings
		want         int
	}{
		{"nothing", "0", Settings{}, 0},
		{"a detent forward", "02310", Settings{}, 1},
		{"a detent back", "01320", Settings{}, -1},
		{"swapped", "02310", Settings{Invert: true}, -1},
		{"not yet at rest", "0231", Settings{}, 0},
		{"forward and back between detents", "023231320", Settings{}, 0},
		{"half way and back", "02320", Settings{}, 0},
		{"two there, one back", "023102310" + "1320", Settings{}, 1},
		{"bouncing at every state", "02020" + "2323" + "131" + "31" + "01010", Settings{}, 1},
		{"chatter at rest", "0202020101010", Settings{}, 0},
		{"impossible changes move nothing", "03030", Settings{}, 0},
		{"… nor between the detents", "0210", Settings{}, 1},
		{"the middle lost", "0230", Settings{}, 1},
		{"the middle lost going back", "0130", Settings{}, -1},
		{"starts between detents", "310", Settings{}, 1},
		{"half: two a cycle", "02310", Settings{Detent: Half}, 2},
		{"half: back", "013", Settings{Detent: Half}, -1},
		{"half: to and fro", "0232023", Settings{Detent: Half}, 1},
		{"quarter: every change", "02310", Settings{Detent: Quarter}, 4},
		{"quarter: back and forth", "02013", Settings{Detent: Quarter}, -2},
	} {
		if got := run(t, c.s, c.states); got != c.want {
			t.Errorf("%s: %s gives %d, want %d", c.name, c.states, got, c.want)
		}
	}
}

// The table against its definition: neighbours on the cycle are ±1, all else 0.
func TestTable(t *testing.T) {
	place := map[uint8]int{}
	for i, s := range cycle {
		place[s] = i
	}
	for from := range uint8(4) {
		for to := range uint8(4) {
			want := int8(0)
			switch (place[to] - place[from] + 4) % 4 {
			case 1:
				want = 1
			case 3:
				want = -1
			}
			if got := quarter[from<<2|to]; got != want {
				t.Errorf("%02b → %02b is %d, want %d", from, to, got, want)
			}
		}
	}
}

// A hand turns to and fro, every contact bounces as it likes, coalescing is on: the steps add up to where the knob is.
// None is lost, none invented.
func TestBouncingKnobEndsWhereItWasTurned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Settings{Every: time.Duration(rapid.IntRange(0, 50).Draw(t, "every")) * ms}
		s.Detent = Detent(rapid.IntRange(0, 2).Draw(t, "detent"))
		m := newMachine2(t, s)
		var out []Turn
		out = feed(m, out, 0, 0)
		pos, at := 0, 0 // quarters
		now := time.Duration(0)
		move := func(d int) {
			pos += d
			now += time.Duration(rapid.Int64Range(int64(50*time.Microsecond), int64(20*ms)).Draw(t, "gap"))
			out = feed(m, out, now, cycle[((pos%4)+4)%4])
		}
		for range rapid.IntRange(1, 15).Draw(t, "turns") {
			detents := rapid.IntRange(-5, 5).Draw(t, "detents")
			at += detents
			for range abs(detents) * 4 {
				d := 1
				if detents < 0 {
					d = -1
				}
				move(d)
				for range rapid.IntRange(0, 3).Draw(t, "bounces") {
					move(-d)
					move(d)
				}
			}
		}
		out = feed(m, out, now+time.Second, m.state)
		want := at * map[Detent]int{Full: 1, Half: 2, Quarter: 4}[s.Detent]
		if got := sum(out); got != want {
			t.Fatalf("%d steps, the knob stands at %d", got, want)
		}
		for i := 1; i < len(out); i++ {
			if out[i].At < out[i-1].At {
				t.Fatalf("turns out of order: %v", out)
			}
		}
	})
}

func newMachine2(t *rapid.T, s Settings) *Machine {
	m, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func abs(n int) int { return max(n, -n) }

// spin turns n detents forward, gap apart, and gives what is told at the moments it is told.
func spin(t testing.TB, m *Machine, n int, gap time.Duration) (turns []Turn) {
	t.Helper()
	now := m.last + time.Second
	turns = feed(m, turns, now, 0)
	for range n {
		for i := 1; i <= 4; i++ {
			now += gap / 4
			for {
				due, ok := m.Deadline()
				if !ok || due >= now {
					break
				}
				turns = feed(m, turns, due, m.state)
			}
			turns = feed(m, turns, now, cycle[i%4])
		}
	}
	return feed(m, turns, now+time.Second, 0)
}

func TestCoalesces(t *testing.T) {
	m := newMachine(t, Settings{Every: DefaultEvery})
	turns := spin(t, m, 100, 4*ms) // 400 ms
	if got := sum(turns); got != 100 {
		t.Errorf("%d steps of 100", got)
	}
	if n := len(turns); n < 20 || n > 22 {
		t.Errorf("told %d times in 400 ms, want one in 20 ms", n)
	}
	if turns[0].Steps != 1 {
		t.Errorf("the first step waited: %v", turns[0])
	}
	if slow := spin(t, m, 10, 100*ms); len(slow) != 10 {
		t.Errorf("ten slow steps told %d times", len(slow))
	}
}

// To and fro within the time is nothing to tell.
func TestCoalescesToNothing(t *testing.T) {
	m := newMachine(t, Settings{Every: 500 * ms})
	var out []Turn
	for i, c := range "02310" + "02310" + "01320" {
		out = feed(m, out, time.Duration(i)*ms, uint8(c-'0'))
	}
	out = feed(m, out, time.Hour, 0)
	if len(out) != 1 || out[0].Steps != 1 {
		t.Errorf("one, one more and one back: %v, want the first alone", out)
	}
	if _, ok := m.Deadline(); ok {
		t.Error("a deadline without anything to tell")
	}
}

func TestAccelerates(t *testing.T) {
	for _, c := range []struct {
		gap  time.Duration
		want int // steps of 11 detents: the first counts once
	}{
		{200 * ms, 11}, {Slow, 11}, {30 * ms, 1 + 10*2}, {20 * ms, 1 + 10*3}, {16 * ms, 1 + 10*4}, {2 * ms, 1 + 10*4},
	} {
		m := newMachine(t, Settings{Every: DefaultEvery, Most: DefaultMost})
		if got := sum(spin(t, m, 11, c.gap)); got != c.want {
			t.Errorf("11 detents %v apart: %d steps, want %d", c.gap, got, c.want)
		}
	}
	m := newMachine(t, Settings{Most: 4})
	var out []Turn
	for i, c := range "02310" + "1320" {
		out = feed(m, out, time.Duration(i)*ms, uint8(c-'0'))
	}
	if len(out) != 2 || out[0].Steps != 1 || out[1].Steps != -1 {
		t.Errorf("turning back counts once: %v", out)
	}
	if got := run(t, Settings{Most: 4}, "02310"); got != 1 {
		t.Errorf("the first detent counts %d", got)
	}
}

func TestTimeThatRunsBackStands(t *testing.T) {
	m := newMachine(t, Settings{Most: 4})
	var out []Turn
	for i, c := range "0231023102310" {
		out = feed(m, out, time.Second-time.Duration(i)*ms, uint8(c-'0'))
	}
	if got := sum(out); got != 1+4+4 {
		t.Errorf("%d steps", got)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	for _, c := range []struct {
		s    Settings
		want string
	}{
		{Settings{Detent: 9}, "detent"}, {Settings{Every: -1}, "0…1 s"}, {Settings{Every: time.Minute}, "0…1 s"},
		{Settings{Most: -1}, "acceleration"}, {Settings{Most: 21}, "0…20"},
	} {
		if _, err := New(c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want an error that says %q", c.s, err, c.want)
		}
	}
}

// Any samples: never more steps than half the changes can make, times the acceleration.
func FuzzMachine(f *testing.F) {
	f.Add([]byte{0, 2, 3, 1, 0}, byte(0))
	f.Add([]byte{3, 0, 3, 1, 2}, byte(1))
	f.Fuzz(func(t *testing.T, states []byte, kind byte) {
		s := Settings{Detent: Detent(kind % 3), Every: DefaultEvery, Most: DefaultMost}
		m := newMachine(t, s)
		var out []Turn
		var now time.Duration
		for _, b := range states {
			now += time.Duration(b>>2) * ms
			out = feed(m, out, now, b&3)
		}
		out = feed(m, out, now+time.Minute, m.state)
		total := 0
		for _, e := range out {
			if e.Steps == 0 {
				t.Fatal("a turn of nothing was told")
			}
			total += abs(e.Steps)
		}
		if total > DefaultMost*len(states) {
			t.Fatalf("%d steps of %d samples", total, len(states))
		}
	})
}
