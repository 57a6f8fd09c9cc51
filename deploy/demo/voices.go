package demo

import (
	"math"
	"math/rand/v2"
)

// rate is that of all pieces, frames a second.
const rate = 44100

// score is a piece being made: a stretch of silence that notes are added to.
type score struct {
	l, r []float64
	rng  *rand.Rand
}

func newScore(seconds float64, seed uint64) *score {
	n := int(seconds * rate)
	return &score{l: make([]float64, n), r: make([]float64, n), rng: rand.New(rand.NewPCG(seed, 1))}
}

// add mixes a sound in from a moment on; pan goes from -1 (left) to 1.
func (s *score) add(at, length, level, pan float64, sound func(t float64) float64) {
	from := int(at * rate)
	left, right := level*math.Cos((pan+1)*math.Pi/4), level*math.Sin((pan+1)*math.Pi/4)
	for i := range int(length * rate) {
		k := from + i
		if k < 0 || k >= len(s.l) {
			continue
		}
		v := sound(float64(i) / rate)
		s.l[k] += left * v
		s.r[k] += right * v
	}
}

// hertz is the frequency of a key, 69 being A at 440 Hz.
func hertz(key float64) float64 { return 440 * math.Pow(2, (key-69)/12) }

// partial is a sine that decays, made by turning a pointer: far cheaper than asking for a sine each frame.
type partial struct{ x, y, c, s float64 }

// newPartial makes one of f Hz that dies by a factor of e in 1/decay seconds.
func newPartial(f, decay, level float64) partial {
	w, d := 2*math.Pi*f/rate, math.Exp(-decay/rate)
	return partial{x: level, c: d * math.Cos(w), s: d * math.Sin(w)}
}

func (p *partial) next() float64 {
	p.x, p.y = p.x*p.c-p.y*p.s, p.x*p.s+p.y*p.c
	return p.y
}

// pluck is a struck string: harmonics that die the faster the higher they are.
func (s *score) pluck(at, key, level, pan, bright float64) {
	f := hertz(key)
	var string6 []partial
	for h := 1.0; h <= 6 && f*h < 16000; h++ {
		string6 = append(string6, newPartial(f*h, 1.2+0.9*h, math.Pow(bright, h-1)/h))
	}
	s.add(at, 2.5, level, pan, func(t float64) float64 {
		v := 0.0
		for i := range string6 {
			v += string6[i].next()
		}
		return v * math.Min(1, t/0.004) * math.Min(1, (2.5-t)/0.1)
	})
}

// pad is a soft held chord voice: three sines that beat slowly.
func (s *score) pad(at, length, key, level, pan float64) {
	f := hertz(key)
	voice := [3]partial{newPartial(f, 0, 1), newPartial(f*1.003, 0, 0.4), newPartial(2*f, 0, 0.2)}
	s.add(at, length+0.8, level, pan, func(t float64) float64 {
		env := math.Min(1, t/0.6) * math.Max(0, math.Min(1, (length+0.8-t)/0.8))
		return env * (voice[0].next() + voice[1].next() + voice[2].next())
	})
}

func (s *score) bass(at, length, key, level float64) {
	f := hertz(key)
	voice := [3]partial{newPartial(f, 1.5, 1), newPartial(2*f, 1.5, 0.35), newPartial(3*f, 1.5, 0.15)}
	s.add(at, length, level, 0, func(t float64) float64 {
		return math.Min(1, t/0.01) * math.Min(1, (length-t)/0.02) * (voice[0].next() + voice[1].next() + voice[2].next())
	})
}

func (s *score) kick(at, level float64) {
	s.add(at, 0.35, level, 0, func(t float64) float64 {
		return math.Exp(-t*11) * math.Sin(2*math.Pi*(48*t+9*(1-math.Exp(-t*30))/3))
	})
}

func (s *score) snare(at, level float64) {
	s.add(at, 0.22, level, 0.1, func(t float64) float64 {
		return math.Exp(-t*18) * (0.8*(s.rng.Float64()*2-1) + 0.5*math.Sin(2*math.Pi*190*t))
	})
}

func (s *score) hat(at, level, pan float64) {
	last := 0.0
	s.add(at, 0.06, level, pan, func(t float64) float64 {
		x := s.rng.Float64()*2 - 1
		v := x - last // the difference leaves the high part
		last = x
		return math.Exp(-t*70) * v
	})
}

// master brings the peak to a level; drive above 1 saturates, as a loud master is made.
func (s *score) master(peak, drive float64) {
	most := 1e-9
	for i := range s.l {
		most = math.Max(most, math.Max(math.Abs(s.l[i]), math.Abs(s.r[i])))
	}
	for i := range s.l {
		for _, c := range []*float64{&s.l[i], &s.r[i]} {
			v := *c / most * drive
			if drive > 1 {
				v = math.Tanh(v) / math.Tanh(drive)
			}
			*c = v * peak
		}
	}
}
