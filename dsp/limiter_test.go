package dsp

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func newLimiter(t testing.TB, rate int) *Limiter {
	t.Helper()
	l, err := NewLimiter(DefaultLimiterSettings(), rate)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// limited gives what a fresh limiter makes of f, with the latency taken off.
func limited(l *Limiter, f [][2]float32) [][2]float32 {
	out := append(scaled(f, 1), make([][2]float32, l.Latency())...)
	l.Process(out)
	return out[l.Latency():]
}

// TestCrestMargin: what the detector reads of a steady sine at any frequency to half the rate, in any phase.
func TestCrestMargin(t *testing.T) {
	least, most := 1.0, 1.0
	for f := 0.001; f <= 0.5; f += 0.001 {
		for ph := 0.0; ph < 1; ph += 1.0 / 64 {
			at := func(k float64) float32 { return float32(math.Cos(2 * math.Pi * f * (k + ph) / 4)) }
			top := 0.0
			for k := -math.Ceil(2 / f); k < 2/f; k++ { // two periods, or at low ones what is around the crest
				top = max(top, crest(at(k-1), at(k), at(k+1)))
			}
			least, most = min(least, top), max(most, top)
		}
	}
	t.Logf("between %.4f and %.4f dB", dB(least), dB(most))
	if dB(least) < -0.008 || dB(most) > 0.025 {
		t.Errorf("a sine reads %.4f…%.4f dB", dB(least), dB(most))
	}
}

// TestLimiterCeiling: the guarantee, by a meter that shares nothing with the detector.
func TestLimiterCeiling(t *testing.T) {
	type signal struct {
		name string
		rate int
		f    [][2]float32
	}
	var cases []signal
	add := func(name string, rate int, f [][2]float32) { cases = append(cases, signal{name, rate, f}) }
	for _, rate := range []int{44100, 48000} {
		for _, drive := range []float64{6, 12} {
			x := faded(sine(8000, 0.25, undB(drive-1), math.Pi/4), 400)
			add("fs/4 45 degrees", rate, frames(x, x))
			add("music", rate, scaled(music(rate/3, rate, uint64(drive)), undB(drive)))
			add("music, abrupt", rate, scaled(music(rate/3, rate, 2), undB(drive))[5000:])
			add("white noise", rate, noise(8000, 0.3*undB(drive), 1))
			add("one-sided", rate, func() [][2]float32 {
				f := scaled(music(6000, rate, 3), undB(drive))
				for i := range f {
					f[i][1] = 0
				}
				return f
			}())
		}
		for n := 15; n <= 23; n++ {
			x, _ := ebuTruePeak(n, rate)
			add("EBU", rate, scaled(frames(x, x), undB(6)))
		}
		clicks := make([][2]float32, 12000)
		rng := rand.New(rand.NewPCG(1, 1))
		for range 40 {
			clicks[rng.IntN(len(clicks))] = [2]float32{float32(8 * rng.NormFloat64()), float32(8 * rng.NormFloat64())}
		}
		add("clicks", rate, clicks)
		steps := make([][2]float32, 8000)
		for i := range steps {
			steps[i] = [2]float32{float32(3 - 6*(i/441%2)), float32(1 - 2*(i/100%2))}
		}
		add("square waves", rate, steps)
		add("sweep", rate, func() [][2]float32 {
			x := make([]float64, 20000)
			for i := range x {
				x[i] = 2.5 * math.Sin(math.Pi*0.46*float64(i)*float64(i)/20000)
			}
			return frames(faded(x, 200), x)
		}())
	}
	meter := newRefMeter(16, 64)
	for _, c := range cases {
		l := newLimiter(t, c.rate)
		out := limited(l, c.f)
		top := max(meter.peak(lane(out, 0)), meter.peak(lane(out, 1)))
		if top > -1+0.1 {
			t.Errorf("%s at %d Hz: %.3f dBTP, ceiling -1", c.name, c.rate, top)
		}
		if top < -1.5 && c.name != "clicks" {
			t.Errorf("%s at %d Hz: %.3f dBTP, much below the ceiling of -1", c.name, c.rate, top)
		}
		t.Logf("%-16s %d: %.3f dBTP", c.name, c.rate, top)
	}
}

// TestLimiterNull: below the ceiling a pure delay, also after a reduction, also when disabled.
func TestLimiterNull(t *testing.T) {
	for _, rate := range []int{8000, 44100, 48000, 192000, 384000} {
		f := scaled(music(6000, rate, 5), 0.5)
		l := newLimiter(t, rate)
		out := limited(l, f)
		for i := range f {
			if out[i] != f[i] {
				t.Fatalf("%d Hz, frame %d: %v, want %v", rate, i, out[i], f[i])
			}
		}
		if ms := 1000 * float64(l.Latency()) / float64(rate); rate >= 44100 && ms > 5 {
			t.Errorf("%d Hz: latency of %.1f ms", rate, ms)
		}
	}
	l := newLimiter(t, 44100)
	l.Process(scaled(music(44100, 44100, 6), 3))
	if l.Reduction() < 3 {
		t.Errorf("a reduction of %g dB reported", l.Reduction())
	}
	l.Process(make([][2]float32, 6*44100))
	f := scaled(music(3000, 44100, 5), 0.5)
	for i, got := range limited(l, f) {
		if got != f[i] {
			t.Fatalf("6 s after a reduction, frame %d: %v, want %v", i, got, f[i])
		}
	}
	l = newLimiter(t, 44100)
	l.SetEnabled(false)
	hot := scaled(music(3000, 44100, 5), 4)
	for i, got := range limited(l, hot) {
		if got != hot[i] {
			t.Fatalf("disabled, frame %d: %v, want %v", i, got, hot[i])
		}
	}
	if l.Reduction() != 0 {
		t.Errorf("disabled, a reduction of %g dB", l.Reduction())
	}
}

// TestLimiterBass: a 50 Hz sine driven by 6 dB keeps its shape.
func TestLimiterBass(t *testing.T) {
	for _, rate := range []int{44100, 96000} {
		n := 4 * rate
		x := sine(n, 50/float64(rate), undB(5), 0)
		out := lane(limited(newLimiter(t, rate), frames(x, x)), 0)[2*rate : 3*rate]
		power := func(hz float64) float64 {
			var s, c float64
			for i, v := range out {
				s += v * math.Sin(2*math.Pi*hz*float64(i)/float64(rate))
				c += v * math.Cos(2*math.Pi*hz*float64(i)/float64(rate))
			}
			return s*s + c*c
		}
		harmonics := 0.0
		for k := 2.0; k <= 40; k++ {
			harmonics += power(50 * k)
		}
		thd := math.Sqrt(harmonics / power(50))
		t.Logf("%d Hz: THD %.4f %%", rate, 100*thd)
		if thd > 0.001 {
			t.Errorf("%d Hz: THD %.3f %%", rate, 100*thd)
		}
	}
}

func TestLimiterBlocks(t *testing.T) {
	f := append(scaled(music(12000, 44100, 8), 3), scaled(music(12000, 44100, 9), 0.4)...)
	whole := scaled(f, 1)
	newLimiter(t, 44100).Process(whole)
	for _, size := range []int{1, 7, 64, 480, 1024, 0} {
		got := scaled(f, 1)
		l := newLimiter(t, 44100)
		blocks(len(f), size, func(a, b int) { l.Process(got[a:b]) })
		for i := range got {
			if got[i] != whole[i] {
				t.Fatalf("blocks of %d, frame %d: %v, want %v", size, i, got[i], whole[i])
			}
		}
	}
}

// TestLimiterProperty: whatever comes, samples never exceed the ceiling, channels share one gain, cutting doesn't matter.
func TestLimiterProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.SampledFrom([]int{8000, 44100, 96000}).Draw(t, "rate")
		s := LimiterSettings{
			Ceiling:   rapid.Float64Range(-24, 0).Draw(t, "ceiling"),
			Lookahead: rapid.Float64Range(0.0015, 0.005).Draw(t, "lookahead"),
			Release:   rapid.Float64Range(0.02, 1).Draw(t, "release"),
		}
		f := noise(rapid.IntRange(1, 4000).Draw(t, "n"), rapid.Float64Range(0.01, 10).Draw(t, "amp"), rapid.Uint64().Draw(t, "seed"))
		a, err := NewLimiter(s, rate)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := NewLimiter(s, rate)
		in := append(append([][2]float32{}, f...), make([][2]float32, a.Latency())...)
		out := append([][2]float32{}, in...)
		a.Process(out)
		for i := range out {
			for c := range 2 {
				if v := math.Abs(float64(out[i][c])); v > undB(s.Ceiling) {
					t.Fatalf("frame %d: %v above %v", i, v, undB(s.Ceiling))
				}
			}
		}
		for i := range f {
			o := out[i+a.Latency()]
			if x := float64(f[i][0])*float64(o[1]) - float64(f[i][1])*float64(o[0]); math.Abs(x) > 1e-6*math.Abs(float64(f[i][0])) {
				t.Fatalf("frame %d: the channels got different gains", i)
			}
		}
		cut := rapid.IntRange(1, 300).Draw(t, "block")
		again := append([][2]float32{}, in...)
		blocks(len(again), cut, func(x, y int) { b.Process(again[x:y]) })
		for i := range out {
			if out[i] != again[i] {
				t.Fatalf("blocks of %d, frame %d differs", cut, i)
			}
		}
	})
}

