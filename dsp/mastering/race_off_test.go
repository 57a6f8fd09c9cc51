//go:build !race

package mastering

import (
	"testing"

	"auralis/dsp/internal/corpus"
)

const underRace = false

func TestNothingIsAllocated(t *testing.T) {
	c, err := NewChain(44100)
	if err != nil {
		t.Fatal(err)
	}
	a, err := NewAnalyser(44100)
	if err != nil {
		t.Fatal(err)
	}
	x := corpus.Kinds()[0].Frames(44100, 0.1, 1)
	on, off := plan(t, usual(), Warm, 1), PlanOff()
	if n := testing.AllocsPerRun(50, func() {
		on, off = off, on
		c.SetPlan(on)
		c.Process(x)
		a.Process(x)
	}); n != 0 {
		t.Errorf("%g allocations", n)
	}
}
