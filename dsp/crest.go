package dsp

import (
	"math"

	"github.com/tphakala/simd/f32"
)

// crestScale makes the parabola through three points a quarter of a frame apart read the crest of a sine at half the
// frame rate right in its worst phase (without it, 0.07 dB too little); it reads a sine of any frequency within
// -0.008 and +0.025 dB.
// See TestCrestMargin.
const crestScale = 1.125

// crestBound is how much above the points the crest can be: for an extremum between neighbours that are lower by p and q,
// the parabola adds (p-q)²/8(p+q) ≤ max(p,q)/8, and neither is more than twice the largest magnitude.
const crestBound = 1 + crestScale/4

// crests finds the largest magnitude of a signal in every interval from one sample to the next, as a detector at 16 points
// a frame or more would: four points a frame, and a parabola at their crests.
type crests struct {
	ip    *interpolator
	dense []float32 // what double gave
}

func newCrests(size int) *crests { return &crests{ip: newInterpolator(size)} }

// exceed tells whether any crest in x (as for interpolator.double) can be above limit, and readies rise. It is never
// wrongly false; the cheap bounds come first.
func (c *crests) exceed(x []float32, limit float32) bool {
	if f32.MaxAbs(x)*c.ip.halfBound*c.ip.quarterBound*crestBound <= limit {
		return false
	}
	c.dense = c.ip.double(x)
	return f32.MaxAbs(c.dense)*c.ip.quarterBound*crestBound > limit
}

// rise raises peak[i] to the crest of interval i, for each of the new intervals of the x last given to exceed.
func (c *crests) rise(peak []float64) {
	d, q := c.dense, c.ip.redouble(c.dense)
	for i := range peak {
		k := 2*i + 4
		p := max(crest(q[k-4], d[k], q[k-3]), crest(d[k], q[k-3], d[k+1]),
			crest(q[k-3], d[k+1], q[k-2]), crest(d[k+1], q[k-2], d[k+2]))
		peak[i] = max(peak[i], p)
	}
}

// crest is the magnitude of the middle point, or of the extremum of the parabola where the middle is one.
func crest(before, at, after float32) float64 {
	p, q := float64(at)-float64(before), float64(at)-float64(after)
	m := math.Abs(float64(at))
	if p*q < 0 || p+q == 0 || (p+q > 0) != (at > 0) {
		return m
	}
	return m + crestScale/8*math.Abs((p-q)*(p-q)/(p+q))
}
