package button

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const ms = time.Millisecond

// play feeds a trace written as "0+ 3- 5+ 900": milliseconds and + for down, - for up, nothing for a look without a
// change, and gives what came as "press@3".
func play(t testing.TB, s Settings, trace string) string {
	t.Helper()
	m, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	var buf []Event
	for word := range strings.FieldsSeq(trace) {
		level := m.Level()
		if strings.HasSuffix(word, "+") || strings.HasSuffix(word, "-") {
			level = strings.HasSuffix(word, "+")
			word = word[:len(word)-1]
		}
		var at int
		if _, err := fmt.Sscan(word, &at); err != nil {
			t.Fatalf("trace %q: %v", trace, err)
		}
		buf = m.Feed(buf[:0], time.Duration(at)*ms, level)
		for _, e := range buf {
			out = append(out, fmt.Sprintf("%v@%d", e.Gesture, e.At/ms))
		}
	}
	return strings.Join(out, " ")
}

func TestGestures(t *testing.T) {
	plain := Settings{Debounce: 10 * ms}
	long := Settings{Debounce: 10 * ms, Long: 600 * ms}
	double := Settings{Debounce: 10 * ms, Double: 350 * ms}
	both := Settings{Debounce: 10 * ms, Long: 600 * ms, Double: 350 * ms}
	repeat := Settings{Debounce: 10 * ms, Repeat: 100 * ms}
	raw := Settings{}
	for _, c := range []struct {
		name, trace, want string
		s                 Settings
	}{
		{"a press is told while it is down", "0- 100+ 109", "", plain},
		{"… once it stood for the debounce", "0- 100+ 110", "press@100", plain},
		{"and not again at the release", "0- 100+ 110 200- 300", "press@100", plain},
		{"two presses", "0- 100+ 200- 300+ 400- 500", "press@100 press@300", plain},
		{"a look long after brings all of it", "0- 100+ 200- 300+ 900", "press@100 press@300", plain},
		{"bounces count from the last", "0- 100+ 102- 103+ 105- 106+ 150 200- 201+ 202- 300", "press@106", plain},
		{"a spike is nothing", "0- 100+ 105- 300", "", plain},
		{"a dip while held is nothing", "0- 100+ 200- 205+ 300 400- 500", "press@100", plain},
		{"without debounce at once", "0- 100+", "press@100", raw},
		{"without debounce every edge counts", "0- 100+ 101- 102+", "press@100 press@102", raw},
		{"down at the start means nothing", "0+ 1000 2000- 2100", "", both},
		{"… until it was released", "0+ 1000- 1100 2000+ 2100- 3000", "press@2000", both},

		{"with a long press it is told at the release", "0- 100+ 300 400- 409", "", long},
		{"… debounced", "0- 100+ 300 400- 410", "press@100", long},
		{"long while held", "0- 100+ 699", "", long},
		{"… at 600 ms", "0- 100+ 700", "long@700", long},
		{"… once", "0- 100+ 700 2000 3000- 4000", "long@700", long},
		{"released just before: a press", "0- 100+ 699- 709", "press@100", long},
		{"… though looked at only after", "0- 100+ 699- 2000", "press@100", long},
		{"released just at it: long", "0- 100+ 700- 2000", "long@700", long},
		{"a dip just before doesn't shorten it", "0- 100+ 699- 703+ 704 900- 1000", "long@700", long},

		{"a single press waits for the window", "0- 100+ 200- 449", "", double},
		{"… which ends 350 ms after it", "0- 100+ 200- 450", "press@100", double},
		{"double at the second press", "0- 100+ 200- 300+ 310", "double@300", double},
		{"… and nothing more at its release", "0- 100+ 200- 300+ 350- 1000", "double@300", double},
		{"the second a moment too late", "0- 100+ 200- 450+ 500- 1000", "press@100 press@450", double},
		{"… or just in time", "0- 100+ 200- 449+ 500- 1000", "double@449", double},
		{"held beyond the window", "0- 100+ 450", "press@100", double},
		{"three presses", "0- 100+ 150- 200+ 250- 300+ 350- 1000", "double@200 press@300", double},
		{"four presses", "0- 100+ 150- 200+ 250- 300+ 350- 400+ 450- 1000", "double@200 double@400", double},
		{"a bounce isn't a second press", "0- 100+ 200- 203+ 206- 1000", "press@100", double},

		{"all three: press", "0- 100+ 200- 450", "press@100", both},
		{"slow press, told at its release", "0- 100+ 550- 560", "press@100", both},
		{"all three: long", "0- 100+ 800- 900", "long@700", both},
		{"all three: double", "0- 100+ 200- 300+ 2000- 3000", "double@300", both},

		{"repeats while held", "0- 100+ 599", "press@100", repeat},
		{"… from half a second on", "0- 100+ 610 720 805", "press@100 press@600 press@700 press@800", repeat},
		{"… once after a stall", "0- 100+ 200 9999 10005", "press@100 press@9900 press@10000", repeat},
		{"… until released", "0- 100+ 650- 2000", "press@100 press@600", repeat},

		{"time that runs back stands", "500- 600+ 100 50- 601+ 620", "press@601", plain},
	} {
		if got := play(t, c.s, c.trace); got != c.want {
			t.Errorf("%s: %q gives %q, want %q", c.name, c.trace, got, c.want)
		}
	}
}

