package loudness

import (
	"math/rand/v2"
	"testing"
)

// The programme gets louder for a while and has the crests of music, so that the true peak's shortcut is worth what it is worth
// there.
func programme(n int) [][2]float32 {
	rng := rand.New(rand.NewPCG(1, 2))
	x := make([][2]float32, n)
	var a, b float64
	for i := range x {
		env := 0.05 + 0.95*rng.ExpFloat64()/8
		a += 0.2 * (env*(rng.Float64()-0.5) - a)
		b += 0.2 * (env*(rng.Float64()-0.5) - b)
		x[i] = [2]float32{float32(a), float32(b)}
	}
	return x
}

func BenchmarkMeter(b *testing.B) {
	for _, tp := range []bool{false, true} {
		name := "loudness"
		if tp {
			name = "loudness+truepeak"
		}
		b.Run(name, func(b *testing.B) {
			m, err := New(Settings{Channels: 2, TruePeak: tp}, 48000)
			if err != nil {
				b.Fatal(err)
			}
			x := programme(48000)
			b.ReportAllocs()
			for b.Loop() {
				if tp {
					m.tp.Reset() // a second at a time is measured as if it were a track's first
				}
				for i := 0; i < len(x); i += 480 {
					m.Process(x[i : i+480])
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "x-realtime")
		})
	}
}
