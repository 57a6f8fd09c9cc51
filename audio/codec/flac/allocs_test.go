//go:build !race

package flac

import (
	"errors"
	"io"
	"testing"
)

// Once the buffers have their size, reading and seeking allocate nothing.
func TestReadAllocatesNothing(t *testing.T) {
	d := mustOpen(t, encode(t, music(31, 44100, 16, 2, 400_000)))
	dst := [][]float32{make([]float32, 1024), make([]float32, 1024)}
	if _, err := readAll(d); err != nil {
		t.Fatal(err)
	}
	at := int64(0)
	if n := testing.AllocsPerRun(300, func() {
		at = (at + 77_777) % d.Info().Frames
		if err := d.SeekFrame(at); err != nil {
			t.Fatal(err)
		}
		for range 20 {
			if _, err := d.Read(dst); err != nil && !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
		}
	}); n != 0 {
		t.Fatalf("%v allocations", n)
	}
}
