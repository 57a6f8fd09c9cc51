//go:build !race

package output

import "testing"

// The output loop allocates nothing, whatever it does: playing, ramping, waiting, holding.
func TestTheLoopDoesNotAllocate(t *testing.T) {
	x := newRig(t)
	x.begin(1, 5)
	x.tone(60_000)
	x.card.took = make([]float32, 0, 1<<22)
	i := 0
	if n := testing.AllocsPerRun(2000, func() {
		i++
		x.p.Hold(i%50 > 40)
		x.p.SetGain(float32(i%100) / 100)
		if x.w.Fill() < 10_000 {
			x.w.Commit(5000)
		}
		if _, err := x.loop.Step(); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations a step", n)
	}
}
