//go:build !race

package pipe

import (
	"testing"
	"time"
)

func TestHotPathDoesNotAllocate(t *testing.T) {
	path, r := fifo(t)
	s := mustOpen(t, path, cd)
	period, sink := make([]byte, 4*441), make([]byte, 4*441)
	if n := testing.AllocsPerRun(200, func() {
		_ = s.Wait(time.Second)
		_, _ = s.Write(period)
		_, _ = s.Delay()
		_, _ = r.Read(sink)
	}); n != 0 {
		t.Errorf("%v allocations a period, want 0", n)
	}
}