// TestLimiterBadInput: one broken sample costs itself and what is around it, not the stream.
func TestLimiterBadInput(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, bad := range []float32{nan, inf, -inf, math.MaxFloat32, -2e6} {
		f := scaled(music(4000, 44100, 5), 0.5)
		f[1000][0] = bad
		l := newLimiter(t, 44100)
		out := limited(l, f)
		for i := range out {
			want := f[i]
			if i == 1000 {
				want[0] = 0
			}
			if out[i] != want {
				t.Fatalf("%v: frame %d: %v, want %v", bad, i, out[i], want)
			}
		}
		if l.Bad() != 1 {
			t.Errorf("%v: %d counted", bad, l.Bad())
		}
	}
}

// TestLimiterGlide: ceiling and switch move without a step in the gain: on a constant, the output is the gain.
func TestLimiterGlide(t *testing.T) {
	l := newLimiter(t, 44100)
	steady := make([][2]float32, 60000)
	for i := range steady {
		steady[i] = [2]float32{1, 1}
	}
	turn := map[int]func() error{
		10000: func() error { return l.SetCeiling(-12) },
		10100: func() error { return l.SetCeiling(-3) }, // in mid-glide
		20000: func() error { l.SetEnabled(false); return nil },
		40000: func() error { l.SetEnabled(true); return nil },
	}
	for i := range steady {
		if fn := turn[i]; fn != nil {
			if err := fn(); err != nil {
				t.Fatal(err)
			}
		}
		l.Process(steady[i : i+1])
	}
	for i := l.Latency() + 1000; i < len(steady); i++ {
		if d := math.Abs(float64(steady[i][0] - steady[i-1][0])); d > 0.02 {
			t.Fatalf("frame %d: a step of %g", i, d)
		}
	}
	for at, want := range map[int]float64{9999: undB(-1), 19999: undB(-3), 39999: 1, 59999: undB(-3)} {
		if got := float64(steady[at][0]); math.Abs(dB(got/want)) > 0.1 {
			t.Errorf("frame %d: %.3f dB, want %.3f", at, dB(got), dB(want))
		}
	}
	for _, bad := range []float64{0.1, -25, math.NaN()} {
		if l.SetCeiling(bad) == nil {
			t.Errorf("ceiling of %g accepted", bad)
		}
	}
}

func TestLimiterReset(t *testing.T) {
	l := newLimiter(t, 48000)
	a := scaled(music(5000, 48000, 3), 4)
	b := scaled(a, 1)
	l.Process(a)
	l.Reset()
	l.Process(b)
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("frame %d differs after Reset", i)
		}
	}
}

func TestLimiterSettings(t *testing.T) {
	for _, s := range []LimiterSettings{{0.1, .003, .06}, {-30, .003, .06}, {-1, .001, .06}, {-1, .01, .06}, {-1, .003, 0}, {math.NaN(), .003, .06}} {
		if _, err := NewLimiter(s, 48000); err == nil {
			t.Errorf("%+v accepted", s)
		}
	}
	if _, err := NewLimiter(DefaultLimiterSettings(), 1000); err == nil {
		t.Error("1000 Hz accepted")
	}
}
