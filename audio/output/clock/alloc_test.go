//go:build !race

package clock

import (
	"testing"
	"time"
)

func TestHotPathDoesNotAllocate(t *testing.T) {
	f := &fake{}
	s := open(t, cd, f)
	buf := frames(441)
	if n := testing.AllocsPerRun(1000, func() {
		_, _ = s.Write(buf)
		_ = s.Wait(time.Second)
		_, _ = s.Delay()
	}); n != 0 {
		t.Errorf("%v allocations a period, want 0", n)
	}
	f.now += time.Hour
	if n := testing.AllocsPerRun(1000, func() {
		_, _ = s.Write(buf)
		_ = s.Wait(time.Second)
		_, _ = s.Delay()
	}); n != 0 {
		t.Errorf("%v allocations in an underrun, want 0", n)
	}
}
