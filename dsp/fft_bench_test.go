package dsp

import (
	"fmt"
	"testing"
)

func BenchmarkFFT(b *testing.B) {
	for _, n := range []int{1024, 4096, 16384} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			f, _ := NewFFT(n)
			x, y := sine(n, 0.1, 1, 0), make([]complex128, n/2+1)
			b.ReportAllocs()
			for b.Loop() {
				f.Forward(y, x)
			}
		})
	}
}
