//go:build !race

package dsp

import "testing"

func TestQuantizerDoesNotAllocate(t *testing.T) {
	f := make([][2]float32, 512)
	q, _ := NewQuantizer(PCM24, 44100, 1)
	b := make([]byte, len(f)*6)
	if n := testing.AllocsPerRun(100, func() {
		q.Encode(b, f, 0, true)
		q.EncodeInts(b, f)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
