package mp3

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"
)

// BenchmarkDecode reports how many seconds of sound are decoded in a second of one core, to be set beside
// `ffmpeg -threads 1 -benchmark -i FILE -f null -`.
func BenchmarkDecode(b *testing.B) {
	for _, c := range []struct{ name, opts string }{
		{"cbr128", "-b 128"}, {"cbr320", "-b 320"}, {"v2", "-V 2"},
	} {
		b.Run(c.name, func(b *testing.B) {
			file := encode(b, music(44100, 2, 30*44100), 44100, c.opts)
			dst := [][]float32{make([]float32, 1152), make([]float32, 1152)}
			d, err := Open(bytes.NewReader(file))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.ResetTimer()
			frames := 0
			start := time.Now()
			for b.Loop() {
				n, err := d.Read(dst)
				frames += n
				if errors.Is(err, io.EOF) {
					if err = d.SeekFrame(0); err != nil {
						b.Fatal(err)
					}
				} else if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(frames)/44100/time.Since(start).Seconds(), "x-realtime")
		})
	}
}

// BenchmarkSeek jumps about in a file of twenty seconds whose index is complete.
func BenchmarkSeek(b *testing.B) {
	file := encode(b, music(44100, 2, 20*44100), 44100, "-V 2")
	d, err := Open(bytes.NewReader(file))
	if err != nil {
		b.Fatal(err)
	}
	dst := [][]float32{make([]float32, 1), make([]float32, 1)}
	at := int64(0)
	b.ReportAllocs()
	for b.Loop() {
		at = (at + 314159) % d.Info().Frames
		if err := d.SeekFrame(at); err != nil {
			b.Fatal(err)
		}
		if _, err := d.Read(dst); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTables is what the first Read of every decoder costs above decoding.
func BenchmarkTables(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		newTables(0)
	}
}
