package dsp

import (
	"fmt"

	"github.com/tphakala/simd/f64"
)

// ResamplerSettings are what a Resampler is made with.
type ResamplerSettings struct {
	In, Out int // frames per second, 8000…384000, any two
	// Start is the place of the first output frame on the time axis of the input, in input frames: StartNum/StartDen. A
	// StartDen of 0 is a start at input frame 0. It is what puts a track of another rate after one that ended between two
	// output frames. It may be as early as -Reach, which lets the output begin before the first frame, with the part of
	// the response that lies there, and as late as one output frame.
	StartNum, StartDen int64
	// Tail lets Flush go on until the response to the last frame has died away, Reach input frames after the end, for the
	// caller to add to what follows.
	Tail bool
}

// Resampler converts a stereo stream from one rate to another, both of them whole numbers of Hz.
//
// It is a linear-phase FIR (see resampleFilter): stop band below -140 dB from half the lower rate, flat within 0.01 dB to
// 0.91 of that. The place of every output frame is counted in integers, so there is no drift, ever. Where the ratio has few
// phases (44.1 to 48 kHz has 160) each has its own taps; otherwise the taps are interpolated by cubics, to -150 dB.
//
// Output frame k is the signal at input time Start + k·In/Out: the delay of the filter is taken off at the start, and given
// back by Flush. N input frames, with a Start of 0, make exactly ⌈N·Out/In⌉ output frames. A sample that is NaN or infinite
// spoils the frames within Reach of it, nothing further.
type Resampler struct {
	s        ResamplerSettings
	filter   *resampleFilter
	den      int64    // parts of an input frame in which places are counted
	place    fraction // of the next output frame
	first    fraction // of the first
	step     fraction // from one output frame to the next
	buf      [2][]float64
	base     int64 // input frame in buf[0]
	have     int64 // input frames taken; buf holds base…have-1
	end      int64 // place at which Flush stops; meaningful while flushing
	flushing bool
}

// fraction is whole + part/den input frames, 0 ≤ part < den.
type fraction struct{ whole, part int64 }

func floorFraction(num, den int64) fraction {
	w := num / den
	if num%den < 0 {
		w--
	}
	return fraction{w, num - w*den}
}

// resamplerBlock is how many input frames fit in the buffer beyond the length of the filter.
const resamplerBlock = 1024