// Traces in the form that buttons of this kind leave on a scope: an arcade switch, a worn tact switch, a relay-like
// chatter at the release only. One press each, whatever is told apart.
func TestRecordedBounce(t *testing.T) {
	for name, trace := range map[string]string{
		"arcade":  "0- 1000+ 1001- 1002+ 1090- 1091+ 1092- 1100",
		"worn":    "0- 1000+ 1003- 1004+ 1008- 1009+ 1011- 1013+ 1021- 1022+ 1029- 1030+ 1200- 1203+ 1206- 1214+ 1215- 1300",
		"chatter": "0- 1000+ 1150- 1151+ 1152- 1153+ 1154- 1155+ 1156- 1157+ 1158- 1300",
	} {
		for _, s := range []Settings{
			{Debounce: DefaultDebounce}, {Debounce: DefaultDebounce, Long: DefaultLong},
			{Debounce: DefaultDebounce, Long: DefaultLong, Double: DefaultDouble},
		} {
			got := play(t, s, trace+" 5000")
			if strings.Count(got, "@") != 1 || !strings.HasPrefix(got, "press@") {
				t.Errorf("%s, %+v: %q, want one press", name, s, got)
			}
		}
	}
}

// Whatever the contact does for less than the debounce, n presses that stand for at least as long are n presses: none
// more, none missed, and each at the moment its level began to stand. Looks in between change nothing, nor do samples lost
// inside a burst.
func TestBouncesNeverAddNorHideAPress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		debounce := time.Duration(rapid.Int64Range(2, 50).Draw(t, "debounce")) * ms
		m, err := New(Settings{Debounce: debounce})
		if err != nil {
			t.Fatal(err)
		}
		now := time.Duration(rapid.Int64Range(0, 1000).Draw(t, "start"))
		var got []Event
		got = m.Feed(got, now, false)
		now += time.Second
		var want []time.Duration
		level := false
		for range rapid.IntRange(1, 40).Draw(t, "strokes") {
			target := !level
			// An odd number of changes, each standing for less than the debounce, ends in the target.
			bounces := rapid.IntRange(0, 12).Draw(t, "bounces")
			for range bounces {
				for _, l := range []bool{target, level} {
					if rapid.Bool().Draw(t, "seen") {
						got = m.Feed(got, now, l)
					}
					now += time.Duration(rapid.Int64Range(1, int64(debounce)/2-1).Draw(t, "bounce"))
				}
				got = m.Feed(got, now, level) // the burst's end of a stroke is seen, so that nothing stands unseen
			}
			got = m.Feed(got, now, target)
			if target {
				want = append(want, now)
			}
			level = target
			for range rapid.IntRange(0, 3).Draw(t, "looks") {
				now += time.Duration(rapid.Int64Range(0, int64(10*ms)).Draw(t, "look"))
				got = m.Feed(got, now, level)
			}
			now += debounce + time.Duration(rapid.Int64Range(0, int64(time.Second)).Draw(t, "stand"))
		}
		got = m.Feed(got, now+time.Hour, level)
		var at []time.Duration
		for _, e := range got {
			if e.Gesture != Press {
				t.Fatalf("a %v where only presses are configured", e.Gesture)
			}
			at = append(at, e.At)
		}
		if !slices.Equal(at, want) {
			t.Fatalf("presses at %v, want %v", at, want)
		}
	})
}

