package dsp

import "math"

// The low-pass of the resampler: a sinc under a Kaiser window. Its transition lies between 0.91 and 1.00 of half the lower
// rate, so nothing folds back or is imaged: what reaches the other side of half the lower rate is below the stop band.
const (
	resampleStop  = 148.0 // dB the window is designed for; 140 are promised
	resamplePass  = 0.91
	resampleExact = 1 << 18 // most taps, phases times length, that are kept one by one: 2 MiB
	// resampleGrid is the number of places a frame of the lower rate at which the cubics are fitted. A Lagrange cubic
	// through places h apart errs by at most 3/128·(πh)⁴ for a tone at half the rate: 2·10⁻⁸·…10⁻⁹ at 1/128.
	resampleGrid = 128
)

// resampleFilter holds the taps, constant after newResampleFilter. A window of taps input frames begins taps/2-1 before
// the frame at or before the place.
type resampleFilter struct {
	taps  int
	exact []float64 // one set of taps a phase, of den phases; nil where there are too many
	grid  int       // cubic pieces an input frame
	poly  []float64 // for each piece the four coefficients, each taps long
}

func newResampleFilter(in, out int, den int64) *resampleFilter {
	ratio := min(1, float64(out)/float64(in)) // bandwidth of the output in that of the input
	n := KaiserTaps(resampleStop, (1-resamplePass)/2*ratio)
	f := &resampleFilter{taps: (n + 7) / 8 * 8}
	cutoff := (1 + resamplePass) / 2 * ratio
	proto := kaiserLowpass{cutoff: cutoff, half: float64(f.taps / 2), beta: KaiserBeta(resampleStop)}
	proto.peak = BesselI0(proto.beta)
	if den*int64(f.taps) <= resampleExact {
		f.exact = make([]float64, int(den)*f.taps)
		for p := range int(den) {
			proto.fill(f.exact[p*f.taps:][:f.taps], float64(p)/float64(den))
		}
		return f
	}
	f.grid = max(4, int(math.Ceil(resampleGrid*ratio)))
	f.poly = make([]float64, 4*f.grid*f.taps)
	var y [4][]float64 // taps at one place before, at both ends of, and one place after the piece
	for i := range y {
		y[i] = make([]float64, f.taps)
	}
	for p := range f.grid {
		for i := range y {
			proto.fill(y[i], float64(p+i-1)/float64(f.grid))
		}
		a, b, c, d := f.piece(p)
		for k := range f.taps {
			y0, y1, y2, y3 := y[0][k], y[1][k], y[2][k], y[3][k]
			a[k] = y1
			b[k] = y2 - y0/3 - y1/2 - y3/6
			c[k] = (y0+y2)/2 - y1
			d[k] = (y1-y2)/2 + (y3-y0)/6
		}
	}
	return f
}

// piece gives the coefficients of x⁰…x³ for places p/grid to (p+1)/grid after a frame.
func (f *resampleFilter) piece(p int) (a, b, c, d []float64) {
	t := f.taps
	q := f.poly[4*p*t:][:4*t]
	return q[:t], q[t : 2*t], q[2*t : 3*t], q[3*t:]
}

// cubic gives the piece for a place part/den after a frame, and where in it that is.
func (f *resampleFilter) cubic(part, den int64) (a, b, c, d []float64, x float64) {
	u := float64(part) / float64(den) * float64(f.grid)
	p := min(int(u), f.grid-1)
	a, b, c, d = f.piece(p)
	return a, b, c, d, u - float64(p)
}

// kaiserLowpass is the prototype as a function of continuous time, in input frames.
type kaiserLowpass struct {
	cutoff float64 // of half the input rate
	half   float64 // length to either side
	beta   float64
	peak   float64 // BesselI0(beta)
}

// fill sets k to the taps for a place at after the frame under k[len/2-1]; DC passes at exactly unity.
func (l kaiserLowpass) fill(k []float64, at float64) {
	sum := 0.0
	for i := range k {
		t := float64(i-(len(k)/2-1)) - at
		u := t / l.half
		k[i] = 0
		if u > -1 && u < 1 {
			k[i] = Sinc(l.cutoff*t) * BesselI0(l.beta*math.Sqrt(1-u*u)) / l.peak
		}
		sum += k[i]
	}
	for i := range k {
		k[i] /= sum
	}
}
