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

func TestNoAllocationOutput(t *testing.T) {
	f := scaled(music(480, 48000, 1), 0.5)
	buf := make([]byte, 480*8)
	q := newQuantizer(t, WordS16, 1)
	r, _ := NewRamp(RampSettings{Length: 0.01}, 48000)
	s, _ := NewGainSmoother(0, 48000)
	noAllocs(t, "output", func() {
		r.Turn(r.Gain() == 0)
		_ = s.SetTarget(1 - s.Gain())
		s.Process(f)
		r.Process(f)
		q.Encode(buf, f)
		q.EncodeInts(buf, f)
	})
}

func TestNoAllocationResampler(t *testing.T) {
	for _, out := range []int{48000, 47999} { // own taps, interpolated taps
		r := newResampler(t, ResamplerSettings{In: 44100, Out: out})
		in, buf := music(480, 44100, 1), make([][2]float32, 1000)
		noAllocs(t, "resampler", func() { r.Process(in, buf) })
	}
}
