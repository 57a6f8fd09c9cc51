package dsp

import "testing"

func BenchmarkQuantizer(b *testing.B) {
	for _, c := range []struct {
		name   string
		w      WordLayout
		dither bool
	}{{"16 bit dithered", WordS16, true}, {"16 bit exact", WordS16, false}, {"24 bit in 3 dithered", WordS24x3, true}, {"32 bit", WordS32, false}} {
		b.Run(c.name, func(b *testing.B) {
			q := newQuantizer(b, c.w, 1)
			q.Source(16, c.dither)
			f := scaled(music(480, 48000, 1), 0.5)
			buf := make([]byte, len(f)*2*c.w.Bytes())
			b.ReportAllocs()
			for b.Loop() {
				q.Encode(buf, f)
			}
			reportRealTime(b, len(f), 48000)
		})
	}
}
