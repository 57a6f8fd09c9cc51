package dsp

import (
	"errors"
	"fmt"
	"math"
)

// Kind is the shape of one parametric section.
type Kind uint8

// The shapes a section can have. The names of the analogue prototypes are those of R. Bristow-Johnson's "Cookbook
// formulae for audio equalizer biquad filter coefficients": second order, half the gain in dB at Freq for a shelf.
const (
	Off       Kind = iota // passes everything, bit for bit; the other fields are ignored
	Peak                  // bell of Gain dB at Freq, bandwidth Freq/Q between the points of half the gain in dB
	LowShelf              // Gain dB below Freq; Q 0.7071 is the steepest without overshoot
	HighShelf             // Gain dB above Freq
	HighPass              // 12 dB an octave below Freq; Q 0.7071 is Butterworth
	LowPass               // 12 dB an octave above Freq
	Notch                 // infinitely deep at Freq, bandwidth Freq/Q between the −3 dB points
)

// String names the kind in the words a settings page would use.
func (k Kind) String() string {
	names := [...]string{"off", "peak", "low shelf", "high shelf", "high-pass", "low-pass", "notch"}
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// The limits of a section's numbers; a value outside is an error of Section.Check.
const (
	MinFreq      = 5.0  // Hz
	MaxFreqShare = 0.49 // of the rate
	MinQ         = 0.1
	MaxQ         = 40.0 // Peak and Notch
	MaxPassQ     = 10.0 // HighPass and LowPass
	MaxShelfQ    = 4.0  // shelves: above 0.71 they overshoot
	MaxGainDB    = 24.0 // either sign
)

// Section is the setting of one second-order filter: a plain value, comparable.
type Section struct {
	Kind Kind
	Freq float64 // Hz, MinFreq…MaxFreqShare·rate
	Q    float64 // MinQ to MaxQ, MaxPassQ or MaxShelfQ
	Gain float64 // dB, ±MaxGainDB; only Peak and the shelves have one
}

// ErrSection is wrapped by every error about a section's numbers.
var ErrSection = errors.New("filter section")

// Check tells whether the section can be made at the rate; the error names the field and what is allowed.
func (s Section) Check(rate int) error {
	top := MaxFreqShare * float64(rate)
	switch {
	case s.Kind == Off:
		return nil
	case s.Kind > Notch:
		return fmt.Errorf("%w: unknown kind %d", ErrSection, s.Kind)
	case !(s.Freq >= MinFreq && s.Freq <= top):
		return fmt.Errorf("%w: %s at %g Hz: at %d Hz the frequency must be %g…%g Hz", ErrSection, s.Kind, s.Freq, rate, MinFreq, top)
	case !(s.Q >= MinQ && s.Q <= s.Kind.maxQ()):
		return fmt.Errorf("%w: %s at %g Hz: Q is %g, must be %g…%g", ErrSection, s.Kind, s.Freq, s.Q, MinQ, s.Kind.maxQ())
	case s.hasGain() && !(math.Abs(s.Gain) <= MaxGainDB):
		return fmt.Errorf("%w: %s at %g Hz: gain is %g dB, must be within ±%g dB", ErrSection, s.Kind, s.Freq, s.Gain, MaxGainDB)
	}
	return nil
}

func (k Kind) maxQ() float64 {
	switch k {
	case LowShelf, HighShelf:
		return MaxShelfQ
	case HighPass, LowPass:
		return MaxPassQ
	default:
		return MaxQ
	}
}

// Flat tells whether the section changes nothing: Off, or a gain of 0 dB.
func (s Section) Flat() bool { return s.Kind == Off || s.hasGain() && s.Gain == 0 }

func (s Section) hasGain() bool { return s.Kind == Peak || s.Kind == LowShelf || s.Kind == HighShelf }

// Analogue is the gain in dB of the analogue prototype at f Hz, which the digital section follows to Nyquist.
func (s Section) Analogue(f float64) float64 {
	if s.Kind == Off {
		return 0
	}
	return 10 * math.Log10(s.power(f/s.Freq))
}

// power is |H|² of the prototype at u = frequency/Freq, from the quadratics in s of numerator and denominator.
func (s Section) power(u float64) float64 {
	n, d := s.prototype()
	v := u * u
	square := func(c [3]float64) float64 { // |c0 + c1·ju − c2·u²|²
		re, im := c[0]-c[2]*v, c[1]*u
		return re*re + im*im
	}
	return square(n) / square(d)
}

// prototype gives numerator and denominator of H(s), lowest power first, s normalised to Freq.
func (s Section) prototype() (n, d [3]float64) {
	a := math.Pow(10, s.Gain/40)
	r := math.Sqrt(a)
	switch s.Kind {
	case Peak:
		return [3]float64{1, a / s.Q, 1}, [3]float64{1, 1 / (a * s.Q), 1}
	case LowShelf:
		return [3]float64{a * a, a * r / s.Q, a}, [3]float64{1, r / s.Q, a}
	case HighShelf:
		return [3]float64{a, a * r / s.Q, a * a}, [3]float64{a, r / s.Q, 1}
	case HighPass:
		return [3]float64{0, 0, 1}, [3]float64{1, 1 / s.Q, 1}
	case LowPass:
		return [3]float64{1, 0, 0}, [3]float64{1, 1 / s.Q, 1}
	case Notch:
		return [3]float64{1, 0, 1}, [3]float64{1, 1 / s.Q, 1}
	default:
		return [3]float64{1, 0, 0}, [3]float64{1, 0, 0}
	}
}

// Coeffs are those of H(z) = (B0 + B1·z⁻¹ + B2·z⁻²) / (1 + A1·z⁻¹ + A2·z⁻²).
type Coeffs struct{ B0, B1, B2, A1, A2 float64 }

// Gain is |H| in dB at f Hz.
func (c Coeffs) Gain(rate int, f float64) float64 {
	w := 2 * math.Pi * f / float64(rate)
	sq := func(p0, p1, p2 float64) float64 {
		re := p0 + p1*math.Cos(w) + p2*math.Cos(2*w)
		im := p1*math.Sin(w) + p2*math.Sin(2*w)
		return re*re + im*im
	}
	return 10 * math.Log10(sq(c.B0, c.B1, c.B2)/sq(1, c.A1, c.A2))
}

// Stable tells whether both poles lie inside the unit circle (Jury's criterion).
func (c Coeffs) Stable() bool {
	return math.Abs(c.A2) < 1 && math.Abs(c.A1) < 1+c.A2
}
