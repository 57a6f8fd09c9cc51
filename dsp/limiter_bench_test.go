package dsp

import "testing"

func BenchmarkLimiter(b *testing.B) {
	for _, c := range []struct {
		name string
		gain float64
	}{{"quiet", 0.1}, {"below the ceiling", 0.8}, {"driven 6 dB", 2}, {"driven 12 dB", 4}} {
		b.Run(c.name, func(b *testing.B) {
			src := scaled(music(44100, 44100, 1), c.gain)
			l := newLimiter(b, 44100)
			buf := make([][2]float32, 480)
			at := 0
			b.ReportAllocs()
			for b.Loop() {
				copy(buf, src[at:])
				if at += 480; at+480 > len(src) {
					at = 0
				}
				l.Process(buf)
			}
			reportRealTime(b, len(buf), 44100)
		})
	}
	// A minute of silence after music must not cost more than the music: denormals.
	b.Run("silence after music", func(b *testing.B) {
		l := newLimiter(b, 44100)
		l.Process(scaled(music(44100, 44100, 1), 4))
		tail := make([][2]float32, 480)
		for i := range tail { // dying away below the smallest normal float32
			tail[i] = [2]float32{1e-38 / float32(i+1), 1e-40}
		}
		buf := make([][2]float32, 480)
		b.ReportAllocs()
		for b.Loop() {
			copy(buf, tail)
			l.Process(buf)
		}
		reportRealTime(b, len(buf), 44100)
	})
}
