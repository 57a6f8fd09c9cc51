//go:build !race

package encoder

import (
	"testing"
	"time"
)

func TestFeedDoesNotAllocate(t *testing.T) {
	m := newMachine(t, Settings{Every: DefaultEvery, Most: DefaultMost})
	buf := make([]Turn, 0, 2)
	var now time.Duration
	i := 0
	if n := testing.AllocsPerRun(1000, func() {
		now += ms
		i++
		buf = feed(m, buf[:0], now, cycle[i%4])
	}); n != 0 {
		t.Errorf("%v allocations a sample, want 0", n)
	}
}