// Feeding only the changes and the deadlines gives the same gestures as looking every millisecond, for any settings and
// any trace; and every press belongs to exactly one gesture.
func TestDeadlinesAreEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Settings{
			Debounce: time.Duration(rapid.SampledFrom([]int{0, 5, 10}).Draw(t, "debounce")) * ms,
			Long:     time.Duration(rapid.SampledFrom([]int{0, 300, 600}).Draw(t, "long")) * ms,
			Double:   time.Duration(rapid.SampledFrom([]int{0, 350, 800}).Draw(t, "double")) * ms,
		}
		if s.Long == 0 && s.Double == 0 {
			s.Repeat = time.Duration(rapid.SampledFrom([]int{0, 70}).Draw(t, "repeat")) * ms
		}
		sparse, err := New(s)
		if err != nil {
			t.Fatal(err)
		}
		dense, err := New(s)
		if err != nil {
			t.Fatal(err)
		}
		var a, b []Event
		level := false
		a, b = sparse.Feed(a, 0, level), dense.Feed(b, 0, level)
		now, presses := time.Duration(0), 0
		for range rapid.IntRange(1, 30).Draw(t, "changes") {
			gap := time.Duration(rapid.SampledFrom([]int{1, 4, 12, 90, 250, 700}).Draw(t, "gap")) * ms
			for step := ms; step < gap; step += ms {
				b = dense.Feed(b, now+step, level)
			}
			for {
				due, ok := sparse.Deadline()
				if !ok || due >= now+gap {
					break
				}
				a = sparse.Feed(a, due, level)
			}
			now += gap
			level = !level
			if level && s.Debounce == 0 {
				presses++
			}
			a, b = sparse.Feed(a, now, level), dense.Feed(b, now, level)
		}
		for step := ms; step <= 2*time.Second; step += ms {
			b = dense.Feed(b, now+step, level)
		}
		for {
			due, ok := sparse.Deadline()
			if !ok || due > now+2*time.Second {
				break
			}
			a = sparse.Feed(a, due, level)
		}
		if !slices.Equal(a, b) {
			t.Fatalf("%+v: at deadlines %v, every millisecond %v", s, a, b)
		}
		if s.Debounce == 0 && s.Repeat == 0 {
			for _, e := range a {
				presses--
				if e.Gesture == Double {
					presses--
				}
			}
			if presses != 0 {
				t.Fatalf("%+v: %d presses without a gesture: %v", s, presses, a)
			}
		}
	})
}

func TestSettingsAreChecked(t *testing.T) {
	for _, c := range []struct {
		s    Settings
		want string
	}{
		{Settings{Debounce: -1}, "debounce"},
		{Settings{Debounce: time.Second}, "0…200 ms"},
		{Settings{Long: 99 * ms}, "long press"},
		{Settings{Long: time.Minute}, "100 ms…30 s"},
		{Settings{Double: 3 * time.Second}, "double press"},
		{Settings{Repeat: ms}, "repeat"},
		{Settings{Repeat: 100 * ms, Long: 600 * ms}, "repeats"},
		{Settings{Debounce: 200 * ms, Long: 100 * ms}, "too long"},
		{Settings{Debounce: 50 * ms, Double: 100 * ms}, "too long"},
	} {
		if _, err := New(c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want an error that says %q", c.s, err, c.want)
		}
	}
	for g, want := range map[Gesture]string{Press: "press", Long: "long", Double: "double", 9: "Gesture(9)"} {
		if g.String() != want {
			t.Errorf("Gesture %d is called %q", g, g)
		}
	}
}

// Any samples at all: no gesture without a press, none at all without time, and no endless loop.
func FuzzMachine(f *testing.F) {
	f.Add([]byte{1, 20, 1, 0, 250}, byte(0))
	f.Add([]byte{1, 100, 0, 30, 1, 60, 0}, byte(7))
	f.Fuzz(func(t *testing.T, trace []byte, kind byte) {
		s := Settings{Debounce: time.Duration(kind&1) * 10 * ms}
		if kind&2 != 0 {
			s.Long = 600 * ms
		}
		if kind&4 != 0 {
			s.Double = 350 * ms
		}
		if s.Long == 0 && s.Double == 0 && kind&8 != 0 {
			s.Repeat = 20 * ms
		}
		m, err := New(s)
		if err != nil {
			t.Fatal(err)
		}
		var now time.Duration
		var out []Event
		out = m.Feed(out, 0, false)
		downs := 0
		for i, b := range trace {
			now += time.Duration(b>>1) * 3 * ms
			if b&1 == 1 && !m.Level() {
				downs++
			}
			before := len(out)
			out = m.Feed(out, now, b&1 == 1)
			if len(out)-before > 30 {
				t.Fatalf("%d gestures at sample %d", len(out)-before, i)
			}
		}
		if s.Repeat == 0 && len(out) > downs {
			t.Fatalf("%d gestures of %d presses", len(out), downs)
		}
	})
}
