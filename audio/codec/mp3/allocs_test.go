//go:build !race

package mp3

import (
	"bytes"
	"testing"
)

// TestReadAllocates: nothing at steady state, and a seek within what the index knows neither.
func TestReadAllocates(t *testing.T) {
	file := long(seeds(t)["crc-reservoir.mp3"], 20)
	d, err := Open(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	dst := [][]float32{make([]float32, 100), make([]float32, 100)}
	read := func() {
		if n, err := d.Read(dst); n != 100 || err != nil {
			t.Fatal(n, err)
		}
	}
	read()
	if n := testing.AllocsPerRun(1000, read); n != 0 {
		t.Errorf("Read: %g allocations", n)
	}
	at := int64(0)
	if n := testing.AllocsPerRun(50, func() {
		at = (at + 7777) % (d.Info().Frames - 100)
		if err := d.SeekFrame(at); err != nil {
			t.Fatal(err)
		}
		read()
	}); n != 0 {
		t.Errorf("SeekFrame: %g allocations", n)
	}
}
