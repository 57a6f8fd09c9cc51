package clock

import (
	"testing"
	"time"
)

func BenchmarkPeriod(b *testing.B) {
	f := &fake{}
	s := open(b, cd, f)
	buf := frames(441)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = s.Write(buf)
		_ = s.Wait(time.Second)
		_, _ = s.Delay()
	}
}
