//go:build !race

package probe

import (
	"testing"
)

func TestGuardAllocatesNothing(t *testing.T) {
	d := guarded(&broken{at: 1 << 30}, "x")
	dst := [][]float32{make([]float32, 5)}
	if n := testing.AllocsPerRun(100, func() {
		if _, err := d.Read(dst); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Fatalf("%v allocations a Read", n)
	}
}
