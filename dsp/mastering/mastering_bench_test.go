package mastering

import (
	"testing"

	"auralis/dsp/internal/corpus"
)

func BenchmarkChain(b *testing.B) {
	warm, err := NewPlan(usual(), Warm, 1)
	if err != nil {
		b.Fatal(err)
	}
	for name, p := range map[string]Plan{"warm": warm, "flat": PlanOff()} {
		b.Run(name, func(b *testing.B) {
			c, err := NewChain(44100)
			if err != nil {
				b.Fatal(err)
			}
			c.SwitchPlan(p)
			src := corpus.Kinds()[0].Frames(44100, 1, 1)
			x := make([][2]float32, len(src))
			b.ReportAllocs()
			for b.Loop() {
				copy(x, src)
				for i := 0; i+441 <= len(x); i += 441 {
					c.Process(x[i : i+441])
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "x-realtime")
		})
	}
}

func BenchmarkAnalyser(b *testing.B) {
	a, err := NewAnalyser(44100)
	if err != nil {
		b.Fatal(err)
	}
	x := corpus.Kinds()[0].Frames(44100, 1, 1)
	b.ReportAllocs()
	for b.Loop() {
		a.Process(x)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "x-realtime")
}

func BenchmarkNewPlan(b *testing.B) {
	a := usual()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewPlan(a, Warm, 1); err != nil {
			b.Fatal(err)
		}
	}
}
