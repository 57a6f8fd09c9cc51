// Package corpus makes programme of many kinds from seeds, for the tests of dsp: the same frames on every run.
//
// It is no music, but has what the mastering looks at: spectra, levels, crests, ranges, widths, and the ways in which recordings
// go wrong. Tune on the first of two seeds and judge on the other.
package corpus

import (
	"math"
	"math/rand/v2"
)

// Kind is one kind of programme.
type Kind struct {
	Name string
	make func(g *gen, s float64) (l, r float64) // one frame at s seconds
}

// Kinds lists all kinds.
func Kinds() []Kind {
	return []Kind{
		{"pop", pop},
		{"orchestral", orchestral},
		{"percussive", func(g *gen, s float64) (float64, float64) { return spread(g, g.drums(s, 0.9), 0.1*g.pink()) }},
		{"speech", speech},
		{"very quiet", func(g *gen, s float64) (float64, float64) { return scale(0.004)(pop(g, s)) }},
		{"hyper-compressed", func(g *gen, s float64) (float64, float64) { return squash(12)(pop(g, s)) }},
		{"mono", func(g *gen, s float64) (float64, float64) { l, r := pop(g, s); return (l + r) / 2, (l + r) / 2 }},
		{"left only", func(g *gen, s float64) (float64, float64) { l, _ := pop(g, s); return l, 0 }},
		{"out of phase", func(g *gen, s float64) (float64, float64) { l, _ := pop(g, s); return l, -l }},
		{"offset", func(g *gen, s float64) (float64, float64) { l, r := scale(0.7)(pop(g, s)); return l + 0.1, r + 0.1 }},
		{"silence", func(*gen, float64) (float64, float64) { return 0, 0 }},
		{"clipped", func(g *gen, s float64) (float64, float64) { return clip(4)(pop(g, s)) }},
		{"sweep", sweep},
		{"bass-heavy", func(g *gen, s float64) (float64, float64) {
			return spread(g, 0.5*math.Sin(2*math.Pi*48*s)+0.4*g.drums(s, 0.5), 0.05*g.pink())
		}},
		{"bright", func(g *gen, s float64) (float64, float64) {
			return spread(g, 0.2*g.white()-0.2*g.pink(), 0.1*g.white())
		}},
		{"film", film},
		{"noisy transfer", func(g *gen, s float64) (float64, float64) {
			l, r := scale(0.3)(orchestral(g, s))
			return l + 0.01*g.white(), r + 0.01*g.white()
		}},
		{"solo", func(g *gen, s float64) (float64, float64) { return spread(g, 0.4*g.chord(s, 220, 0.5), 0) }},
	}
}

// Frames gives seconds of the kind at rate frames a second.
func (k Kind) Frames(rate int, seconds float64, seed uint64) [][2]float32 {
	g := &gen{rng: rand.New(rand.NewPCG(seed, 99)), length: seconds}
	f := make([][2]float32, int(seconds*float64(rate)))
	for i := range f {
		l, r := k.make(g, float64(i)/float64(rate))
		f[i] = [2]float32{float32(l), float32(r)}
	}
	return f
}

type gen struct {
	rng    *rand.Rand
	length float64
	rows   [12]float64 // of the pink noise
	count  uint
}

func (g *gen) white() float64 { return 2*g.rng.Float64() - 1 }

// pink is the Voss–McCartney sum of rows that change at half the pace of the one before.
func (g *gen) pink() float64 {
	g.count++
	for i := range g.rows {
		if g.count>>i&1 == 1 {
			g.rows[i] = g.white()
			break
		}
	}
	sum := 0.0
	for _, v := range g.rows {
		sum += v
	}
	return sum / 4
}

// drums are a kick, a snare and a hat at 120 BPM.
func (g *gen) drums(s, level float64) float64 {
	beat := math.Mod(s, 0.5)
	kick := math.Exp(-18*beat) * math.Sin(2*math.Pi*(50*beat+6*(1-math.Exp(-30*beat))))
	back := math.Mod(s+0.5, 1)
	snare := math.Exp(-25*back) * g.white()
	hat := math.Exp(-80*math.Mod(s, 0.25)) * g.white()
	return level * (0.7*kick + 0.4*snare + 0.15*hat)
}

// chord is a major triad with harmonics that fall by 1/n.
func (g *gen) chord(s, f, level float64) float64 {
	sum := 0.0
	for _, ratio := range [...]float64{1, 1.25, 1.5} {
		for n := 1.0; n <= 6; n++ {
			sum += math.Sin(2*math.Pi*f*ratio*n*s) / n
		}
	}
	return level * sum / 6
}

func spread(g *gen, mid, side float64) (float64, float64) { return mid + side, mid - side }

func scale(k float64) func(l, r float64) (float64, float64) {
	return func(l, r float64) (float64, float64) { return k * l, k * r }
}

func squash(k float64) func(l, r float64) (float64, float64) {
	return func(l, r float64) (float64, float64) { return math.Tanh(k * l), math.Tanh(k * r) }
}

func clip(k float64) func(l, r float64) (float64, float64) {
	return func(l, r float64) (float64, float64) { return max(-1, min(1, k*l)), max(-1, min(1, k*r)) }
}

var roots = [4]float64{110, 146.83, 164.81, 98}

func pop(g *gen, s float64) (float64, float64) {
	f := roots[int(s/2)%len(roots)]
	mid := g.drums(s, 0.35) + 0.25*math.Sin(2*math.Pi*f/2*s) + g.chord(s, f*2, 0.2) + 0.02*g.pink()
	return spread(g, mid, g.chord(s, f*4, 0.05)+0.01*g.pink())
}

// orchestral swells by 20 dB.
func orchestral(g *gen, s float64) (float64, float64) {
	e := math.Pow(10, -1+math.Sin(2*math.Pi*s/g.length-math.Pi/2))
	return spread(g, e*(g.chord(s, 196, 0.4)+0.06*g.pink()), e*g.chord(s, 293, 0.15))
}

// speech is buzz in syllables, with pauses.
func speech(g *gen, s float64) (float64, float64) {
	if math.Mod(s, 3) > 2.3 {
		return 1e-4 * g.white(), 1e-4 * g.white()
	}
	e := math.Pow(math.Sin(2*math.Pi*2*s), 2)
	sum := 0.0
	for n := 1.0; n <= 20; n++ {
		sum += math.Sin(2*math.Pi*120*n*s) / (1 + math.Pow((n-5)/3, 2))
	}
	return spread(g, e*(0.12*sum+0.01*g.white()), 0)
}

func sweep(g *gen, s float64) (float64, float64) {
	const low, high = 20.0, 20000.0
	k := math.Log(high / low)
	v := 0.5 * math.Sin(2*math.Pi*low*g.length/k*(math.Exp(s/g.length*k)-1))
	return v, v
}

// film is quiet talk and, in its last quarter, a bang.
func film(g *gen, s float64) (float64, float64) {
	l, r := scale(0.1)(speech(g, s))
	if s > 0.75*g.length {
		e := math.Exp(-2 * (s - 0.75*g.length))
		l, r = l+0.8*e*g.pink(), r+0.8*e*g.pink()
	}
	return l, r
}
