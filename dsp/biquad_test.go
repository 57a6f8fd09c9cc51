package dsp

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// worstError is the largest difference in dB between a design and its prototype from 20 Hz to 0.907 of Nyquist (20 kHz
// at 44.1 kHz) where the prototype lies above −40 dB.
func worstError(s Section, rate int) (worst, at float64) {
	c, d := s.Design(rate)
	for f := 20.0; f <= 10000.0/22050*float64(rate); f *= 1.013 {
		a := s.Analogue(f)
		if a < -40 {
			continue
		}
		if e := math.Abs(c.Gain(rate, f) + d.Gain(rate, f) - a); !(e <= worst) {
			worst, at = e, f
		}
	}
	return worst, at
}

func TestDesignMatchesPrototype(t *testing.T) {
	for _, rate := range []int{8000, 44100, 48000, 96000, 192000, 384000} {
		t.Run(fmt.Sprint(rate), func(t *testing.T) {
			t.Parallel()
			worst := 0.0
			for k := Peak; k <= Notch; k++ {
				for _, f := range []float64{20, 60, 250, 1000, 3000, 5000, 8000, 10000, 12500, 14000, 16000, 18000, 20000, 21600} {
					for _, q := range []float64{0.1, 0.3, 0.5, 0.7071, 1, 2, 4, 8, 20, 40} {
						for _, g := range []float64{-24, -12, -3, 1, 6, 12, 24} {
							s := Section{k, f, q, g}
							if !s.hasGain() && g != 1 || s.Check(rate) != nil {
								continue
							}
							e, at := worstError(s, rate)
							if !(e <= 0.1) {
								t.Errorf("%v at %g Hz, Q %g, %g dB: %.3f dB off at %.0f Hz", k, f, q, g, e, at)
							}
							worst = max(worst, e)
						}
					}
				}
			}
			t.Logf("largest error %.4f dB", worst)
		})
	}
}

func anySection(rate int) *rapid.Generator[Section] {
	return rapid.Custom(func(t *rapid.T) Section {
		s := Section{Kind: Kind(rapid.IntRange(int(Peak), int(Notch)).Draw(t, "kind"))}
		s.Freq = MinFreq * math.Pow(MaxFreqShare*float64(rate)/MinFreq, rapid.Float64Range(0, 0.99999).Draw(t, "freq"))
		s.Q = MinQ * math.Pow(s.Kind.maxQ()/MinQ, rapid.Float64Range(0, 1).Draw(t, "q"))
		s.Q = min(s.Q, s.Kind.maxQ())
		if s.hasGain() {
			s.Gain = rapid.Float64Range(-MaxGainDB, MaxGainDB).Draw(t, "gain")
		}
		return s
	})
}

// Every setting that Check lets pass is stable, finite, and rings out.
func TestDesignStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.SampledFrom([]int{8000, 11025, 44100, 96000, 384000}).Draw(t, "rate")
		s := anySection(rate).Draw(t, "section")
		if err := s.Check(rate); err != nil {
			t.Fatal(err)
		}
		c, d := s.Design(rate)
		for _, c := range []Coeffs{c, d} {
			if !c.Stable() || math.IsNaN(c.B0+c.B1+c.B2) || math.IsInf(c.B0+c.B1+c.B2, 0) {
				t.Fatalf("%+v", c)
			}
		}
		e, at := worstError(s, rate)
		if s.Freq >= 20 && !(e <= 0.25) { // the table test holds the sensible ones to 0.1
			t.Fatalf("%.3f dB off at %.0f Hz", e, at)
		}
	})
}

func TestSectionCheck(t *testing.T) {
	for _, c := range []struct {
		s    Section
		want string // "" passes
	}{
		{Section{}, ""},
		{Section{Peak, 1000, 1, 24}, ""},
		{Section{Kind: 77}, "unknown kind"},
		{Section{Peak, 22000, 1, 0}, "frequency must be 5…21609 Hz"},
		{Section{Peak, math.NaN(), 1, 0}, "frequency"},
		{Section{LowShelf, 100, 5, 0}, "Q is 5, must be 0.1…4"},
		{Section{LowPass, 100, math.Inf(1), 0}, "Q is +Inf"},
		{Section{HighShelf, 100, 1, math.NaN()}, "within ±24 dB"},
		{Section{Notch, 100, 1, math.NaN()}, ""}, // a notch has no gain
	} {
		err := c.s.Check(44100)
		if c.want == "" {
			if err != nil {
				t.Errorf("%+v: %v", c.s, err)
			}
		} else if !errors.Is(err, ErrSection) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want it to say %q", c.s, err, c.want)
		}
	}
}
