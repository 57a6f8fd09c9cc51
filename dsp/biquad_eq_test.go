package dsp

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func newEQ(t testing.TB, n, rate int, set ...Section) *EQ {
	t.Helper()
	e, err := NewEQ(EQSettings{Sections: n}, rate)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range set {
		if err := e.Set(i, s); err != nil {
			t.Fatal(err)
		}
	}
	e.Snap()
	return e
}

func uniform(n int, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.Float64() - 0.5
	}
	return x
}

func TestNewEQErrors(t *testing.T) {
	for _, c := range []struct {
		s    EQSettings
		rate int
	}{{EQSettings{0, 0}, 48000}, {EQSettings{33, 0}, 48000}, {EQSettings{1, 2}, 48000}, {EQSettings{1, math.NaN()}, 48000}, {EQSettings{1, 0}, 7999}} {
		if _, err := NewEQ(c.s, c.rate); err == nil {
			t.Errorf("%+v at %d: no error", c.s, c.rate)
		}
	}
	e := newEQ(t, 1, 48000)
	if e.Set(1, Section{}) == nil || e.Set(-1, Section{}) == nil || e.Set(0, Section{Peak, 1, 1, 1}) == nil {
		t.Error("a wrong Set passed")
	}
	if e.Section(0) != (Section{}) {
		t.Error("a refused setting was kept")
	}
}

// What the filter does to a sine is what Design promises of it.
func TestEQResponse(t *testing.T) {
	const rate, n = 44100, 1 << 15
	set := []Section{{Peak, 14000, 2, 12}, {LowShelf, 120, 0.7, -4}, {HighPass, 25, 0.7071, 0}}
	for _, f := range []float64{50, 1000, 9000, 14000, 19900} {
		e := newEQ(t, 3, rate, set...)
		l, r := make([]float64, n), make([]float64, n)
		w := 2 * math.Pi * f / rate
		for i := range l {
			l[i], r[i] = math.Sin(w*float64(i)), math.Cos(w*float64(i))
		}
		e.Process(l, r)
		sum := 0.0 // at the end of the ramp l² + r² is the squared gain, the two being a quarter of a period apart
		for i := n - 1000; i < n; i++ {
			sum += l[i]*l[i] + r[i]*r[i]
		}
		want := 0.0
		for _, s := range set {
			want += s.Analogue(f)
		}
		if got := 10 * math.Log10(sum/1000); math.Abs(got-want) > 0.1 {
			t.Errorf("%g Hz: %.3f dB, want %.3f", f, got, want)
		}
	}
}

func TestEQFlatIsExact(t *testing.T) {
	e := newEQ(t, 3, 48000, Section{Peak, 1000, 1, 0}, Section{HighShelf, 8000, 0.7, 0})
	l := uniform(5000, 1)
	want := slices.Clone(l)
	e.Process(l, slices.Clone(l))
	if !slices.Equal(l, want) || e.Active() {
		t.Error("a flat EQ changed the signal")
	}
	// and again once a section that sounded has gone back to flat
	if err := e.Set(0, Section{Peak, 1000, 1, 6}); err != nil {
		t.Fatal(err)
	}
	e.Process(uniform(10000, 2), uniform(10000, 3))
	if err := e.Set(0, Section{}); err != nil {
		t.Fatal(err)
	}
	e.Process(uniform(10000, 4), uniform(10000, 5))
	l = uniform(5000, 6)
	want = slices.Clone(l)
	e.Process(l, uniform(5000, 7))
	if !slices.Equal(l, want) || e.Active() {
		t.Error("after a section was taken out the signal isn't exact")
	}
}

// The result doesn't depend on the blocks, with settings that change on the way.
func TestEQBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 6000
		change := rapid.SliceOfN(anySection(44100), 4, 4).Draw(t, "sections")
		at := []int{0, 700, 3000, 3001}
		run := func(cut func(left int) int) []float64 {
			e, err := NewEQ(EQSettings{Sections: 2, Glide: 0.03}, 44100)
			if err != nil {
				t.Fatal(err)
			}
			l, r := uniform(n, 1), uniform(n, 2)
			for pos := 0; pos < n; {
				end := n
				for i, a := range at {
					if a == pos {
						if err := e.Set(i%2, change[i]); err != nil {
							t.Fatal(err)
						}
					}
					if a > pos {
						end = min(end, a)
					}
				}
				m := min(cut(end-pos), end-pos)
				e.Process(l[pos:pos+m], r[pos:pos+m])
				pos += m
			}
			return append(l, r...)
		}
		whole := run(func(left int) int { return left })
		size := rapid.SampledFrom([]int{1, 7, 64, 480, 1024}).Draw(t, "size")
		if got := run(func(int) int { return size }); !slices.Equal(got, whole) {
			t.Fatalf("blocks of %d differ", size)
		}
		rng := rand.New(rand.NewPCG(9, 9))
		if got := run(func(int) int { return 1 + rng.IntN(200) }); !slices.Equal(got, whole) {
			t.Fatal("random blocks differ")
		}
	})
}

