//go:build !race

package dsp

import "testing"

func noAllocs(t *testing.T, name string, fn func()) {
	t.Helper()
	if n := testing.AllocsPerRun(100, fn); n != 0 {
		t.Errorf("%s: %v allocations a block", name, n)
	}
}

func TestNoAllocationPeaks(t *testing.T) {
	f := scaled(music(480, 48000, 1), 4)
	m, _ := NewTruePeak(TruePeakSettings{Channels: 2}, 48000)
	noAllocs(t, "true peak", func() { m.Process(f); m.Max() })
	l := newLimiter(t, 48000)
	noAllocs(t, "limiter", func() { l.Process(f); l.Reduction() })
}
