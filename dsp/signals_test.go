package dsp

import (
	"math"
	"math/rand/v2"
)

// refMeter reads the true peak with nothing in common with the code under test: a windowed sinc in float64 (Blackman,
// 2·half taps), over points a frame, no skipping.
type refMeter struct {
	kernels [][]float64
	half    int
}

func newRefMeter(over, half int) *refMeter {
	m := &refMeter{half: half}
	for p := range over {
		k := make([]float64, 2*half)
		for i := range k {
			t := float64(i-half+1) - float64(p)/float64(over)
			u := t / float64(half)
			k[i] = (0.42 + 0.5*math.Cos(math.Pi*u) + 0.08*math.Cos(2*math.Pi*u))
			if t != 0 {
				k[i] *= math.Sin(math.Pi*t) / (math.Pi * t)
			}
		}
		m.kernels = append(m.kernels, k)
	}
	return m
}

// peak is the largest absolute value of the interpolated signal in dB; before and after it counts as silence.
func (m *refMeter) peak(x []float64) float64 {
	pad := make([]float64, len(x)+2*m.half)
	copy(pad[m.half:], x)
	top := 0.0
	for i := 0; i+2*m.half <= len(pad); i++ {
		w := pad[i : i+2*m.half]
		for _, k := range m.kernels {
			s := 0.0
			for j, h := range k {
				s += h * w[j]
			}
			top = max(top, math.Abs(s))
		}
	}
	return 20 * math.Log10(top)
}

func lane(f [][2]float32, c int) []float64 {
	x := make([]float64, len(f))
	for i := range f {
		x[i] = float64(f[i][c])
	}
	return x
}

func frames(l, r []float64) [][2]float32 {
	f := make([][2]float32, len(l))
	for i := range f {
		f[i] = [2]float32{float32(l[i]), float32(r[i])}
	}
	return f
}

func sine(n int, cycles, amp, phase float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = amp * math.Sin(2*math.Pi*cycles*float64(i)+phase)
	}
	return x
}

// faded applies raised-cosine fades of n frames, so that the ends don't ring.
func faded(x []float64, n int) []float64 {
	for i := range n {
		g := 0.5 - 0.5*math.Cos(math.Pi*float64(i)/float64(n))
		x[i] *= g
		x[len(x)-1-i] *= g
	}
	return x
}

// ebuTruePeak makes case 15…23 of EBU Tech 3341, and what a meter has to read in dBTP (+0.2, -0.4).
func ebuTruePeak(n, rate int) (x []float64, want float64) {
	deg := math.Pi / 180
	fade := rate / 100
	length := rate / 4
	switch n {
	case 15:
		return faded(sine(length, 1./4, 0.5, 0), fade), -6
	case 16:
		return faded(sine(length, 1./4, 0.5, 45*deg), fade), -6
	case 17:
		return faded(sine(length, 1./6, 0.5, 60*deg), fade), -6
	case 18:
		return faded(sine(length, 1./8, 0.5, 67.5*deg), fade), -6
	case 19:
		return faded(sine(length, 1./4, 1.41, 45*deg), fade), 3
	}
	// 20…23: at 4 fs, low-passed, decimated at offset 0…3.
	const half = 300
	over := make([]float64, 4*length)
	start := 4 * length / 2 / 24 * 24 // a zero crossing of fs/6, whose period is 24 samples here
	for i := range over {
		switch {
		case i < start:
			over[i] = 0.5 * math.Sin(2*math.Pi*float64(i)/24)
		case i < start+16:
			over[i] = math.Sin(2 * math.Pi * float64(i-start) / 16)
		default:
			over[i] = 0.5 * math.Sin(2*math.Pi*float64(i-start-16)/24)
		}
	}
	faded(over, 4*fade)
	h := make([]float64, 2*half+1)
	for j := range h {
		h[j] = 0.235 * Sinc(0.235*float64(j-half)) * Kaiser(float64(j-half)/half, 9)
	}
	x = make([]float64, length)
	for i := range x {
		at := 4*i + n - 20
		s := 0.0
		for j := -half; j <= half; j++ {
			if k := at + j; k >= 0 && k < len(over) {
				s += over[k] * h[j+half]
			}
		}
		x[i] = s
	}
	return x, 0
}

// music makes something with the statistics of loud programme: a chord with vibrato, a kick and hats, from a seed.
func music(n, rate int, seed uint64) [][2]float32 {
	rng := rand.New(rand.NewPCG(seed, 1))
	f := make([][2]float32, n)
	lp := 0.0
	for i := range f {
		t := float64(i) / float64(rate)
		beat := math.Mod(t, 0.5)
		kick := math.Exp(-beat*12) * math.Sin(2*math.Pi*(50*beat+20*(1-math.Exp(-beat*30))/3))
		hat := math.Exp(-math.Mod(t, 0.125)*60) * rng.NormFloat64()
		chord := 0.0
		for k, hz := range []float64{110, 220.6, 277.2, 329.6, 440.3, 1318.5} {
			chord += math.Sin(2*math.Pi*hz*t+0.3*math.Sin(5*t+float64(k))) / float64(k+2)
		}
		lp += 0.2 * (rng.NormFloat64() - lp)
		f[i][0] = float32(0.35*kick + 0.12*hat + 0.25*chord + 0.05*lp)
		f[i][1] = float32(0.35*kick - 0.09*hat + 0.22*chord - 0.05*lp)
	}
	return f
}

func noise(n int, amp float64, seed uint64) [][2]float32 {
	rng := rand.New(rand.NewPCG(seed, 2))
	f := make([][2]float32, n)
	for i := range f {
		f[i] = [2]float32{float32(amp * rng.NormFloat64()), float32(amp * rng.NormFloat64())}
	}
	return f
}

// blocks cuts n frames into runs of size, or random runs up to 2000 for size 0, and calls fn on each.
func blocks(n, size int, fn func(from, to int)) {
	rng := rand.New(rand.NewPCG(7, 7))
	for from := 0; from < n; {
		k := size
		if k == 0 {
			k = rng.IntN(2001)
		}
		k = min(k, n-from)
		fn(from, from+k)
		from += k
	}
}

func dB(x float64) float64   { return 20 * math.Log10(x) }
func undB(x float64) float64 { return math.Pow(10, x/20) }
func scaled(f [][2]float32, g float64) [][2]float32 {
	o := make([][2]float32, len(f))
	for i := range f {
		o[i] = [2]float32{float32(float64(f[i][0]) * g), float32(float64(f[i][1]) * g)}
	}
	return o
}
