package clock

import (
	"math"
	"math/bits"
	"time"
)

// framesIn is floor(d · rate / 1 s), computed in 128 bits: exact for every d, so an hour, or a year, of small steps adds
// up to the same as one long step. d must not be negative.
func framesIn(d time.Duration, rate int) uint64 {
	hi, lo := bits.Mul64(uint64(d), uint64(rate))
	n, _ := bits.Div64(hi, lo, uint64(time.Second)) // hi < 2⁶³·384000/2⁶⁴ < 10⁹: the quotient fits
	return n
}

// timeOf is the earliest d at which framesIn(d, rate) ≥ n, which is ceil(n · 1 s / rate); the longest duration where that
// lies beyond it (292 years).
func timeOf(n uint64, rate int) time.Duration {
	hi, lo := bits.Mul64(n, uint64(time.Second))
	lo, carry := bits.Add64(lo, uint64(rate-1), 0)
	hi += carry
	if hi >= uint64(rate) {
		return math.MaxInt64
	}
	d, _ := bits.Div64(hi, lo, uint64(rate))
	return time.Duration(min(d, math.MaxInt64))
}
