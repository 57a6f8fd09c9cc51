package dsp

import "math"

// Grid is the number of frames between two looks at what changes at control rate: new settings, glides, tails that have
// died away. It is counted from a block's own first frame, so that the result doesn't depend on how a stream is cut.
const Grid = 64

// biquad runs one second-order filter over both channels in direct form I, whose state is nothing but past input and
// output. In float64 its rounding noise is below −200 dBFS at 20 Hz and 384 kHz.
type biquad struct {
	c    Coeffs
	on   bool // false: c is the identity and what comes passes bit for bit
	l, r past
}

// past holds the last two samples that went in and came out.
type past struct{ x1, x2, y1, y2 float64 }

// identity is the filter that is off.
var identity = Coeffs{B0: 1}

// start makes b a filter of coefficients c that has heard silence so far.
func (b *biquad) start(c Coeffs) { *b = biquad{c: c, on: c != identity} }

// silent is the level below which a tail counts as died away: far from where float64 becomes denormal and slow.
const silent = 1e-60

// tidy is called at every grid point: it clears states that are dead or poisoned by a NaN.
func (b *biquad) tidy() {
	b.l.tidy()
	b.r.tidy()
}

func (p *past) tidy() {
	sum := math.Abs(p.x1) + math.Abs(p.x2) + math.Abs(p.y1) + math.Abs(p.y2)
	if sum < silent || !(sum <= math.MaxFloat64) {
		*p = past{}
	}
}

func (b *biquad) process(l, r []float64) {
	if b.on {
		b.run(l, r)
	}
}

// run is the hot loop. Only a1·y1 waits for the frame before; the two channels fill each other's gaps.
func (b *biquad) run(l, r []float64) {
	b0, b1, b2, a1, a2 := b.c.B0, b.c.B1, b.c.B2, b.c.A1, b.c.A2
	p, q := b.l, b.r
	r = r[:len(l)]
	for i, x := range l {
		u := r[i]
		y := b0*x + b1*p.x1 + b2*p.x2 - a2*p.y2 - a1*p.y1
		v := b0*u + b1*q.x1 + b2*q.x2 - a2*q.y2 - a1*q.y1
		p.x2, p.x1, p.y2, p.y1 = p.x1, x, p.y1, y
		q.x2, q.x1, q.y2, q.y1 = q.x1, u, q.y1, v
		l[i], r[i] = y, v
	}
	b.l, b.r = p, q
}
