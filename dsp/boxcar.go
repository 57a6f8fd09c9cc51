package dsp

// The gains that have to come to rest at exactly 1 are smoothed in fixed point: sums of integers neither drift nor depend
// on history, so a constant input gives the constant back after exactly the length of the filter.
const gainUnit = 1 << 30 // 1.0; the smallest step is -180 dB

// boxcar is two moving averages in a row: a triangle-like impulse response of span() gains, all weights positive, sum
// exactly 1. An output never exceeds the largest nor undercuts the smallest gain of the last span().
type boxcar struct {
	a, b   []int64 // the gains, and the sums of them, that are still inside
	ai, bi int
	sa, sb int64
	full   int64 // sum that stands for a gain of exactly 1
	scale  float64
}

// newBoxcar makes one that spans n ≥ 1 gains and stands at gain 1.
func newBoxcar(n int) *boxcar {
	first := (n + 2) / 2
	c := &boxcar{a: make([]int64, first), b: make([]int64, n+1-first)}
	c.full = int64(len(c.a)) * int64(len(c.b)) * gainUnit
	c.scale = 1 / float64(c.full)
	c.set(gainUnit)
	return c
}

func (c *boxcar) span() int { return len(c.a) + len(c.b) - 1 }

// set fills it with one gain.
func (c *boxcar) set(g int64) {
	for i := range c.a {
		c.a[i] = g
	}
	c.sa = g * int64(len(c.a))
	for i := range c.b {
		c.b[i] = c.sa
	}
	c.sb = c.sa * int64(len(c.b))
	c.ai, c.bi = 0, 0
}

// push takes the next gain and gives the average; it is exactly 1 when all gains inside are gainUnit.
func (c *boxcar) push(g int64) float64 {
	c.sa += g - c.a[c.ai]
	c.a[c.ai] = g
	if c.ai++; c.ai == len(c.a) {
		c.ai = 0
	}
	c.sb += c.sa - c.b[c.bi]
	c.b[c.bi] = c.sa
	if c.bi++; c.bi == len(c.b) {
		c.bi = 0
	}
	if c.sb == c.full {
		return 1
	}
	return float64(c.sb) * c.scale
}
