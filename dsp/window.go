package dsp

import "math"

// BesselI0 is the modified Bessel function of the first kind and order 0, by its power series (Abramowitz and Stegun
// 9.6.12), to the last bits of a float64 for |x| ≤ 50.
func BesselI0(x float64) float64 {
	q := x * x / 4
	sum, term := 1.0, 1.0
	for k := 1.0; term > sum*1e-18; k++ {
		term *= q / (k * k)
		sum += term
	}
	return sum
}

// KaiserBeta gives the Kaiser window's parameter for a stop-band of att dB (Kaiser 1974; Oppenheim and Schafer,
// Discrete-Time Signal Processing, eq. 7.75).
func KaiserBeta(att float64) float64 {
	switch {
	case att > 50:
		return 0.1102 * (att - 8.7)
	case att >= 21:
		return 0.5842*math.Pow(att-21, 0.4) + 0.07886*(att-21)
	default:
		return 0
	}
}

// KaiserTaps gives the number of taps for a stop-band of att dB and a transition of width cycles a sample (Oppenheim and
// Schafer, eq. 7.76). It is an estimate: a design checks its response.
func KaiserTaps(att, width float64) int {
	return int(math.Ceil((att-7.95)/(2.285*2*math.Pi*width))) + 1
}

// Kaiser gives the window at x, -1…1 from edge to edge, 1 at x = 0; outside it is 0.
func Kaiser(x, beta float64) float64 {
	if x < -1 || x > 1 {
		return 0
	}
	return BesselI0(beta*math.Sqrt(1-x*x)) / BesselI0(beta)
}

// Sinc is sin(πx)/(πx).
func Sinc(x float64) float64 {
	if math.Abs(x) < 1e-9 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// HannWindow fills w with a periodic Hann window, the one whose half-overlapped copies sum to 1.
func HannWindow(w []float64) {
	for i := range w {
		w[i] = 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/float64(len(w)))
	}
}

// BlackmanHarrisWindow fills w with the periodic four-term window of Harris (Proceedings of the IEEE 66, 1978, table 1):
// side lobes at -92 dB.
func BlackmanHarrisWindow(w []float64) {
	for i := range w {
		t := 2 * math.Pi * float64(i) / float64(len(w))
		w[i] = 0.35875 - 0.48829*math.Cos(t) + 0.14128*math.Cos(2*t) - 0.01168*math.Cos(3*t)
	}
}
