package dsp

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"
)

func TestFFT(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{4, 8, 16, 64, 512} {
		f, err := NewFFT(n)
		if err != nil {
			t.Fatal(err)
		}
		x := make([]float64, n)
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		bins := make([]complex128, n/2+1)
		f.Forward(bins, x)
		for k := range bins {
			var want complex128
			for i, v := range x {
				want += complex(v, 0) * cmplx.Exp(complex(0, -2*math.Pi*float64(k*i%n)/float64(n)))
			}
			if d := cmplx.Abs(bins[k] - want); d > 1e-12*float64(n) {
				t.Fatalf("%d samples, bin %d: %v, want %v", n, k, bins[k], want)
			}
		}
		back := make([]float64, n)
		f.Inverse(back, bins)
		for i := range x {
			if math.Abs(back[i]-x[i]) > 1e-13*float64(n) {
				t.Fatalf("%d samples, sample %d comes back as %v, was %v", n, i, back[i], x[i])
			}
		}
	}
	for _, n := range []int{0, 2, 3, 100, 1 << 25} {
		if _, err := NewFFT(n); err == nil {
			t.Errorf("length %d accepted", n)
		}
	}
}

func TestWindows(t *testing.T) {
	w := make([]float64, 64)
	HannWindow(w)
	for i := range 32 {
		if math.Abs(w[i]+w[i+32]-1) > 1e-15 {
			t.Fatalf("Hann: %v + %v", w[i], w[i+32])
		}
	}
	BlackmanHarrisWindow(w)
	if math.Abs(w[32]-1) > 1e-12 || w[0] > 1e-4 {
		t.Errorf("Blackman-Harris: %v in the middle, %v at the edge", w[32], w[0])
	}
	// Abramowitz and Stegun, table 9.8: I0(1), I0(5) = e⁵·0.1835408126
	for x, want := range map[float64]float64{0: 1, 1: 1.2660658777520084, 5: math.Exp(5) * 0.1835408126} {
		if got := BesselI0(x); math.Abs(got/want-1) > 1e-9 {
			t.Errorf("I0(%g) = %v, want %v", x, got, want)
		}
	}
}
