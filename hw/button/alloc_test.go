//go:build !race

package button

import (
	"testing"
	"time"
)

func TestFeedDoesNotAllocate(t *testing.T) {
	m, err := New(Settings{Debounce: DefaultDebounce, Long: DefaultLong, Double: DefaultDouble})
	if err != nil {
		t.Fatal(err)
	}
	buf := make([]Event, 0, 4)
	var now time.Duration
	if n := testing.AllocsPerRun(1000, func() {
		now += 150 * ms
		buf = m.Feed(buf[:0], now, !m.Level())
	}); n != 0 {
		t.Errorf("%v allocations a sample, want 0", n)
	}
}
