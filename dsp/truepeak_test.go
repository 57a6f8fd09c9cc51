package dsp

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestInterpolatorFlat holds the comments of the interpolator to their figures: the error of both steps for a complex
// tone, against the ideal value.
func TestInterpolatorFlat(t *testing.T) {
	worst := func(taps []float32, edge float64) float64 {
		top := 0.0
		for f := 0.0; f <= edge; f += 0.0005 {
			h := 0.0 // symmetric: the response about the midpoint is real
			for i, k := range taps {
				h += float64(k) * math.Cos(2*math.Pi*f*(float64(i-len(taps)/2)+0.5))
			}
			top = max(top, math.Abs(h-1))
		}
		return top
	}
	ip := newInterpolator(1)
	for _, c := range []struct {
		name  string
		taps  []float32
		edge  float64
		limit float64
	}{{"half", ip.half, 0.46, 0.0026}, {"half", ip.half, 0.47, 0.005}, {"quarter", ip.quarter, 0.25, 0.0014}} {
		if e := worst(c.taps, c.edge); e > c.limit {
			t.Errorf("%s: error up to %g of the rate: %.2g, want at most %g", c.name, c.edge, e, c.limit)
		}
	}
}

func TestTruePeakEBU(t *testing.T) {
	for _, rate := range []int{44100, 48000, 88200, 96000} {
		for n := 15; n <= 23; n++ {
			x, want := ebuTruePeak(n, rate)
			m, err := NewTruePeak(TruePeakSettings{Channels: 2, Oversample: 4}, rate)
			if err != nil {
				t.Fatal(err)
			}
			m.ProcessPlanar(x, x)
			m.Flush()
			got := dB(m.Max())
			if got > want+0.2 || got < want-0.4 {
				t.Errorf("case %d at %d Hz reads %.3f dBTP, want %g +0.2 -0.4", n, rate, got, want)
			}
			// with room: half the tolerance
			if got > want+0.1 || got < want-0.2 {
				t.Errorf("case %d at %d Hz reads %.3f dBTP, want half the tolerance of %g", n, rate, got, want)
			}
		}
	}
}

// TestTruePeakAgainstReference reads noise, music and clicks beside the independent meter.
func TestTruePeakAgainstReference(t *testing.T) {
	ref := newRefMeter(4, 128)               // at the same points
	band := func(seed uint64) [][2]float32 { // noise up to 0.45 of the rate, where both filters are flat
		n := noise(4000, 0.2, seed)
		h := make([]float64, 201)
		for i := range h {
			h[i] = 0.86 * Sinc(0.86*float64(i-100)) * Kaiser(float64(i-100)/100, 6)
		}
		out := make([][2]float32, len(n)-200)
		for i := range out {
			for c := range 2 {
				s := 0.0
				for j, k := range h {
					s += k * float64(n[i+j][c])
				}
				out[i][c] = float32(s)
			}
		}
		return out
	}
	for name, f := range map[string][][2]float32{"music": music(20000, 44100, 3), "band noise": band(1), "band noise 2": band(2)} {
		m, _ := NewTruePeak(TruePeakSettings{Channels: 2, Oversample: 4}, 44100)
		m.Process(f)
		m.Flush()
		for c := range 2 {
			want, got := ref.peak(lane(f, c)), dB(m.Peak(c))
			if math.Abs(got-want) > 0.04 {
				t.Errorf("%s, channel %d: %.4f dBTP, the reference reads %.4f", name, c, got, want)
			}
		}
	}
}

// TestTruePeakBlocks: the reading is the same whatever the blocks, whichever entry, at every moment it is asked for.
func TestTruePeakBlocks(t *testing.T) {
	f := music(9000, 48000, 4)
	whole, _ := NewTruePeak(TruePeakSettings{Channels: 2}, 48000)
	whole.Process(f)
	for _, size := range []int{1, 7, 64, 480, 1024, 0} {
		m, _ := NewTruePeak(TruePeakSettings{Channels: 2}, 48000)
		blocks(len(f), size, func(a, b int) { m.Process(f[a:b]); m.Max() })
		for c := range 2 {
			if m.Peak(c) != whole.Peak(c) {
				t.Errorf("blocks of %d, channel %d: %v, want %v", size, c, m.Peak(c), whole.Peak(c))
			}
		}
	}
	p, _ := NewTruePeak(TruePeakSettings{Channels: 2}, 48000)
	p.ProcessPlanar(lane(f, 0), lane(f, 1))
	if p.Max() != whole.Max() {
		t.Errorf("planar %v, frames %v", p.Max(), whole.Max())
	}
}

// TestTruePeakSkip: leaving out what can't matter never changes the result.
func TestTruePeakSkip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3000).Draw(t, "n")
		f := noise(n, 0.3, rapid.Uint64().Draw(t, "seed"))
		for i := range f { // loud and quiet stretches
			if i/300%2 == 1 {
				f[i][0] *= 0.3
			}
		}
		fast, _ := NewTruePeak(TruePeakSettings{Channels: 1}, 48000)
		slow, _ := NewTruePeak(TruePeakSettings{Channels: 1}, 48000)
		slow.ip.halfBound, slow.ip.quarterBound = 1e9, 1e9 // never skips, but in silence
		fast.Process(f)
		slow.Process(f)
		if fast.Peak(0) != slow.Peak(0) {
			t.Fatalf("%v with skipping, %v without", fast.Peak(0), slow.Peak(0))
		}
		for i := range f {
			if s := math.Abs(float64(f[i][0])); s > fast.Peak(0) {
				t.Fatalf("sample %d of %v above the true peak %v", i, s, fast.Peak(0))
			}
		}
	})
}

func TestTruePeakBadInput(t *testing.T) {
	m, _ := NewTruePeak(TruePeakSettings{Channels: 2}, 48000)
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	m.Process([][2]float32{{0.5, nan}, {inf, 0.25}})
	if m.Peak(0) != 0.5 || m.Peak(1) != 0.25 || m.Bad() != 2 {
		t.Errorf("peaks %v %v, bad %d", m.Peak(0), m.Peak(1), m.Bad())
	}
	m.Reset()
	if m.Max() != 0 || m.Bad() != 0 {
		t.Error("Reset left something")
	}
	for _, c := range []struct {
		s    TruePeakSettings
		rate int
	}{{TruePeakSettings{0, 0}, 48000}, {TruePeakSettings{9, 4}, 48000}, {TruePeakSettings{2, 16}, 48000}, {TruePeakSettings{2, 4}, 7999}, {TruePeakSettings{2, 4}, 384001}} {
		if _, err := NewTruePeak(c.s, c.rate); err == nil {
			t.Errorf("%+v at %d Hz accepted", c.s, c.rate)
		}
	}
}
