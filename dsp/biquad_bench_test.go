package dsp

import (
	"math/rand/v2"
	"testing"
)

// The unit of comparison is nanoseconds per biquad and sample of one channel: ten biquads, stereo, as ffmpeg's and sox's
// figures in the performance page.
func BenchmarkEQTenBiquads(b *testing.B) {
	e, err := NewEQ(EQSettings{Sections: 10}, 48000)
	if err != nil {
		b.Fatal(err)
	}
	f := 31.25
	for i, g := range []float64{3, 2, 1, -1, -2, -1, 1, 2, 3, 2} {
		if err := e.Set(i, Section{Peak, f, 1, g}); err != nil {
			b.Fatal(err)
		}
		f *= 2
	}
	e.Snap()
	biquads := 0
	for i := range e.slots {
		for j := range e.slots[i].now {
			if e.slots[i].now[j].on {
				biquads++
			}
		}
	}
	const n = 1024
	l, r := make([]float64, n), make([]float64, n)
	rng := rand.New(rand.NewPCG(1, 1))
	src := make([]float64, n)
	for i := range src {
		src[i] = rng.Float64() - 0.5
	}
	b.ReportAllocs()
	for b.Loop() {
		copy(l, src)
		copy(r, src)
		e.Process(l, r)
	}
	ns := float64(b.Elapsed().Nanoseconds()) / float64(b.N) / (2 * n)
	b.ReportMetric(ns/float64(biquads), "ns/biquad/sample")
	b.ReportMetric(float64(biquads), "biquads")
	b.ReportMetric(1e9/(2*48000*ns), "x-realtime")
}

func BenchmarkDesign(b *testing.B) {
	for _, c := range []struct {
		name string
		s    Section
	}{
		{"low", Section{Peak, 100, 1, 6}},
		{"presence", Section{Peak, 4000, 0.7, 3}},
		{"hard", Section{Peak, 14000, 2, 12}},
		{"air", Section{HighShelf, 10000, 0.7, 4}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.s.Design(44100)
			}
		})
	}
}
