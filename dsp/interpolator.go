package dsp

import (
	"math"

	"github.com/tphakala/simd/f32"
)

// The interpolation of the peak detectors doubles the rate twice. The first step has all the work, for the signal may
// reach up to half its rate: 64 taps (BS.1770-5 annex 2 shows 12 a phase), Kaiser window of β = 5, within 0.025 dB up to
// 0.46 of the rate, which is 20 kHz at 44.1 kHz; a window of less ripple would give up more of the last kilohertz. After
// it only half the band is occupied, and 8 taps are within 0.012 dB.
const (
	halfTaps    = 64
	halfBeta    = 5.0
	quarterTaps = 8
	quarterBeta = 6.0
	// interpHistory is how many samples before those that are new have to be kept in the window.
	interpHistory = halfTaps - 1 + quarterTaps/2
	// interpDelay is how many frames the newest sample is ahead of the sample at which the last interval begins whose
	// points can all be given: from it to the next sample.
	interpDelay = halfTaps/2 + quarterTaps/4
)

// interpolator holds the two kernels, constant after newInterpolator, and what scratch they need for up to size samples.
type interpolator struct {
	half, quarter []float32
	// No value of a step exceeds its bound times the largest magnitude it is made from: |Σ h·x| ≤ Σ|h| · max|x|. They
	// hold the sum of the magnitudes, a little more for the rounding of float32.
	halfBound, quarterBound float32
	mid                     []float32 // values halfway between two samples
	dense                   []float32 // samples and mid in turn
	between                 []float32 // values halfway between two of dense
}

func newInterpolator(size int) *interpolator {
	ip := &interpolator{mid: make([]float32, size+quarterTaps/2), dense: make([]float32, 2*size+quarterTaps), between: make([]float32, 2*size+1)}
	ip.half, ip.halfBound = midpointKernel(halfTaps, halfBeta)
	ip.quarter, ip.quarterBound = midpointKernel(quarterTaps, quarterBeta)
	return ip
}

// midpointKernel is the windowed sinc for the value halfway between the two middle samples of n; DC passes at unity.
func midpointKernel(n int, beta float64) (taps []float32, bound float32) {
	k := make([]float64, n)
	sum, abs := 0.0, 0.0
	for i := range k {
		t := float64(i-n/2) + 0.5
		k[i] = Sinc(t) * Kaiser(t/float64(n/2), beta)
		sum += k[i]
	}
	taps = make([]float32, n)
	for i := range k {
		taps[i] = float32(k[i] / sum)
		abs += math.Abs(k[i] / sum)
	}
	return taps, float32(abs * (1 + 1e-4))
}

// double gives the signal at twice the rate. x is interpHistory samples and then n new ones, 1 ≤ n ≤ size; the result has
// 2n+8 values, in turn a sample and the value halfway to the next. Values 4 to 2n+3 are those of the n intervals that the
// n new samples complete (the last begins interpDelay frames before the newest sample), with quarterTaps/4 intervals
// around them. It is scratch, good until the next call.
func (ip *interpolator) double(x []float32) []float32 {
	n := len(x) - interpHistory + quarterTaps/2
	convolve(ip.mid[:n], x, ip.half)
	f32.Interleave2(ip.dense[:2*n], x[halfTaps/2-1:][:n], ip.mid[:n])
	return ip.dense[:2*n]
}

// redouble gives what lies halfway between the values of double: value i is between dense[i+3] and dense[i+4].
func (ip *interpolator) redouble(dense []float32) []float32 {
	between := ip.between[:len(dense)-quarterTaps+1]
	convolve(between, dense, ip.quarter)
	return between
}

// convolve sets dst[i] to Σ taps[k]·x[i+k]. It goes tap by tap over the whole of dst, which a SIMD unit does several
// times faster than short dot products; every sum is made in the order of the taps, so it doesn't depend on len(dst).
func convolve(dst, x, taps []float32) {
	f32.Scale(dst, x[:len(dst)], taps[0])
	for k, h := range taps[1:] {
		f32.AddScaled(dst, h, x[k+1:][:len(dst)])
	}
}
