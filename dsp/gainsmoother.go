package dsp

import (
	"fmt"
	"math"
)

// gainFloor is where the rise by decibels begins, -60 dB, the foot of the volume curve: from silence there is no first
// decibel. Below it the gain rises in a straight line, as steep as at the floor.
const gainFloor = 0.001

// gainFall is the length of a fall in seconds.
const gainFall = 0.01

// GainSmoother is the policy gain after the limiter: volume, mute, caps. It rises by at most 1 dB in 10 ms and falls
// within 10 ms along an S-shaped curve, however often its target moves; the gain is continuous and so is its slope. At
// rest on exactly 1 samples pass untouched, bit for bit; at 0 they become 0. A target is kept to 2⁻³⁰.
//
// It makes a gain that can fall at once but rises by one factor a frame, and averages that over 10 ms: an average can't
// rise faster than what goes in.
type GainSmoother struct {
	box    *boxcar
	target int64
	held   float64 // the rising gain, in units
	rise   float64 // factor a frame
	creep  float64 // units a frame below the floor
	same   int     // frames for which held was at the target, up to the span of box
	gain   float64
}

// NewGainSmoother makes one for rate frames a second, 8000…384000, at rest at gain, 0…1.
func NewGainSmoother(gain float64, rate int) (*GainSmoother, error) {
	if err := checkRate("gain smoother", rate); err != nil {
		return nil, err
	}
	s := &GainSmoother{box: newBoxcar(int(gainFall * float64(rate)))}
	s.rise = math.Pow(10, 1/(20*0.01*float64(rate)))
	s.creep = gainFloor * gainUnit * (s.rise - 1)
	return s, s.Jump(gain)
}

// units checks a gain and gives it in fixed point.
func gainUnits(gain float64) (int64, error) {
	if !(gain >= 0 && gain <= 1) {
		return 0, fmt.Errorf("gain smoother: gain of %g: want 0…1", gain)
	}
	return int64(math.Round(gain * gainUnit)), nil
}

// SetTarget lets the gain go to gain, 0…1, from wherever it is.
func (s *GainSmoother) SetTarget(gain float64) error {
	u, err := gainUnits(gain)
	if err != nil {
		return err
	}
	if u != s.target {
		s.target, s.same = u, 0
	}
	return nil
}

// Jump puts the gain at gain, 0…1, at once: only while nothing sounds.
func (s *GainSmoother) Jump(gain float64) error {
	u, err := gainUnits(gain)
	if err != nil {
		return err
	}
	s.target, s.held = u, float64(u)
	s.box.set(u)
	s.same = s.box.span()
	s.gain = s.box.push(u)
	return nil
}

// Reset puts the gain at its target at once: only while nothing sounds.
func (s *GainSmoother) Reset() {
	s.held = float64(s.target)
	s.box.set(s.target)
	s.same = s.box.span()
	s.gain = s.box.push(s.target)
}

// Gain is that of the last frame.
func (s *GainSmoother) Gain() float64 { return s.gain }

// Settled is true when the gain rests at its target.
func (s *GainSmoother) Settled() bool { return s.same >= s.box.span() }

// Process applies the gain in place.
func (s *GainSmoother) Process(f [][2]float32) {
	for i := range f {
		if s.Settled() {
			s.rest(f[i:])
			return
		}
		scaleFrame(&f[i], s.next())
	}
}

// rest applies a gain that doesn't move.
func (s *GainSmoother) rest(f [][2]float32) {
	switch s.gain {
	case 1:
	case 0:
		clear(f)
	default:
		for i := range f {
			scaleFrame(&f[i], s.gain)
		}
	}
}

// next is one step.
func (s *GainSmoother) next() float64 {
	goal := float64(s.target)
	if s.held < goal {
		s.held = min(goal, max(s.held*s.rise, s.held+s.creep))
	} else {
		s.held = goal
	}
	if s.held == goal {
		s.same++
	}
	s.gain = s.box.push(int64(s.held))
	return s.gain
}