// NewResampler makes a resampler. In may equal Out, for the sake of Start: a delay by a part of a frame.
func NewResampler(s ResamplerSettings) (*Resampler, error) {
	if err := checkRate("resampler, input", s.In); err != nil {
		return nil, err
	}
	if err := checkRate("resampler, output", s.Out); err != nil {
		return nil, err
	}
	if s.StartDen == 0 {
		s.StartNum, s.StartDen = 0, 1
	}
	const most = 1 << 40 // keeps the sums below in 63 bits
	if s.StartDen < 0 || s.StartDen > most || s.StartNum > most || s.StartNum < -most {
		return nil, fmt.Errorf("resampler: start of %d/%d frames: want a positive denominator, both at most 2^40", s.StartNum, s.StartDen)
	}
	g := gcd(s.StartNum, s.StartDen)
	s.StartNum, s.StartDen = s.StartNum/g, s.StartDen/g
	g = gcd(int64(s.In), int64(s.Out))
	m, l := int64(s.In)/g, int64(s.Out)/g
	r := &Resampler{s: s, den: l / gcd(l, s.StartDen) * s.StartDen}
	if r.den > most {
		return nil, fmt.Errorf("resampler: start of %d/%d frames: too fine for %d to %d Hz", s.StartNum, s.StartDen, s.In, s.Out)
	}
	r.filter = newResampleFilter(s.In, s.Out, r.den)
	r.step = fraction{m / l, m % l * (r.den / l)}
	r.first = floorFraction(s.StartNum, s.StartDen)
	r.first.part *= r.den / s.StartDen
	if low := -int64(r.Reach()); r.first.whole < low || r.first.whole > r.step.whole {
		return nil, fmt.Errorf("resampler: start of %d/%d frames: want %d…%d", s.StartNum, s.StartDen, low, r.step.whole)
	}
	for c := range r.buf {
		r.buf[c] = make([]float64, r.filter.taps+resamplerBlock)
	}
	r.Reset()
	return r, nil
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

// Reset begins a new stream, at Start.
func (r *Resampler) Reset() {
	r.place, r.have, r.flushing = r.first, 0, false
	r.base = r.first.whole - int64(r.filter.taps/2-1)
	for c := range r.buf {
		clear(r.buf[c])
	}
}

// Reach is how far, in input frames, the response to a frame extends to either side.
func (r *Resampler) Reach() int { return r.filter.taps / 2 }

// Latency is how many input frames have to go in before the first output frame comes out. The output isn't late by it:
// it begins at Start.
func (r *Resampler) Latency() int { return int(r.first.whole) + r.Reach() + 1 }

// Process takes frames from in and puts frames to out, as many as it can of both, and says how many. It stops when out is
// full, or when in is used up and nothing more can be made of it. The slices mustn't overlap. After Flush it takes and
// makes nothing until Reset.
func (r *Resampler) Process(in, out [][2]float32) (used, made int) {
	if r.flushing {
		return 0, 0
	}
	for {
		made += r.produce(out[made:])
		if made == len(out) || used == len(in) {
			return used, made
		}
		used += r.take(in[used:])
	}
}

// Flush gives what is left after the last input frame, as much as fits in out, and tells whether there is more: the last
// frames up to the exact length, and with Tail what sounds on. Call it until more is false.
func (r *Resampler) Flush(out [][2]float32) (made int, more bool) {
	if !r.flushing {
		r.flushing = true
		r.end = r.have
		if r.s.Tail {
			r.end += int64(r.Reach())
		}
	}
	var zeros [64][2]float32
	for r.place.whole < r.end {
		made += r.produce(out[made:])
		if made == len(out) {
			break
		}
		r.take(zeros[:])
	}
	return made, r.place.whole < r.end
}

// take moves input to the buffer, dropping what no frame to come needs.
func (r *Resampler) take(in [][2]float32) int {
	at := int(r.have - r.base)
	if at == len(r.buf[0]) {
		drop := int(r.place.whole-r.base) - (r.filter.taps/2 - 1)
		for c := range r.buf {
			copy(r.buf[c], r.buf[c][drop:])
		}
		r.base += int64(drop)
		at -= drop
	}
	n := min(len(in), len(r.buf[0])-at)
	left, right := r.buf[0][at:at+n], r.buf[1][at:at+n]
	for i, f := range in[:n] {
		left[i], right[i] = float64(f[0]), float64(f[1])
	}
	r.have += int64(n)
	return n
}

// produce gives the frames whose window is in the buffer.
func (r *Resampler) produce(out [][2]float32) int {
	half := int64(r.filter.taps / 2)
	last := r.have - half // the first place that can't be made
	if r.flushing {
		last = min(last, r.end)
	}
	n := 0
	for n < len(out) && r.place.whole < last {
		at := int(r.place.whole - half + 1 - r.base)
		left, right := r.buf[0][at:at+r.filter.taps], r.buf[1][at:at+r.filter.taps]
		if r.filter.exact != nil {
			k := r.filter.exact[int(r.place.part)*r.filter.taps:][:r.filter.taps]
			out[n] = [2]float32{float32(f64.DotProduct(left, k)), float32(f64.DotProduct(right, k))}
		} else {
			a, b, c, d, x := r.filter.cubic(r.place.part, r.den)
			out[n] = [2]float32{float32(f64.CubicInterpDot(left, a, b, c, d, x)), float32(f64.CubicInterpDot(right, a, b, c, d, x))}
		}
		n++
		r.place.whole += r.step.whole
		r.place.part += r.step.part
		if r.place.part >= r.den {
			r.place.part -= r.den
			r.place.whole++
		}
	}
	return n
}
