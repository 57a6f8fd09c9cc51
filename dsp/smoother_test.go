package dsp

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func ones(n int) [][2]float32 {
	f := make([][2]float32, n)
	for i := range f {
		f[i] = [2]float32{1, -1}
	}
	return f
}

func TestRamp(t *testing.T) {
	for _, rate := range []int{8000, 44100, 48000, 384000} {
		r, err := NewRamp(RampSettings{Length: 0.01}, rate)
		if err != nil {
			t.Fatal(err)
		}
		n := rate / 100
		f := ones(n + 100)
		r.Process(f[:50])
		for i := range 50 {
			if f[i] != [2]float32{} {
				t.Fatalf("%d Hz: starts at %v, want silence", rate, f[i])
			}
		}
		r.Turn(true)
		if r.Left() != n {
			t.Errorf("%d Hz: %d frames, want %d", rate, r.Left(), n)
		}
		r.Process(f[50:])
		for i := range n {
			want := 0.5 - 0.5*math.Cos(math.Pi*float64(i+1)/float64(n))
			if math.Abs(float64(f[50+i][0])-want) > 1e-7 {
				t.Fatalf("%d Hz, frame %d: %v, want %v", rate, i, f[50+i][0], want)
			}
		}
		for i := 50 + n - 1; i < len(f); i++ {
			if f[i] != [2]float32{1, -1} {
				t.Fatalf("%d Hz: frame %d isn't untouched: %v", rate, i, f[i])
			}
		}
		if r.Gain() != 1 || r.Left() != 0 {
			t.Errorf("%d Hz: rests at %v", rate, r.Gain())
		}
	}
	for _, l := range []float64{0, 0.02, math.NaN()} {
		if _, err := NewRamp(RampSettings{l}, 48000); err == nil {
			t.Errorf("length %g accepted", l)
		}
	}
	r, _ := NewRamp(RampSettings{0.005}, 48000)
	r.Jump(true)
	nan := [][2]float32{{float32(math.NaN()), 0.3}}
	r.Process(nan)
	if nan[0][1] != 0.3 || !math.IsNaN(float64(nan[0][0])) {
		t.Error("at gain 1 a frame was touched")
	}
	r.Reset()
	r.Process(nan)
	if nan[0] != [2]float32{} {
		t.Errorf("at gain 0: %v", nan[0])
	}
}

// TestRampTurns: turned at any moment, any number of times, no step is larger than the steepest of the curve.
func TestRampTurns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, _ := NewRamp(RampSettings{Length: 0.01}, 48000)
		limit := math.Pi / 2 / 480 * 1.001
		before, up := 0.0, false
		for range rapid.IntRange(1, 30).Draw(t, "turns") {
			up = !up
			r.Turn(up)
			f := ones(rapid.IntRange(1, 700).Draw(t, "n"))
			r.Process(f)
			for i := range f {
				if g := float64(f[i][0]); math.Abs(g-before) > limit || g < 0 || g > 1 {
					t.Fatalf("from %v to %v", before, g)
				}
				before = float64(f[i][0])
			}
		}
	})
}

// TestGainSmootherSlope: whatever the targets do, the rise keeps the house's bound, the fall its curve, both their ends.
func TestGainSmootherSlope(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.SampledFrom([]int{8000, 44100, 192000}).Draw(t, "rate")
		target := rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 1}))
		s, err := NewGainSmoother(target.Draw(t, "start"), rate)
		if err != nil {
			t.Fatal(err)
		}
		rise := undB(100 / float64(rate))
		fall := 2 / (gainFall * float64(rate)) * 1.02
		before := s.Gain()
		// Around the floor the average sees up to 1 dB (a factor of 1.13) beyond it: hence the 1.13 below.
		for range rapid.IntRange(1, 20).Draw(t, "moves") {
			if err := s.SetTarget(target.Draw(t, "target")); err != nil {
				t.Fatal(err)
			}
			for range rapid.IntRange(1, 2000).Draw(t, "frames") {
				if s.Settled() {
					break
				}
				g := s.next()
				if top := before + max(before, 1.13*gainFloor)*(rise-1); g > top*(1+1e-6)+4./gainUnit {
					t.Fatalf("rises from %v to %v in a frame at %d Hz", before, g, rate)
				}
				if before-g > fall {
					t.Fatalf("falls from %v to %v in a frame at %d Hz", before, g, rate)
				}
				before = g
			}
		}
		end := target.Draw(t, "end")
		_ = s.SetTarget(end)
		for range 2 * rate {
			if s.Settled() {
				break
			}
			s.next()
		}
		if math.Abs(s.Gain()-end) > 1./gainUnit || (end == 1 || end == 0) && s.Gain() != end {
			t.Fatalf("rests at %v, want %v", s.Gain(), end)
		}
	})
}

func TestGainSmootherTimes(t *testing.T) {
	const rate = 48000
	s, _ := NewGainSmoother(1, rate)
	f := ones(rate)
	f[0][0] = float32(math.NaN())
	s.Process(f[:1])
	if !math.IsNaN(float64(f[0][0])) || f[0][1] != -1 {
		t.Error("at gain 1 a frame was touched")
	}
	_ = s.SetTarget(0)
	f = ones(481)
	s.Process(f)
	if f[479] != [2]float32{} || f[240][0] < 0.45 || f[240][0] > 0.55 {
		t.Errorf("falling: %v after 5 ms, %v after 10 ms", f[240], f[479])
	}
	_ = s.SetTarget(1)
	f = ones(rate)
	s.Process(f)
	for i := 6000; i < len(f); i += 480 {
		if d := dB(float64(f[i][0]) / float64(f[i-480][0])); d > 1.0001 {
			t.Errorf("rises by %.4f dB in the 10 ms before frame %d", d, i)
		}
	}
	if f[rate-1][0] != 1 {
		t.Errorf("%v a second after silence, want 1", f[rate-1][0])
	}
	for _, g := range []float64{-0.1, 1.01, math.NaN()} {
		if s.SetTarget(g) == nil || s.Jump(g) == nil {
			t.Errorf("gain %g accepted", g)
		}
	}
	if _, err := NewGainSmoother(2, rate); err == nil {
		t.Error("gain 2 accepted")
	}
}

func TestSmootherBlocks(t *testing.T) {
	src := music(3000, 48000, 1)
	run := func(size int) [][2]float32 {
		s, _ := NewGainSmoother(0.2, 48000)
		r, _ := NewRamp(RampSettings{Length: 0.01}, 48000)
		f := scaled(src, 1)
		r.Turn(true)
		_ = s.SetTarget(0.5)
		blocks(1500, size, func(a, b int) { s.Process(f[a:b]); r.Process(f[a:b]) })
		r.Turn(false)
		_ = s.SetTarget(0.1)
		blocks(1500, size, func(a, b int) { s.Process(f[1500+a : 1500+b]); r.Process(f[1500+a : 1500+b]) })
		return f
	}
	whole := run(1500)
	for _, size := range []int{1, 7, 64, 480, 0} {
		for i, f := range run(size) {
			if f != whole[i] {
				t.Fatalf("blocks of %d, frame %d: %v, want %v", size, i, f, whole[i])
			}
		}
	}
}
