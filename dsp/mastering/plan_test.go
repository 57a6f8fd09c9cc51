package mastering

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func usual() Analysis {
	return Analysis{Known: true, IntegratedLUFS: -18, RangeLU: 6, TruePeakDBTP: -3, CrestDB: 14,
		Shares: [Bands]float64{0.1, 0.35, 0.17, 0.24, 0.07, 0.05, 0.02}}
}

func TestFlatWhereNothingIsToBeDone(t *testing.T) {
	for name, c := range map[string]struct {
		a Analysis
		i float64
	}{"intensity 0": {usual(), 0}, "unknown": {Analysis{}, 1}, "silent": {Analysis{Known: true, Silent: true}, 1}} {
		p, err := NewPlan(c.a, Warm, c.i)
		if err != nil || !p.Flat() || p != PlanOff() {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	for _, i := range []float64{-0.1, 1.1, math.NaN()} {
		if _, err := NewPlan(usual(), Adaptive, i); err == nil {
			t.Errorf("intensity %v was taken", i)
		}
	}
	if _, err := NewPlan(usual(), Preset(99), 1); err == nil {
		t.Error("an unknown preset was taken")
	}
}

func TestPresetNamesRoundTrip(t *testing.T) {
	for _, p := range Presets() {
		if q, err := ParsePreset(p.String()); err != nil || q != p {
			t.Errorf("%v: %v, %v", p, q, err)
		}
	}
	if _, err := ParsePreset("loud"); err == nil || !strings.Contains(err.Error(), "adaptive, gentle, warm") {
		t.Errorf("%v", err)
	}
}

// Whatever the recording, a loud one isn't made louder, a quiet one not beyond what its peaks bear, and all that is
// planned stays in its bounds.
func TestPlansStayInTheirBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Analysis{
			Known: true, IntegratedLUFS: rapid.Float64Range(-70, 3).Draw(t, "lufs"), RangeLU: rapid.Float64Range(0, 30).Draw(t, "range"),
			TruePeakDBTP: rapid.Float64Range(-60, 6).Draw(t, "peak"), CrestDB: rapid.Float64Range(0, 30).Draw(t, "crest"),
		}
		for i := range a.Shares {
			a.Shares[i] = rapid.Float64Range(0, 1).Draw(t, "share")
		}
		preset := rapid.SampledFrom(Presets()).Draw(t, "preset")
		p, err := NewPlan(a, preset, rapid.Float64Range(0, 1).Draw(t, "intensity"))
		if err != nil {
			t.Fatal(err)
		}
		if p.Gain > maxGainDB || p.Gain < minGainDB || math.IsNaN(p.Gain) {
			t.Fatalf("gain %v", p.Gain)
		}
		if a.IntegratedLUFS > ReferenceLUFS+2.5 && p.Gain > 0 {
			t.Fatalf("a master at %v LUFS is made louder by %v dB", a.IntegratedLUFS, p.Gain)
		}
		if p.Gain > 0 && a.TruePeakDBTP+p.Gain > DefaultCeiling+4 {
			t.Fatalf("peaks of %v dBTP raised by %v dB", a.TruePeakDBTP, p.Gain)
		}
		for i, g := range p.Tone {
			if most := toneSections[i].limit + 1.8; math.Abs(g) > most || math.IsNaN(g) {
				t.Fatalf("tone %d: %v dB", i, g)
			}
		}
		if !p.Flat() && len(p.Explain()) < 2 {
			t.Fatal("says nothing")
		}
	})
	odd := usual()
	odd.IntegratedLUFS, odd.TruePeakDBTP, odd.CrestDB, odd.Shares[3] = math.NaN(), math.Inf(1), math.NaN(), math.Inf(-1)
	if p, err := NewPlan(odd, Adaptive, 1); err != nil || math.IsNaN(p.Gain) || math.IsNaN(p.Predicted) {
		t.Errorf("an analysis that isn't a number: %+v, %v", p, err)
	}
}

// Sweeping any input in 1000 steps moves every output without a jump.
func TestPlansAreContinuous(t *testing.T) {
	sweeps := map[string]func(a *Analysis, i *float64, x float64){
		"loudness":  func(a *Analysis, _ *float64, x float64) { a.IntegratedLUFS = -60 + 60*x },
		"range":     func(a *Analysis, _ *float64, x float64) { a.RangeLU = 30 * x },
		"peak":      func(a *Analysis, _ *float64, x float64) { a.TruePeakDBTP = -40 + 44*x },
		"crest":     func(a *Analysis, _ *float64, x float64) { a.CrestDB = 30 * x },
		"bass":      func(a *Analysis, _ *float64, x float64) { a.Shares[1] = x },
		"air":       func(a *Analysis, _ *float64, x float64) { a.Shares[6] = x * 0.2 },
		"intensity": func(_ *Analysis, i *float64, x float64) { *i = x },
	}
	for name, set := range sweeps {
		for _, preset := range Presets() {
			if underRace && preset != Warm {
				continue // nothing here runs beside anything else
			}
			var last Plan
			for k := range 1001 {
				a, i := usual(), 1.0
				set(&a, &i, float64(k)/1000)
				p, err := NewPlan(a, preset, i)
				if err != nil {
					t.Fatal(err)
				}
				if k > 0 {
					if d := math.Abs(p.Gain - last.Gain); d > 0.12 {
						t.Fatalf("%s, %v: gain jumps by %v dB at step %d", name, preset, d, k)
					}
					for b := range p.Tone {
						if d := math.Abs(p.Tone[b] - last.Tone[b]); d > 0.3 {
							t.Fatalf("%s, %v: tone %d jumps by %v dB at step %d", name, preset, b, d, k)
						}
					}
				}
				last = p
			}
		}
	}
}
