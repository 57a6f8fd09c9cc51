package wav

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
)

// BenchmarkDecode reports how many times faster than real time a stereo file is read.
func BenchmarkDecode(b *testing.B) {
	for _, v := range []struct{ rate, bits int }{{44100, 16}, {96000, 24}} {
		b.Run(fmt.Sprintf("%d-%d", v.bits, v.rate/1000), func(b *testing.B) {
			const seconds = 10
			file := riff(chunk("fmt ", fmtBody(1, 2, v.rate, v.bits)), chunk("data", make([]byte, seconds*v.rate*2*v.bits/8)))
			dst := [][]float32{make([]float32, 4096), make([]float32, 4096)}
			b.ReportAllocs()
			for b.Loop() {
				d, err := Open(bytes.NewReader(file))
				for err == nil {
					_, err = d.Read(dst)
				}
				if !errors.Is(err, io.EOF) {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*seconds/b.Elapsed().Seconds(), "x-realtime")
		})
	}
}
