package dsp

import (
	"fmt"
	"math"
)

// LimiterSettings are what a Limiter is made with; DefaultLimiterSettings are good for music.
type LimiterSettings struct {
	Ceiling   float64 // dBTP, -24…0
	Lookahead float64 // seconds over which the gain bends down to a peak, 0.0015…0.005
	Release   float64 // seconds, 0.02…1: time constant after a single peak; after sustained limiting up to 8 times as long
}

// DefaultLimiterSettings keep -1 dBTP (EBU R 128, clause "maximum true peak level").
func DefaultLimiterSettings() LimiterSettings {
	return LimiterSettings{Ceiling: -1, Lookahead: 0.003, Release: 0.06}
}

func (s LimiterSettings) check() error {
	for _, c := range []struct {
		name         string
		v, low, high float64
		unit         string
	}{
		{"ceiling", s.Ceiling, -24, 0, "dBTP"},
		{"look-ahead", s.Lookahead, 0.0015, 0.005, "s"},
		{"release", s.Release, 0.02, 1, "s"},
	} {
		if !(c.v >= c.low && c.v <= c.high) {
			return fmt.Errorf("limiter: %s of %g %s: want %g…%g", c.name, c.v, c.unit, c.low, c.high)
		}
	}
	return nil
}

const (
	limiterBlock = 64   // frames that are looked at together; no part of the result
	limiterHold  = .012 // s that a reduction is kept, more than half a period of 50 Hz: a bass note doesn't modulate itself
	limiterGlide = .02  // s from one ceiling to the next
	limiterCreep = .02  // least speed of the release, of full scale a second: it arrives instead of only coming nearer
	// limiterMargin is how much below the ceiling the detector aims, in dB: what another meter's filter may read more
	// in noise that reaches up to half the frame rate, where no two interpolation filters agree, and what the moving
	// gain adds.
	limiterMargin = 0.05
	// limiterInsane bounds what is taken for a sample: 120 dB above full scale.
	limiterInsane = 1e6
)

// Limiter is the final look-ahead true-peak limiter of a stereo stream.
//
// The true peak of its output is at or under the ceiling, within 0.1 dB by any meter of 16 or more points a frame: the
// detector sees four points a frame and the crest of a parabola through them (see crests), in every interval between two
// samples. The least gain asked for in a window is held for 12 ms, released by a time constant that lengthens with
// sustained limiting, and averaged over the look-ahead, so the gain has no corner and reaches each value in time: a
// windowed minimum under a filter of positive taps can't exceed any of the gains asked for. Both channels get one gain.
//
// Where nothing exceeds the ceiling the output is the input, Latency frames late, bit for bit; a gain that was reduced
// comes back to exactly 1. A sample that is NaN, infinite or beyond ±1e6 is replaced by 0 and counted (Bad): nothing else
// of the stream is harmed. Disabled it is a pure delay of the same latency once the last reduction is released.
//
// Quiet frames cost a few comparisons, see the benchmarks; nothing is recursive in floating point that could become
// denormal.
type Limiter struct {
	rate  int
	on    bool
	ceil  float64 // linear, as aimed at now
	goal  float64 // where it glides to
	step  float64 // factor a frame while it glides
	steps int     // frames it still glides

	crests   *crests
	win      [2][interpHistory + limiterBlock]float32
	peak     [limiterBlock]float64
	delay    [][2]float32
	at       int // oldest frame in delay
	min      *slidingMin
	env      float64 // released gain, never above the windowed minimum
	slow     float64 // what the gain was on average: the fast part of the release ends here
	box      *boxcar
	fastC    float64
	slowC    float64
	averageC float64
	lowest   float64 // gain in the last Process
	bad      int64
}

// NewLimiter makes a limiter for rate frames a second, 8000…384000, enabled.
func NewLimiter(s LimiterSettings, rate int) (*Limiter, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	if err := checkRate("limiter", rate); err != nil {
		return nil, err
	}
	fs := float64(rate)
	l := &Limiter{
		rate: rate, on: true, crests: newCrests(limiterBlock),
		box:   newBoxcar(int(math.Ceil(s.Lookahead * fs))),
		fastC: -math.Expm1(-1 / (s.Release * fs)), slowC: -math.Expm1(-1 / (8 * s.Release * fs)),
		averageC: -math.Expm1(-1 / (0.3 * fs)),
	}
	// Of the gains the box averages at a moment, the oldest must know already, and the newest still, the intervals before
	// and after the frame that leaves.
	l.min = newSlidingMin(l.box.span() + 2 + int(math.Ceil(limiterHold*fs)))
	l.delay = make([][2]float32, l.box.span()+interpDelay)
	l.ceil = aim(s.Ceiling)
	l.goal = l.ceil
	l.Reset()
	return l, nil
}

