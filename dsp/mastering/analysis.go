package mastering

import "math"

// Bands is the number of bands whose shares are measured: sub_bass 20–60 Hz, bass –250, low_mid –500, mid –2 k,
// upper_mid –4 k, presence –8 k, air –20 k.
const Bands = 7

// bandEdges are the frequencies between the bands, Hz.
var bandEdges = [Bands - 1]float64{60, 250, 500, 2000, 4000, 8000}

// Analysis is what is known of a track.
type Analysis struct {
	Known       bool // false: nothing is known, and nothing is planned
	Provisional bool // from a few excerpts; the whole may say otherwise
	// Silent tells that no part of it is loud enough to have a loudness; the four levels mean nothing then.
	Silent         bool
	IntegratedLUFS float64 // ITU-R BS.1770 integrated loudness
	RangeLU        float64 // EBU Tech 3342; 0 where it is too short
	TruePeakDBTP   float64
	CrestDB        float64 // sample peak over RMS
	// Shares of the energy in the bands, sum 1; all 0 in silence.
	Shares [Bands]float64
}

// sane replaces what isn't a number, or can't be, by what is harmless.
func (a Analysis) sane() Analysis {
	clamp := func(v, low, high, other float64) float64 {
		if math.IsNaN(v) {
			return other
		}
		return math.Max(low, math.Min(v, high))
	}
	a.IntegratedLUFS = clamp(a.IntegratedLUFS, -70, 10, -14)
	a.RangeLU = clamp(a.RangeLU, 0, 60, 0)
	a.TruePeakDBTP = clamp(a.TruePeakDBTP, -70, 20, 0)
	a.CrestDB = clamp(a.CrestDB, 0, 40, 12)
	for i := range a.Shares {
		a.Shares[i] = clamp(a.Shares[i], 0, 1, 0)
	}
	return a
}
