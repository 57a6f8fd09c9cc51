package dsp

import "testing"

func BenchmarkTruePeak(b *testing.B) {
	for _, c := range []struct {
		name string
		gain float64
		skip bool
	}{{"music", 0.5, true}, {"worst case, nothing skipped", 0.5, false}} {
		b.Run(c.name, func(b *testing.B) {
			f := scaled(music(480, 48000, 1), c.gain)
			m, _ := NewTruePeak(TruePeakSettings{Channels: 2}, 48000)
			if !c.skip {
				m.ip.halfBound, m.ip.quarterBound = 1e9, 1e9
			}
			b.ReportAllocs()
			for b.Loop() {
				m.Process(f)
			}
			reportRealTime(b, len(f), 48000)
		})
	}
}

// reportRealTime gives a benchmark's result in the units people compare.
func reportRealTime(b *testing.B, framesPerOp, rate int) {
	ns := float64(b.Elapsed().Nanoseconds()) / float64(b.N) / float64(framesPerOp)
	b.ReportMetric(ns, "ns/frame")
	b.ReportMetric(1e9/ns/float64(rate), "x_real_time")
}