// A change under a sounding sine puts less than −60 dB of the sine's energy where the sine isn't: measured over 100 ms
// around the change, above 8 times the sine's frequency, by a Blackman–Harris windowed transform.
func TestEQChangeClick(t *testing.T) {
	const rate = 44100
	for _, c := range []struct {
		name     string
		from, to Section
	}{
		{"on", Section{}, Section{LowShelf, 200, 0.7, 12}},
		{"off", Section{Peak, 300, 1, -12}, Section{}},
		{"gain", Section{Peak, 300, 2, 12}, Section{Peak, 300, 2, -12}},
		{"frequency", Section{Peak, 100, 2, 12}, Section{Peak, 6000, 2, 12}},
		{"kind", Section{HighShelf, 1000, 0.7, 9}, Section{LowShelf, 300, 0.7, 9}},
		{"strong treble", Section{}, Section{Peak, 14000, 2, 12}},
	} {
		e := newEQ(t, 1, rate, c.from)
		const n = 8192
		l, r := make([]float64, 3*n), make([]float64, 3*n)
		for i := range l {
			l[i] = math.Sin(2 * math.Pi * 300 * float64(i) / rate)
		}
		e.Process(l[:n+n/4], r[:n+n/4])
		if err := e.Set(0, c.to); err != nil {
			t.Fatal(err)
		}
		e.Process(l[n+n/4:], r[n+n/4:])
		x := l[n : 2*n]
		var total, off float64
		for k := 1; k < n/2; k += 3 { // every third bin of a naive transform is enough for a window of eight bins' width
			var re, im float64
			rot := complex(1, 0)
			turn := complex(math.Cos(2*math.Pi*float64(k)/n), math.Sin(2*math.Pi*float64(k)/n))
			for i, v := range x {
				v *= blackmanHarris[i]
				re += v * real(rot)
				im += v * imag(rot)
				rot *= turn
			}
			p := re*re + im*im
			total += p
			if float64(k)*rate/n > 2400 {
				off += p
			}
		}
		if db := 10 * math.Log10(off/total); db > -60 {
			t.Errorf("%s: %.1f dB of click", c.name, db)
		} else {
			t.Logf("%s: %.1f dB", c.name, db)
		}
	}
}

var blackmanHarris = func() (w [8192]float64) {
	for i := range w {
		p := 2 * math.Pi * float64(i) / float64(len(w)-1)
		w[i] = 0.35875 - 0.48829*math.Cos(p) + 0.14128*math.Cos(2*p) - 0.01168*math.Cos(3*p)
	}
	return w
}()

// Whatever is set while it sounds and however often, what comes out is bounded as that of the filters standing still is: by
// the input's peak, ±0.5, times Σ|h|.
func TestEQGlideBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, err := NewEQ(EQSettings{Sections: 1, Glide: 0.01}, 48000)
		if err != nil {
			t.Fatal(err)
		}
		sum, top := 1.0, 0.0
		for range 8 {
			s := anySection(48000).Draw(t, "section")
			still, err := NewEQ(EQSettings{Sections: 1}, 48000)
			if err == nil {
				err = still.Set(0, s)
			}
			if err != nil {
				t.Fatal(err)
			}
			still.Snap()
			h := make([]float64, 20000)
			h[0] = 1
			still.Process(h, make([]float64, len(h)))
			abs := 0.0
			for _, v := range h {
				abs += math.Abs(v)
			}
			sum = max(sum, abs)
			if err := e.Set(0, s); err != nil {
				t.Fatal(err)
			}
			l, r := uniform(rapid.IntRange(1, 1500).Draw(t, "frames"), 1), uniform(1500, 2)
			e.Process(l, r[:len(l)])
			for _, v := range l {
				top = max(top, math.Abs(v))
			}
		}
		if !(top <= 0.5*sum*1.001) {
			t.Fatalf("peak %g, Σ|h| %g", top, sum)
		}
	})
}

func TestEQTails(t *testing.T) {
	e := newEQ(t, 2, 48000, Section{Peak, 30, 40, 12}, Section{Notch, 50, 30, 0})
	l, r := uniform(480, 1), uniform(480, 2)
	e.Process(l, r)
	clear(l)
	clear(r)
	for range 200000 { // far beyond 1e-308 at any decay that Check lets pass
		clear(l)
		clear(r)
		e.Process(l, r)
		for i := range l {
			if v := math.Abs(l[i]); v != 0 && v < 2.3e-308 {
				t.Fatal("a denormal came out")
			}
		}
		if e.slots[0].now[0].l == (past{}) && e.slots[1].now[0].l == (past{}) {
			return
		}
	}
	t.Fatal("the tail never ended")
}

func TestEQRecoversFromNaN(t *testing.T) {
	e := newEQ(t, 1, 48000, Section{Peak, 1000, 1, 6})
	l, r := uniform(64, 1), uniform(64, 2)
	l[10], r[20] = math.NaN(), math.Inf(1)
	e.Process(l, r)
	l, r = uniform(640, 3), uniform(640, 4)
	e.Process(l, r)
	for i := range l {
		if math.IsNaN(l[i]+r[i]) || math.IsInf(l[i]+r[i], 0) {
			t.Fatalf("frame %d after the grid point is %g, %g", i, l[i], r[i])
		}
	}
}

func TestEQResetRepeats(t *testing.T) {
	e := newEQ(t, 2, 44100, Section{Peak, 500, 1, 6}, Section{HighShelf, 9000, 0.7, -3})
	a, b := uniform(1000, 1), uniform(1000, 2)
	e.Process(a, b)
	e.Reset()
	c, d := uniform(1000, 1), uniform(1000, 2)
	e.Process(c, d)
	if !slices.Equal(a, c) || !slices.Equal(b, d) {
		t.Error("after Reset the same input gives another output")
	}
}
