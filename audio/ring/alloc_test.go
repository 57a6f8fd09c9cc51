//go:build !race

package ring

import (
	"testing"

	"auralis/audio"
)

func TestNoAllocation(t *testing.T) {
	r, _ := New(1024, 16, 0)
	w, rd := r.Writer(), r.Reader()
	if n := testing.AllocsPerRun(1000, func() {
		w.Mark(audio.Mark{Instance: 1})
		a, b := w.Regions(100)
		w.Commit(len(a) + len(b))
		_, a, b = rd.Next(100)
		rd.Release(len(a) + len(b))
	}); n != 0 {
		t.Errorf("%v allocations a block", n)
	}
}
