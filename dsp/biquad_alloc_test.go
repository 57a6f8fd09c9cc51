//go:build !race

package dsp

import "testing"

func TestEQAllocatesNothing(t *testing.T) {
	e := newEQ(t, 4, 44100)
	l, r := uniform(500, 1), uniform(500, 2)
	g := 1.0
	if n := testing.AllocsPerRun(100, func() {
		g = -g
		if err := e.Set(0, Section{Peak, 9000, 1, 6 * g}); err != nil {
			t.Fatal(err)
		}
		e.Process(l, r)
	}); n != 0 {
		t.Errorf("%g allocations", n)
	}
}
