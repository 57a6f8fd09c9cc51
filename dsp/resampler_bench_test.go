package dsp

import (
	"fmt"
	"testing"
)

func BenchmarkResampler(b *testing.B) {
	for _, c := range []struct{ in, out int }{{44100, 48000}, {48000, 44100}, {96000, 48000}, {44100, 96000}, {192000, 44100}, {44101, 48000}} {
		b.Run(fmt.Sprintf("%d to %d", c.in, c.out), func(b *testing.B) {
			r := newResampler(b, ResamplerSettings{In: c.in, Out: c.out})
			in := music(480, c.in, 1)
			out := make([][2]float32, len(in)*c.out/c.in+2)
			b.ReportAllocs()
			for b.Loop() {
				for rest := in; len(rest) > 0; {
					used, _ := r.Process(rest, out)
					rest = rest[used:]
				}
			}
			reportRealTime(b, len(in), c.in)
		})
	}
}

func BenchmarkNewResampler(b *testing.B) {
	for _, c := range []struct{ in, out int }{{44100, 48000}, {192000, 44100}, {44101, 48000}} {
		b.Run(fmt.Sprintf("%d to %d", c.in, c.out), func(b *testing.B) {
			for b.Loop() {
				newResampler(b, ResamplerSettings{In: c.in, Out: c.out})
			}
		})
	}
}
