package mastering

import (
	"fmt"
	"math"

	"auralis/dsp"
)

const (
	// ReferenceLUFS is the loudness that tracks are brought toward.
	ReferenceLUFS = -14.0
	// DefaultCeiling is the final limiter's, dBTP (EBU R 128: maximum true peak level).
	DefaultCeiling = -1.0
	// maxGainDB and minGainDB bound the loudness gain.
	maxGainDB, minGainDB = 20.0, -12.0
	toneBands            = 5
)

// toneSections are the filters of the tone curve: what they are and how far they may go.
var toneSections = [toneBands]struct {
	kind    dsp.Kind
	freq, q float64
	limit   float64 // dB, of the correction
	bands   []int   // whose share it corrects
	usual   float64 // the share that recordings usually have there; to be re-derived with the corpus
	name    string
}{
	{dsp.LowShelf, 110, 0.6, 2, []int{0, 1}, 0.45, "low end below 200 Hz"},
	{dsp.Peak, 380, 0.8, 1.5, []int{2}, 0.17, "low mids around 400 Hz"},
	{dsp.Peak, 1100, 0.7, 1, []int{3}, 0.24, "mids around 1 kHz"},
	{dsp.Peak, 3800, 0.7, 1.5, []int{4, 5}, 0.12, "presence around 4 kHz"},
	{dsp.HighShelf, 9000, 0.6, 2, []int{6}, 0.02, "air above 8 kHz"},
}

// Plan is what is done to a track: a value that never changes. The zero Plan does nothing.
type Plan struct {
	on        bool
	Gain      float64            // dB, loudness
	Tone      [toneBands]float64 // dB, of the tone sections
	Ceiling   float64            // dBTP, of the final limiter
	Predicted float64            // LUFS, what the result will have where the limiter doesn't work hard

	preset   Preset
	analysis Analysis
	target   float64
	held     float64 // dB that the target asked for and the peaks forbid
}

// PlanOff is the plan of enhancement switched off.
func PlanOff() Plan { return Plan{} }

// Flat tells whether the plan changes nothing: samples pass bit for bit.
func (p Plan) Flat() bool { return !p.on }

// Compare is the plan that leaves the tone as it is but is as loud as p, for a comparison that loudness doesn't decide.
func (p Plan) Compare() Plan {
	if !p.on {
		return p
	}
	p.Tone = [toneBands]float64{}
	p.Gain = p.Predicted - p.analysis.IntegratedLUFS
	return p
}

// NewPlan decides what to do to a track. It is pure, and continuous in every number of the analysis and in intensity,
// 0…1; anything else is an error. Intensity 0, or a track of which nothing is known, or a silent one, gives a flat plan.
//
// Loudness: the target is ReferenceLUFS, moved by the preset (-2…+1 dB) and down by up to 3 dB for a recording of wide
// loudness range. A louder master is turned down to it, never up. A quieter one is turned up, but only as far as its
// peaks allow: they may pass the ceiling by at most 4 dB, and by less the denser the recording is, so that the limiter
// can't take its crest. Tone: the share of each region is compared with what recordings usually have there, and a part of
// the difference made up, within ±1…2 dB.
func NewPlan(a Analysis, preset Preset, intensity float64) (Plan, error) {
	if !(intensity >= 0 && intensity <= 1) {
		return Plan{}, fmt.Errorf("intensity %v: allowed is 0 to 1", intensity)
	}
	if int(preset) >= len(presetNames) {
		return Plan{}, fmt.Errorf("preset %d: there is no such preset", preset)
	}
	if !a.Known || a.Silent || intensity == 0 {
		return Plan{}, nil
	}
	a = a.sane()
	lean := preset.lean()
	p := Plan{on: true, Ceiling: DefaultCeiling, preset: preset, analysis: a}
	for i, s := range toneSections {
		share := 1e-4
		for _, b := range s.bands {
			share += a.Shares[b]
		}
		missing := 10 * math.Log10(s.usual/share)
		p.Tone[i] = intensity * (lean.correct*s.limit*math.Tanh(missing/6)*0.7 + lean.tone[i])
	}
	p.target = ReferenceLUFS + lean.loudness - 3*ramp(a.RangeLU, 8, 20)
	tone := p.toneLoudness()
	wanted := p.target - a.IntegratedLUFS - tone
	over := 4 * ramp(a.CrestDB, 8, 18) // dB that peaks may pass the ceiling by
	allowed := softMin(math.Max(0, p.Ceiling-a.TruePeakDBTP+over), maxGainDB)
	gain := softMin(wanted, allowed)
	p.held = wanted - gain
	p.Gain = intensity * math.Max(gain, minGainDB)
	p.Predicted = a.IntegratedLUFS + p.Gain + tone
	return p, nil
}

// section gives one filter of the tone curve; Off where it is flat or the rate doesn't carry it.
func (p Plan) section(i, rate int) dsp.Section {
	s := dsp.Section{Kind: toneSections[i].kind, Freq: toneSections[i].freq, Q: toneSections[i].q, Gain: p.Tone[i]}
	if !p.on || s.Gain == 0 || s.Check(rate) != nil {
		return dsp.Section{}
	}
	return s
}

// ramp goes from 0 at a to 1 at b along a raised cosine.
func ramp(x, a, b float64) float64 {
	switch {
	case x <= a:
		return 0
	case x >= b:
		return 1
	}
	return 0.5 - 0.5*math.Cos(math.Pi*(x-a)/(b-a))
}

// softMin is the smaller of two, rounded where they meet: never more than either, and at most half a decibel less.
func softMin(a, b float64) float64 {
	const round = 0.5
	d := math.Abs(a - b)
	return math.Min(a, b) - round*math.Log1p(math.Exp(-d/round))/math.Ln2*0.5
}
