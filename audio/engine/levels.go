package engine

import (
	"math"
	"sync/atomic"

	"auralis/audio"
)

// Levels is what the meters show of a short stretch of mastered sound.
type Levels struct {
	Peak      [2]float64 // dBFS, sample peak; -Inf for silence
	RMS       [2]float64 // dBFS
	Reduction float64    // dB, 0 or less: what the final limiter takes away
}

// levelRoom is how many blocks are remembered: more than lie before the output.
const levelRoom = 256

// levels keeps the levels of the newest blocks, so that a meter can show those of the block that is heard. The master
// goroutine puts, anybody reads; every field is an atomic of its own, and a reader that meets a slot being written finds
// out by the frame.
type levels struct {
	slots [levelRoom]struct {
		frame  atomic.Uint64 // ring frame after the block; 0 while it is written
		values [5]atomic.Uint64
	}
	next int // owned by the master goroutine
}

// put notes the levels of a block that ends before ring frame end.
func (l *levels) put(end uint64, block []audio.Frame, reduction float64) {
	var peak, square [2]float64
	for _, f := range block {
		for c := range f {
			v := math.Abs(float64(f[c]))
			peak[c] = max(peak[c], v)
			square[c] += v * v
		}
	}
	s := &l.slots[l.next]
	l.next = (l.next + 1) % levelRoom
	s.frame.Store(0)
	for i, v := range [5]float64{peak[0], peak[1], square[0] / float64(len(block)), square[1] / float64(len(block)), reduction} {
		s.values[i].Store(math.Float64bits(v))
	}
	s.frame.Store(end)
}

// at gives the levels around ring frame f; ok is false where they are gone or none were made.
func (l *levels) at(f uint64) (v Levels, ok bool) {
	best := -1
	var end uint64
	for i := range l.slots {
		if e := l.slots[i].frame.Load(); e >= f && e != 0 && (best < 0 || e < end) {
			best, end = i, e
		}
	}
	if best < 0 {
		return v, false
	}
	s := &l.slots[best]
	var x [5]float64
	for i := range x {
		x[i] = math.Float64frombits(s.values[i].Load())
	}
	if s.frame.Load() != end {
		return v, false
	}
	for c := range 2 {
		v.Peak[c] = 20 * math.Log10(x[c])
		v.RMS[c] = 10 * math.Log10(x[2+c])
	}
	v.Reduction = x[4]
	return v, true
}
