package model

import (
	"testing"
	"time"
)

// C-01: the output never sees a track's buffer, only frames that carry their marks: with tracks of 1 to 300,000 frames
// exchanged at random moments every frame is the successor of the last or the first of what was asked for.
func TestC01NoFrameOfAnotherTrack(t *testing.T) {
	frames := int64(10_000_000)
	if testing.Short() {
		frames = 1_000_000
	}
	b := newBench(t)
	b.run(frames, b.direct(1, 4*time.Millisecond), b.direct(2, 9*time.Millisecond))
	if b.cuts.Load() < 50 {
		t.Errorf("only %d cuts and joins: the test didn't do its work", b.cuts.Load())
	}
}
