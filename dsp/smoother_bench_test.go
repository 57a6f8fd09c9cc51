package dsp

import "testing"

func BenchmarkGainSmoother(b *testing.B) {
	s, _ := NewGainSmoother(0.5, 48000)
	f := scaled(music(480, 48000, 1), 1)
	n := 0
	b.ReportAllocs()
	for b.Loop() { // never at rest
		n++
		_ = s.SetTarget(0.5 + 0.3*float64(n%2))
		s.Process(f)
	}
	reportRealTime(b, len(f), 48000)
}

func BenchmarkRamp(b *testing.B) {
	r, _ := NewRamp(RampSettings{Length: 0.01}, 48000)
	f := scaled(music(480, 48000, 1), 1)
	up := false
	b.ReportAllocs()
	for b.Loop() {
		up = !up
		r.Turn(up)
		r.Process(f)
	}
	reportRealTime(b, len(f), 48000)
}
