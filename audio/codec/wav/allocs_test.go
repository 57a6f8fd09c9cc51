//go:build !race

package wav

import (
	"testing"

	"auralis/audio"
	"auralis/audio/codec"
)

func TestReadAndWriteAllocateNothing(t *testing.T) {
	w, err := NewWriter(&sparse{}, WriterConfig{Rate: 44100, Channels: 2, Format: audio.S16LE})
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 4*441)
	d := mustOpen(t, riff(chunk("fmt ", fmtBody(1, 2, 44100, 16)), chunk("data", make([]byte, 4<<20))))
	floats := [][]float32{make([]float32, 1024), make([]float32, 1024)}
	ints := [][]int32{make([]int32, 1024), make([]int32, 1024)}
	if n := testing.AllocsPerRun(200, func() {
		if _, err := w.Write(block); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Read(floats); err != nil {
			t.Fatal(err)
		}
		if _, err := d.(codec.IntReader).ReadInt(ints); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Fatalf("%v allocations", n)
	}
}
