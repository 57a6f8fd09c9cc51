package dsp

import (
	"fmt"
	"math"
)

// EQSettings are the fixed properties of an EQ.
type EQSettings struct {
	Sections int     // 1…MaxSections
	Glide    float64 // seconds in which a new setting is reached, 0.005…1; 0 takes 0.05
}

// MaxSections is the most sections an EQ can have.
const MaxSections = 32

// EQ is a cascade of parametric sections over two channels. Each follows its analogue prototype within 0.1 dB from 10 Hz
// to 0.9 of Nyquist wherever that lies above −40 dB (see Section.Design), at the cost of a second biquad where a section
// is strong and near Nyquist. The phase is minimum, the latency 0.
//
// A new setting takes effect at the next grid point (of the newest one, if a glide is under way: at its end) and is faded
// in over the glide, the old filter beside the new one. Neither ever has moving coefficients, so what comes out lies between the
// outputs of two stable filters whatever is set and how often. A section that is Off or has 0 dB passes the signal
// bit for bit when its glide has ended. States are cleared where they would become denormal, and at the next grid point
// after a NaN or an infinity came in.
//
// An EQ belongs to the goroutine that calls it.
type EQ struct {
	rate    int
	glide   int // frames, a multiple of Grid
	frame   int // position in the grid, 0…Grid−1
	slots   []slot
	scratch [2][Grid]float64
}

// NewEQ makes an EQ whose sections are all Off. rate is in Hz.
func NewEQ(s EQSettings, rate int) (*EQ, error) {
	if s.Glide == 0 {
		s.Glide = 0.05
	}
	switch {
	case rate < MinRate || rate > MaxRate:
		return nil, fmt.Errorf("EQ: rate %d Hz: want %d…%d", rate, MinRate, MaxRate)
	case s.Sections < 1 || s.Sections > MaxSections:
		return nil, fmt.Errorf("EQ: %d sections: want 1…%d", s.Sections, MaxSections)
	case !(s.Glide >= 0.005 && s.Glide <= 1):
		return nil, fmt.Errorf("EQ: glide of %g s: want 0.005…1", s.Glide)
	}
	e := &EQ{
		rate:  rate,
		glide: Grid * max(1, int(math.Round(s.Glide*float64(rate)/Grid))),
		slots: make([]slot, s.Sections),
	}
	for i := range e.slots {
		e.slots[i].target = [2]Coeffs{identity, identity}
	}
	e.Snap()
	return e, nil
}

// Latency is 0 frames.
func (e *EQ) Latency() int { return 0 }

// Set gives section i (0…Sections−1) a new setting. It doesn't allocate. A setting that Check refuses is an error
// and changes nothing. It costs the design of a filter, up to some 50 µs on a small board.
func (e *EQ) Set(i int, s Section) error {
	if i < 0 || i >= len(e.slots) {
		return fmt.Errorf("EQ: section %d: there are %d", i, len(e.slots))
	}
	if err := s.Check(e.rate); err != nil {
		return fmt.Errorf("EQ: section %d: %w", i, err)
	}
	q := &e.slots[i]
	if q.set == s {
		return nil
	}
	q.set = s
	q.target[0], q.target[1] = s.Design(e.rate)
	q.due = true
	return nil
}

// Section gives the setting last asked for.
func (e *EQ) Section(i int) Section { return e.slots[i].set }

// Snap makes all settings take effect at once, as is right where silence came before.
func (e *EQ) Snap() {
	for i := range e.slots {
		e.slots[i].snap()
	}
}

// Reset forgets all sound, puts the grid at its beginning and snaps.
func (e *EQ) Reset() {
	e.frame = 0
	for i := range e.slots {
		e.slots[i].reset()
	}
}

// Active is false while every section passes the signal bit for bit and none waits to change that.
func (e *EQ) Active() bool {
	for i := range e.slots {
		if e.slots[i].active() {
			return true
		}
	}
	return false
}

// Process works on two equally long channels in place.
func (e *EQ) Process(l, r []float64) {
	for len(l) > 0 {
		if e.frame == 0 {
			for i := range e.slots {
				e.slots[i].tick(e.glide)
			}
		}
		n := min(len(l), Grid-e.frame)
		for i := range e.slots {
			e.slots[i].process(l[:n], r[:n], &e.scratch)
		}
		e.frame = (e.frame + n) % Grid
		l, r = l[n:], r[n:]
	}
}
