package flac

import (
	"bytes"
	"errors"
	"io"
	"testing"
)

// BenchmarkDecode reports how many times faster than real time a file is decoded, in blocks as the decode stage asks.
func BenchmarkDecode(b *testing.B) {
	for _, v := range []struct {
		name       string
		rate, bits int
		o          Options
	}{
		{"16-44", 44100, 16, Options{}}, {"16-44-noMD5", 44100, 16, Options{SkipMD5: true}},
		{"24-96", 96000, 24, Options{}}, {"24-96-noMD5", 96000, 24, Options{SkipMD5: true}},
	} {
		b.Run(v.name, func(b *testing.B) {
			const seconds = 10
			file := encode(b, tune(v.rate, v.bits, seconds*v.rate), "-8")
			dst := [][]float32{make([]float32, 4096), make([]float32, 4096)}
			b.ReportAllocs()
			b.ResetTimer()
			for b.Loop() {
				d, err := Open(bytes.NewReader(file), v.o)
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

// BenchmarkSeek seeks to and fro in a minute without a seek table and reads one sample.
func BenchmarkSeek(b *testing.B) {
	s := tune(44100, 16, 60*44100)
	d := mustOpen(b, encode(b, s, "--no-seektable"))
	dst := [][]float32{make([]float32, 1), make([]float32, 1)}
	at := int64(0)
	b.ReportAllocs()
	for b.Loop() {
		at = (at + 1_234_567) % d.Info().Frames
		if err := d.SeekFrame(at); err != nil {
			b.Fatal(err)
		}
		if _, err := d.Read(dst); err != nil {
			b.Fatal(err)
		}
	}
}
