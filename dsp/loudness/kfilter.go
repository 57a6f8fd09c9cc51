package loudness

import "math"

// The K-weighting of BS.1770-5 annex 1 is a high shelf (the head) and a high-pass (RLB), given as coefficients at 48 kHz. Below are
// the analogue prototypes from which the bilinear transform gives just these: corner (Hz), Q and, for the shelf,
// the gains at infinity and of the middle term. TestKFilterIsTheStandards compares them with the tables 1 and 2.
const (
	shelfFreq = 1681.974450955533
	shelfQ    = 0.7071752369554196
	shelfHigh = 1.584864701130855  // 3.99984 dB
	shelfMid  = 1.2587209302325582 // shelfHigh to the power of 0.4997
	passFreq  = 38.13547087602444
	passQ     = 0.5003270373238773
)

// passGain is that of the standard's high-pass at high frequencies: 0.043 dB, because its numerator is left as 1, −2, 1 at
// 48 kHz. It belongs to the calibration (the −0.691) and so is kept at every rate.
func passGain() float64 {
	k := math.Tan(math.Pi * passFreq / 48000)
	return 1 + k/passQ + k*k
}

// section is one second-order filter.
type section struct{ b0, b1, b2, a1, a2 float64 }

// kWeights gives the two filters at a rate, by the bilinear transform that meets the prototype at its corner, as the standard's own
// tables come about. From 44.1 kHz up a sine of 1 kHz reads the same within 0.01 LU; at 22 kHz 0.03, at 11 kHz 0.1, at 8 kHz
// 0.2 LU less, for the squeezed treble of the transform.
func kWeights(rate int) (shelf, pass section) {
	k := math.Tan(math.Pi * shelfFreq / float64(rate))
	n := 1 + k/shelfQ + k*k
	shelf = section{
		b0: (shelfHigh + shelfMid*k/shelfQ + k*k) / n,
		b1: 2 * (k*k - shelfHigh) / n,
		b2: (shelfHigh - shelfMid*k/shelfQ + k*k) / n,
		a1: 2 * (k*k - 1) / n,
		a2: (1 - k/shelfQ + k*k) / n,
	}
	k = math.Tan(math.Pi * passFreq / float64(rate))
	n = 1 + k/passQ + k*k
	g := passGain() / n
	pass = section{b0: g, b1: -2 * g, b2: g, a1: 2 * (k*k - 1) / n, a2: (1 - k/passQ + k*k) / n}
	return shelf, pass
}

// WeightDB is the gain in dB of the K-weighting at f Hz, as far as the prototypes go: what a filter at any rate that is
// far above f does. The mastering plan predicts with it what an equaliser does to the loudness.
func WeightDB(f float64) float64 {
	u, v := f/shelfFreq, f/passFreq
	shelf := (sq(1-shelfHigh*u*u) + sq(shelfMid*u/shelfQ)) / (sq(1-u*u) + sq(u/shelfQ))
	pass := v * v * v * v / (sq(1-v*v) + sq(v/passQ))
	return 10*math.Log10(shelf*pass) + 20*math.Log10(passGain())
}

func sq(x float64) float64 { return x * x }

// kState is one channel's way through the two filters, in direct form I, and what it gathers.
type kState struct {
	x1, x2, y1, y2, z1, z2 float64
	sum                    float64 // of squares, since the last step
	peak                   float64 // largest |sample|
}

// finite makes what isn't a number or infinite 0: one bad sample must not silence a meter for good.
func finite(x float64) float64 {
	if x-x != 0 {
		return 0
	}
	return x
}

// step is the filter, its squares and the peak for one sample. The sums are taken in the order of the samples, whatever the
// blocks.
func (s *kState) step(x float64, f, g *section) {
	y := f.b0*x + f.b1*s.x1 + f.b2*s.x2 - f.a2*s.y2 - f.a1*s.y1
	z := g.b0*(y-2*s.y1+s.y2) - g.a2*s.z2 - g.a1*s.z1
	s.x2, s.x1 = s.x1, x
	s.y2, s.y1 = s.y1, y
	s.z2, s.z1 = s.z1, z
	s.sum += z * z
	if a := math.Abs(x); a > s.peak {
		s.peak = a
	}
}

// stereo runs two channels at once, which fill each other's gaps.
func stereo(frames [][2]float32, l, r *kState, f, g section) {
	p, q := *l, *r
	for i := range frames {
		p.step(finite(float64(frames[i][0])), &f, &g)
		q.step(finite(float64(frames[i][1])), &f, &g)
	}
	*l, *r = p, q
}

// left runs one channel on the left of the frames.
func left(frames [][2]float32, s *kState, f, g section) {
	p := *s
	for i := range frames {
		p.step(finite(float64(frames[i][0])), &f, &g)
	}
	*s = p
}

// mono runs one channel.
func mono(x []float64, s *kState, f, g section) {
	p := *s
	for _, v := range x {
		p.step(finite(v), &f, &g)
	}
	*s = p
}

// tidy clears a state that has died away, long before it becomes denormal.
func (s *kState) tidy() {
	if math.Abs(s.x1)+math.Abs(s.x2)+math.Abs(s.y1)+math.Abs(s.y2)+math.Abs(s.z1)+math.Abs(s.z2) < 1e-60 {
		s.x1, s.x2, s.y1, s.y2, s.z1, s.z2 = 0, 0, 0, 0, 0, 0
	}
}
