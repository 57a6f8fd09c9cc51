package mastering

import (
	"sync"
	"testing"

	"auralis/dsp/internal/corpus"
)

// C-06: filters and tables are made whole in the constructor and belong to what was constructed; nothing is shared or made on first
// use. 64 goroutines construct at 200 rates at once, from nothing, and every one measures and masters as a lone one does.
func TestC06TablesAreBuiltAtConstruction(t *testing.T) {
	const rates, goroutines = 200, 64
	x := corpus.Kinds()[0].Frames(8000, 0.45, 1)
	p := plan(t, usual(), Bright, 1)
	use := func(rate int) (a Analysis, last [2]float32) {
		m, err := NewAnalyser(rate)
		if err != nil {
			t.Error(err)
			return a, last
		}
		c, err := NewChain(rate)
		if err != nil {
			t.Error(err)
			return a, last
		}
		m.Process(x)
		c.SwitchPlan(p)
		out := append([][2]float32(nil), x[:200]...)
		c.Process(out)
		return m.Result(), out[199]
	}
	type result struct {
		a    Analysis
		last [2]float32
	}
	got := make([][]result, goroutines)
	var wg sync.WaitGroup
	for g := range got {
		wg.Go(func() {
			for i := range 8 { // every rate is made by two or three goroutines
				a, last := use(8000 + 1000*((g*8+i)%rates))
				got[g] = append(got[g], result{a, last})
			}
		})
	}
	wg.Wait()
	for g := range got {
		for i, r := range got[g] {
			if g%8 != 0 {
				continue // a lone construction for some of each
			}
			a, last := use(8000 + 1000*((g*8+i)%rates))
			if r != (result{a, last}) {
				t.Fatalf("goroutine %d, %d: %+v, alone %+v", g, i, r, a)
			}
		}
	}
}
