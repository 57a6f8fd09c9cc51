package dsp

import "math"

// quad is a squared magnitude on the unit circle as the sum of φ0 = 1−x, φ1 = x and φ2 = 4·x·(1−x), x = sin²(ω/2).
type quad [3]float64

func (q quad) at(x float64) float64 { return q[0]*(1-x) + q[1]*x + q[2]*4*x*(1-x) }

// norm scales q to 1 at frequency 0.
func norm(q quad) quad { return quad{1, q[1] / q[0], q[2] / q[0]} }

func sq(x float64) float64 { return x * x }

// power is |c0 + c1·z⁻¹ + c2·z⁻²|² on the unit circle.
func power(c0, c1, c2 float64) quad {
	return quad{sq(c0 + c1 + c2), sq(c0 - c1 + c2), -4 * c0 * c2}
}

// factor finds the minimum-phase filter of the squared magnitudes b/a; ok is false where one of them isn't positive.
func factor(a, b quad) (c Coeffs, ok bool) {
	a0, a1, a2, ok1 := root(a)
	b0, b1, b2, ok2 := root(b)
	if !ok1 || !ok2 || a0 == 0 {
		return c, false
	}
	c = Coeffs{b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0}
	return c, c.Stable()
}

// root finds the minimum-phase polynomial whose squared magnitude q is.
func root(q quad) (c0, c1, c2 float64, ok bool) {
	if q[0] < 0 || q[1] < 0 {
		return 0, 0, 0, false
	}
	r0, r1 := math.Sqrt(q[0]), math.Sqrt(q[1])
	w := (r0 + r1) / 2
	d := w*w + q[2]
	switch {
	case d < -1e-9*w*w:
		return 0, 0, 0, false
	case d < 1e-9*w*w:
		d = 0 // a double zero, on the unit circle: not one beside it for the rounding
	}
	c0 = (w + math.Sqrt(d)) / 2
	c1 = (r0 - r1) / 2
	c2 = -q[2] / (4 * c0)
	return c0, c1, c2, c0 > 0
}
