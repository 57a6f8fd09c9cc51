package dsp

import (
	"fmt"
	"math"
)

// RampSettings are what a Ramp is made with.
type RampSettings struct {
	Length float64 // seconds from 0 to 1 and back, 0.001…0.01
}

// Ramp is the gain of the transport: a raised cosine between exactly 0 and exactly 1, for starts, pauses and cuts. Turned
// in mid-way it goes back along the same curve: the gain never jumps. At 1 samples pass untouched, bit for bit; at 0 they
// become 0.
type Ramp struct {
	curve []float64 // curve[0] = 0 … curve[len-1] = 1
	at    int
	step  int // +1 or -1
}

// NewRamp makes a ramp for rate frames a second, 8000…384000, that stands at 0.
func NewRamp(s RampSettings, rate int) (*Ramp, error) {
	if !(s.Length >= 0.001 && s.Length <= 0.01) {
		return nil, fmt.Errorf("ramp: length of %g s: want 0.001…0.01", s.Length)
	}
	if err := checkRate("ramp", rate); err != nil {
		return nil, err
	}
	n := int(s.Length * float64(rate))
	r := &Ramp{curve: make([]float64, n+1), step: -1}
	for i := range r.curve {
		r.curve[i] = 0.5 - 0.5*math.Cos(math.Pi*float64(i)/float64(n))
	}
	r.curve[n] = 1
	return r, nil
}

// Turn lets the gain go toward 1 (up) or 0.
func (r *Ramp) Turn(up bool) {
	r.step = -1
	if up {
		r.step = 1
	}
}

// Jump puts the gain at 1 (up) or 0 at once; where frame 0 of a track must not be faded.
func (r *Ramp) Jump(up bool) {
	r.Turn(up)
	r.at = 0
	if up {
		r.at = len(r.curve) - 1
	}
}

// Reset is Jump(false), the state after NewRamp.
func (r *Ramp) Reset() { r.Jump(false) }

// Gain is that of the last frame.
func (r *Ramp) Gain() float64 { return r.curve[r.at] }

// Left is how many frames from here the end of the ramp is reached; 0 where it rests.
func (r *Ramp) Left() int {
	if r.step > 0 {
		return len(r.curve) - 1 - r.at
	}
	return r.at
}

// Process applies the ramp in place.
func (r *Ramp) Process(f [][2]float32) {
	n := min(r.Left(), len(f))
	for i := range n {
		r.at += r.step
		scaleFrame(&f[i], r.curve[r.at])
	}
	if rest := f[n:]; r.at == 0 {
		clear(rest)
	}
}

// scaleFrame leaves a frame alone at gain 1 and makes it 0 at gain 0, whatever it holds.
func scaleFrame(f *[2]float32, g float64) {
	switch g {
	case 1:
	case 0:
		*f = [2]float32{}
	default:
		f[0] = float32(float64(f[0]) * g)
		f[1] = float32(float64(f[1]) * g)
	}
}
