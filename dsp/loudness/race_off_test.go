//go:build !race

package loudness

import "testing"

const underRace = false

func TestMeterAllocatesNothing(t *testing.T) {
	m, err := New(Settings{Channels: 2, TruePeak: true}, 48000)
	if err != nil {
		t.Fatal(err)
	}
	x := programme(4800)
	if n := testing.AllocsPerRun(50, func() {
		m.Process(x)
		m.Integrated()
		m.Range()
	}); n != 0 {
		t.Errorf("%g allocations", n)
	}
}
