//go:build !race

package wavfile

import (
	"path/filepath"
	"testing"

	"auralis/audio"
)

func TestWriteDoesNotAllocate(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "out.wav"), audio.S16LE)
	p := make([]byte, 4*441)
	if n := testing.AllocsPerRun(500, func() { _, _ = s.Write(p) }); n != 0 {
		t.Errorf("%v allocations a block, want 0", n)
	}
}