// aim is the linear ceiling the detector works with.
func aim(dBTP float64) float64 { return math.Pow(10, (dBTP-limiterMargin)/20) }

// Latency is the delay of the output in frames; constant.
func (l *Limiter) Latency() int { return len(l.delay) }

// SetCeiling moves the ceiling, dBTP -24…0, in a glide of 20 ms. It holds for what enters after the glide.
func (l *Limiter) SetCeiling(dBTP float64) error {
	s := DefaultLimiterSettings()
	s.Ceiling = dBTP
	if err := s.check(); err != nil {
		return err
	}
	l.goal = aim(dBTP)
	l.steps = max(1, int(limiterGlide*float64(l.rate)))
	l.step = math.Pow(l.goal/l.ceil, 1/float64(l.steps))
	return nil
}

// SetEnabled switches limiting; off, the gain is released as after a single peak. The gain bends, it never jumps. Switched
// on, it holds the ceiling for what enters from then on.
func (l *Limiter) SetEnabled(on bool) { l.on = on }

// Reset empties the delay and releases the gain at once. Settings stay; a glide is finished.
func (l *Limiter) Reset() {
	l.win = [2][interpHistory + limiterBlock]float32{}
	clear(l.delay)
	l.at = 0
	l.min.reset()
	l.min.push(1)
	l.box.set(gainUnit)
	l.env, l.slow, l.lowest = 1, 1, 1
	l.ceil, l.steps = l.goal, 0
	l.bad = 0
}

// Reduction is the largest reduction, in dB ≥ 0, that the last call of Process applied.
func (l *Limiter) Reduction() float64 { return -20 * math.Log10(l.lowest) }

// Bad is how many samples were replaced by 0 for being NaN, infinite or beyond ±1e6.
func (l *Limiter) Bad() int64 { return l.bad }

// Process limits frames in place: what comes out entered Latency frames ago.
func (l *Limiter) Process(frames [][2]float32) {
	l.lowest = 1
	for len(frames) > 0 {
		n := min(limiterBlock, len(frames))
		l.block(frames[:n])
		frames = frames[n:]
	}
}

func (l *Limiter) block(f [][2]float32) {
	n := len(f)
	for c := range 2 {
		dst := l.win[c][interpHistory:]
		for i := range f {
			if !(f[i][c] >= -limiterInsane && f[i][c] <= limiterInsane) {
				f[i][c] = 0
				l.bad++
			}
			dst[i] = f[i][c]
		}
	}
	peak := l.peak[:n]
	clear(peak)
	loud := false
	if l.on {
		limit := float32(min(l.ceil, l.goal)) // the glide stays between the two
		for c := range 2 {
			if l.crests.exceed(l.win[c][:interpHistory+n], limit*(1-1e-6)) {
				l.crests.rise(peak)
				loud = true
			}
		}
	}
	for c := range 2 {
		copy(l.win[c][:], l.win[c][n:interpHistory+n])
	}
	if !loud && l.steps == 0 && l.env == 1 && l.slow == 1 && l.box.sb == l.box.full && l.min.settled(1) {
		l.min.pushRun(n)
		l.pass(f)
		return
	}
	for i := range f {
		g := l.gain(peak[i])
		out := l.delay[l.at]
		l.delay[l.at] = f[i]
		if l.at++; l.at == len(l.delay) {
			l.at = 0
		}
		if g != 1 {
			out[0] = float32(float64(out[0]) * g)
			out[1] = float32(float64(out[1]) * g)
			l.lowest = min(l.lowest, g)
		}
		f[i] = out
	}
}

// pass exchanges the frames with the oldest in the delay.
func (l *Limiter) pass(f [][2]float32) {
	for len(f) > 0 {
		d := l.delay[l.at:]
		n := min(len(d), len(f))
		for i := range n {
			d[i], f[i] = f[i], d[i]
		}
		f = f[n:]
		if l.at += n; l.at == len(l.delay) {
			l.at = 0
		}
	}
}

// gain takes the crest of the next interval and gives the gain of the frame that leaves.
func (l *Limiter) gain(peak float64) float64 {
	if l.steps > 0 {
		l.ceil *= l.step
		if l.steps--; l.steps == 0 {
			l.ceil = l.goal
		}
	}
	need := 1.0
	if l.on && peak > l.ceil {
		need = l.ceil / peak
	}
	m := l.min.push(need)
	l.slow += (m - l.slow) * l.averageC
	if m == 1 && l.slow > 1-1e-6 {
		l.slow = 1
	}
	switch {
	case m <= l.env:
		l.env = m
	default:
		c := l.fastC
		if l.env >= l.slow && l.on {
			c = l.slowC
		}
		l.env = min(m, l.env+max((m-l.env)*c, limiterCreep/float64(l.rate)))
	}
	return l.box.push(int64(l.env * gainUnit)) // rounded down: never above what is allowed
}
