package alsa

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"auralis/deploy/qemu"
	"auralis/internal/need"
)

// find4 gives the frame at which p lies in the capture; −1 where it doesn't.
func find4(capture, p []byte) int {
	for at := 0; ; {
		i := bytes.Index(capture[at:], p)
		if i < 0 {
			return -1
		}
		if at += i; at%4 == 0 {
			return at / 4
		}
		at++
	}
}

// heard checks that a pattern is in the board's capture, bit for bit and without a gap.
func heard(t *testing.T, capture []byte, name string, seed uint32, frames int) {
	t.Helper()
	p := pattern(seed, 4*frames)
	if at := find4(capture, p); at >= 0 {
		t.Logf("%s: %d frames bit exact at frame %d of the capture", name, frames, at)
		return
	}
	begin := find4(capture, p[:256])
	n := 0
	for begin >= 0 && n < len(p) && 4*begin+n < len(capture) && capture[4*begin+n] == p[n] {
		n++
	}
	t.Errorf("%s: begins at frame %d of the capture (%d frames long), %d of %d frames are right", name, begin, len(capture)/4, n/4, frames)
}

func capture(t *testing.T, b *qemu.Board) []byte {
	t.Helper()
	wav, err := os.ReadFile(b.WAV())
	if err != nil {
		t.Fatal(err)
	}
	if len(wav) < 44 {
		t.Fatalf("the capture has %d bytes", len(wav))
	}
	return wav[44:] // QEMU writes the plain header of 44 bytes
}

// start boots a board with this package's tests on it, built for arm64 or for 32-bit arm: that kernel takes the calls of
// both, and translates the 32-bit structures only if they are what it expects.
func start(t *testing.T, arch string, sound qemu.Sound, run string) *qemu.Board {
	t.Helper()
	t.Parallel() // each board has one busy thread
	o := qemu.Options{Sound: sound, Timeout: 4 * time.Minute}
	if arch == "arm64" || qemu.InGuest() || testing.Short() {
		return qemu.StartTests(t, ".", o, "-test.run="+run)
	}
	program := filepath.Join(t.TempDir(), "tests")
	build := exec.Command(need.Tool(t, "go", "golang-go"), "test", "-c", "-tags=board", "-ldflags=-s -w", "-o", program, ".")
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm", "GOARM=7", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", build, err, out)
	}
	o.Files = map[string]string{"/bin/tests": program}
	o.Commands = []qemu.Command{{Name: "tests", Args: []string{"/bin/tests", "-test.v", "-test.timeout=0", "-test.run=" + run}}}
	return qemu.New(t, o)
}

// TestOnBoardHDA runs the tests of board_test.go against snd-hda-intel, and compares what came out of the card.
func TestOnBoardHDA(t *testing.T) { onBoardHDA(t, "arm64") }

// TestOnBoardHDA32 does the same with a 32-bit program.
func TestOnBoardHDA32(t *testing.T) { onBoardHDA(t, "arm") }

func onBoardHDA(t *testing.T, arch string) {
	b := start(t, arch, qemu.SoundHDA, "^TestBoardHDA")
	b.FinishTests(t)
	if t.Failed() {
		return
	}
	c := capture(t, b)
	heard(t, c, "played through", seedExact, exactFrames)
	heard(t, c, "shorter than the start threshold", seedShort, shortFrames)
	heard(t, c, "after a drain", seedAfterDrain, 4800)
	heard(t, c, "after an underrun", seedAfterXrun, 9600)
	heard(t, c, "after a drop", seedAfterDrop, 9600)
	if find4(c, pattern(seedAfterSuspend, 64)) >= 0 { // not every kernel can rehearse one
		heard(t, c, "after a suspend", seedAfterSuspend, 9600)
	}
}

// TestOnBoardUSB pulls a USB card while it plays, and plugs it in again.
func TestOnBoardUSB(t *testing.T) { onBoardUSB(t, "arm64") }

// TestOnBoardUSB32 does the same with a 32-bit program; its mixer has values of 32 bits.
func TestOnBoardUSB32(t *testing.T) { onBoardUSB(t, "arm") }

func onBoardUSB(t *testing.T, arch string) {
	b := start(t, arch, qemu.SoundUSB, "^TestBoardUSB")
	b.WaitLine(regexp.MustCompile(regexp.QuoteMeta(sayPlaying)))
	b.Unplug()
	b.WaitLine(regexp.MustCompile(regexp.QuoteMeta(sayGone)))
	b.Plug()
	b.FinishTests(t)
	if t.Failed() {
		return
	}
	// QEMU begins its file anew when a card is plugged in.
	heard(t, capture(t, b), "USB, plugged in again, volume at its maximum", seedReplug, 24000)
}

// TestOnBoardLoop plays the wider formats and higher rates through snd-aloop and records them in the guest.
func TestOnBoardLoop(t *testing.T) {
	start(t, "arm64", qemu.SoundLoop, "^TestBoardLoop").FinishTests(t)
}

// What the guest says for the host to act on.
const (
	sayPlaying = "the card may be pulled now"
	sayGone    = "the card may be plugged in again"
)
