package loudness

import (
	"math"
	"sync"

	"auralis/dsp"
)

// tone is a stretch of a 1 kHz sine in all channels (or silence), as the conformance signals are made of.
type tone struct {
	seconds float64
	dbfs    float64 // peak; −Inf is silence
}

var silence = math.Inf(-1)

// play gives the tones one after the other, phase-continuous, to take in blocks of a second at most.
func play(rate int, tones []tone, take func([][2]float32)) {
	buf := make([][2]float32, 0, rate)
	w := 2 * math.Pi * 1000 / float64(rate)
	turn := complex(math.Cos(w), math.Sin(w))
	at, end, seconds := 0, 0, 0.0
	for _, t := range tones {
		seconds += t.seconds
		end = int(math.Round(seconds * float64(rate)))
		amp := math.Pow(10, t.dbfs/20)
		p := complex(math.Cos(w*float64(at)), math.Sin(w*float64(at)))
		for ; at < end; at++ {
			v := float32(amp * imag(p))
			p *= turn
			if buf = append(buf, [2]float32{v, v}); len(buf) == cap(buf) {
				take(buf)
				buf = buf[:0]
			}
		}
	}
	take(buf)
}

// faded is a sine of frequency rate/div at a phase in degrees with 10 ms fades (Tech 3341 cases 15…19).
func faded(rate, div int, phase, amp float64) [][2]float32 {
	n, fade := rate/2, rate/100
	x := make([][2]float32, n)
	for i := range x {
		g := min(1, float64(i)/float64(fade), float64(n-1-i)/float64(fade))
		v := float32(amp * g * math.Sin(2*math.Pi*float64(i%div)/float64(div)+phase*math.Pi/180))
		x[i] = [2]float32{v, v}
	}
	return x
}

// burst is Tech 3341 cases 20…23: a sine of rate/6 and amplitude 0.5 with one phase-continuous period of rate/4 and
// amplitude 1, made at four times the rate, low-passed and decimated with an offset of 0…3 of the fine samples.
func burst(rate, offset int) [][2]float32 {
	const fine = 4
	n := rate / 10 * fine
	x := make([]float64, n+4*fine*24)
	at := len(x)/2/24*24 + 0 // where a period of the slow tone (24 fine samples) ends
	for i := range x {
		switch {
		case i < at:
			x[i] = 0.5 * math.Sin(2*math.Pi*float64(i%24)/24)
		case i < at+16:
			x[i] = math.Sin(2 * math.Pi * float64(i-at) / 16)
		default:
			x[i] = 0.5 * math.Sin(2*math.Pi*float64((i-at-16)%24)/24)
		}
	}
	h := lowpass()
	out := make([][2]float32, (len(x)-len(h))/fine-1)
	for i := range out {
		sum := 0.0
		for k, c := range h {
			sum += c * x[i*fine+offset+k]
		}
		g := min(1, float64(i)/float64(rate/100), float64(len(out)-1-i)/float64(rate/100))
		out[i] = [2]float32{float32(g * sum), float32(g * sum)}
	}
	return out
}

// lowpass passes to just below half the coarse rate.
var lowpass = sync.OnceValue(func() []float64 {
	const half, cut = 128, 0.122 // of the fine rate; half the coarse one is 0.125
	h := make([]float64, 2*half+1)
	sum := 0.0
	for i := range h {
		t := float64(i - half)
		h[i] = 2 * cut * dsp.Sinc(2*cut*t) * dsp.Kaiser(t/(half+1), 8)
		sum += h[i]
	}
	for i := range h {
		h[i] /= sum
	}
	return h
})
