package loudness

import "math"

// Limits of the histogram of gating blocks. The absolute gate of BS.1770-5 is its bottom; what is above its top is counted
// in the last bin with its true power.
const (
	gate    = -70.0 // LUFS
	ceiling = 20.0
	binsLU  = 50 // bins in 1 LU
	bins    = (ceiling - gate) * binsLU
)

// histogram gathers the blocks above the absolute gate by their loudness. The zero value is empty.
type histogram struct {
	count [bins]uint32
	power [bins]float64 // sum of the blocks of the bin
	n     int64
	sum   float64
}

// add takes a block of the given weighted power, if it passes the absolute gate.
func (h *histogram) add(power float64) {
	l := lufs(power)
	if !(l > gate) {
		return
	}
	i := min(int((l-gate)*binsLU), bins-1)
	h.count[i]++
	h.power[i] += power
	h.n++
	h.sum += power
}

func (h *histogram) merge(o *histogram) {
	for i := range h.count {
		h.count[i] += o.count[i]
		h.power[i] += o.power[i]
	}
	h.n += o.n
	h.sum += o.sum
}

// above gives the first bin that passes a second gate that many LU below the mean power of the blocks above the first; the bin in
// which this gate lies passes if its mean does. ok is false where there are no blocks.
func (h *histogram) above(lu float64) (first int, ok bool) {
	if h.n == 0 {
		return 0, false
	}
	l := lufs(h.sum/float64(h.n)) + lu
	if l <= gate {
		return 0, true
	}
	i := min(int((l-gate)*binsLU), bins-1)
	if h.count[i] > 0 && lufs(h.power[i]/float64(h.count[i])) <= l {
		i++
	}
	return i, true
}

// mean is the loudness of the blocks that pass both gates (−10 LU: BS.1770-5 annex 1, equation 7).
func (h *histogram) mean() (lu float64, ok bool) {
	first, ok := h.above(-10)
	if !ok {
		return 0, false
	}
	n, sum := int64(0), 0.0
	for i := first; i < bins; i++ {
		n += int64(h.count[i])
		sum += h.power[i]
	}
	return lufs(sum / float64(n)), true
}

// spread is the distance from the 10th to the 95th percentile of the blocks that pass both gates (−20 LU: EBU Tech 3342).
func (h *histogram) spread() (lu float64, ok bool) {
	first, ok := h.above(-20)
	if !ok {
		return 0, false
	}
	n := int64(0)
	for i := first; i < bins; i++ {
		n += int64(h.count[i])
	}
	at := func(p float64) float64 {
		rank := int64(math.Round(float64(n-1) * p))
		for i := first; i < bins; i++ {
			if rank -= int64(h.count[i]); rank < 0 {
				return lufs(h.power[i] / float64(h.count[i]))
			}
		}
		return gate
	}
	return at(0.95) - at(0.10), true
}

// lufs is BS.1770-5's loudness of a weighted power; −Inf for none.
func lufs(power float64) float64 { return 10*math.Log10(power) - 0.691 }
