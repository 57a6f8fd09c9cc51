package mastering

import (
	"math"

	"auralis/dsp"
	"auralis/dsp/loudness"
)

// AnalyserVersion changes whenever the same sound would give another Analysis.
const AnalyserVersion = 2

// Analyser measures a track in one pass, in bounded memory. One goroutine uses it. What it says doesn't depend on how the
// stream was cut into blocks. A NaN or infinite sample counts as 0.
//
// The energies of the bands are the differences of those below the edges, of both channels. The low-passes are fourth-order Butterworth
// filters: |H|² = 1/(1+(f/edge)⁸) falls to a half at the edge and is larger for a higher edge at every frequency, so that
// the shares are never negative and sum to 1.
type Analyser struct {
	meter  *loudness.Meter
	split  [Bands - 1]*dsp.EQ // low-passes at the band edges; nil above what the rate carries
	energy [Bands]float64     // below each edge, and of the whole
	edges  int                // how many of the edges lie below Nyquist
	frames int64
	l, r   [dsp.Grid]float64
	u, v   [dsp.Grid]float64
}

// butterworth are the Q of the two sections of a fourth-order Butterworth filter: 1/(2·cos(π/8)) and 1/(2·cos(3π/8)).
var butterworth = [2]float64{0.5411961001461969, 1.3065629648763766}

// NewAnalyser makes one for rate frames a second, 8000…384000.
func NewAnalyser(rate int) (*Analyser, error) {
	m, err := loudness.New(loudness.Settings{Channels: 2, TruePeak: true}, rate)
	if err != nil {
		return nil, err
	}
	a := &Analyser{meter: m}
	for i, f := range bandEdges {
		low := dsp.Section{Kind: dsp.LowPass, Freq: f, Q: 1}
		if low.Check(rate) != nil {
			break // the edge lies above what the rate carries: nothing is in the bands above
		}
		eq, err := dsp.NewEQ(dsp.EQSettings{Sections: len(butterworth)}, rate)
		if err != nil {
			return nil, err
		}
		for k, q := range butterworth {
			low.Q = q
			if err := eq.Set(k, low); err != nil {
				return nil, err
			}
		}
		eq.Snap()
		a.split[i], a.edges = eq, i+1
	}
	return a, nil
}

// Process takes frames.
func (a *Analyser) Process(frames [][2]float32) {
	a.meter.Process(frames)
	a.frames += int64(len(frames))
	for len(frames) > 0 {
		n := min(len(frames), len(a.l))
		l, r := a.l[:n], a.r[:n]
		for i, f := range frames[:n] {
			l[i], r[i] = finite(f[0]), finite(f[1])
			a.energy[Bands-1] += l[i]*l[i] + r[i]*r[i]
		}
		for k, eq := range a.split[:a.edges] {
			u, v := a.u[:n], a.v[:n]
			copy(u, l)
			copy(v, r)
			eq.Process(u, v)
			e := a.energy[k]
			for i, x := range u {
				e += x*x + v[i]*v[i]
			}
			a.energy[k] = e
		}
		frames = frames[n:]
	}
}

func finite(x float32) float64 {
	if x-x != 0 {
		return 0
	}
	return float64(x)
}

// Gap tells that what follows isn't the continuation of what came before: the next of several excerpts.
func (a *Analyser) Gap() {
	a.meter.Gap()
	for _, eq := range a.split[:a.edges] {
		eq.Reset()
	}
}

// Result gives what was measured so far.
func (a *Analyser) Result() Analysis {
	r := Analysis{Known: a.frames > 0}
	lufs, ok := a.meter.Integrated()
	if !ok {
		r.Silent = true
		return r
	}
	whole := a.energy[Bands-1] // not 0, for there is a loudness
	r.IntegratedLUFS = lufs
	r.RangeLU, _ = a.meter.Range()
	r.TruePeakDBTP, _ = a.meter.TruePeak()
	peak, _ := a.meter.SamplePeak()
	r.CrestDB = peak - 10*math.Log10(whole/float64(2*a.frames))
	below := 0.0
	for k := range a.edges {
		e := math.Min(a.energy[k], whole) // what rings on at the end isn't in the whole
		r.Shares[k] = math.Max(0, e-below) / whole
		below = math.Max(below, e)
	}
	r.Shares[a.edges] = (whole - below) / whole
	return r
}
