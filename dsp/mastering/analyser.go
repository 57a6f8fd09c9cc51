package mastering

import (
	"math"

	"auralis/dsp"
	"auralis/dsp/loudness"
)

// AnalyserVersion changes whenever the same sound would give another Analysis.
const AnalyserVersion = 1

// Analyser measures a track in one pass, in bounded memory. One goroutine uses it.
type Analyser struct {
	meter  *loudness.Meter
	split  [Bands - 1][2]section // low-passes at the band edges, fourth order (two Butterworth sections in a row)
	edges  int                   // how many of them lie below Nyquist
	energy [Bands]float64        // of the low-passed sums; the last is the whole
	peak   float64
	square float64
	frames int64
}

// section is one biquad over one channel, transposed direct form II.
type section struct {
	c      dsp.Coeffs
	s1, s2 float64
}

func (s *section) next(x float64) float64 {
	y := s.c.B0*x + s.s1
	s.s1 = s.c.B1*x - s.c.A1*y + s.s2
	s.s2 = s.c.B2*x - s.c.A2*y
	return y
}

// NewAnalyser makes one for rate frames a second, 8000…384000.
func NewAnalyser(rate int) (*Analyser, error) {
	m, err := loudness.New(loudness.Settings{Channels: 2, TruePeak: true}, rate)
	if err != nil {
		return nil, err
	}
	a := &Analyser{meter: m}
	for i, f := range bandEdges {
		low := dsp.Section{Kind: dsp.LowPass, Freq: f, Q: math.Sqrt2 / 2}
		if low.Check(rate) != nil {
			break // the edge lies above what the rate carries: nothing is in the bands above
		}
		first, _ := low.Design(rate)
		a.split[i] = [2]section{{c: first}, {c: first}}
		a.edges = i + 1
	}
	return a, nil
}

// Process takes frames.
func (a *Analyser) Process(frames [][2]float32) {
	a.meter.Process(frames)
	a.frames += int64(len(frames))
	for i := range frames {
		l, r := float64(frames[i][0]), float64(frames[i][1])
		a.peak = math.Max(a.peak, math.Max(math.Abs(l), math.Abs(r)))
		a.square += l*l + r*r
		x := (l + r) / 2
		if x != x || math.Abs(x) > 1e6 {
			continue // a NaN in a float file must not poison the filters
		}
		for k := range a.edges {
			low := a.split[k][1].next(a.split[k][0].next(x))
			a.energy[k] += low * low
		}
		a.energy[Bands-1] += x * x
	}
	for k := range a.edges { // long silence must not leave denormal numbers
		for j := range a.split[k] {
			s := &a.split[k][j]
			if math.Abs(s.s1) < 1e-150 && math.Abs(s.s2) < 1e-150 {
				s.s1, s.s2 = 0, 0
			}
		}
	}
}

// Gap tells that what follows isn't the continuation of what came before: the next of several excerpts.
func (a *Analyser) Gap() {
	for k := range a.split {
		for j := range a.split[k] {
			a.split[k][j].s1, a.split[k][j].s2 = 0, 0
		}
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
	r.IntegratedLUFS = lufs
	r.RangeLU, _ = a.meter.Range()
	r.TruePeakDBTP, _ = a.meter.TruePeak()
	if a.square > 0 {
		r.CrestDB = 20*math.Log10(a.peak) - 10*math.Log10(a.square/float64(2*a.frames))
	}
	below, sum := 0.0, 0.0
	for k := range r.Shares {
		e := a.energy[k]
		if k >= a.edges && k < Bands-1 {
			continue
		}
		r.Shares[k] = math.Max(0, e-below)
		below = math.Max(below, e)
		sum += r.Shares[k]
	}
	for k := range r.Shares {
		if sum > 0 {
			r.Shares[k] /= sum
		}
	}
	return r
}
