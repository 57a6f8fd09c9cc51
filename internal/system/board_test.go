package system

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"auralis/deploy/qemu"
	"auralis/internal/need"
)

// patternFLAC writes frames as a 16-bit FLAC file at 48 kHz, by the reference encoder.
func patternFLAC(t *testing.T, path string, frames []qemu.Sample16) {
	t.Helper()
	var raw bytes.Buffer
	if err := binary.Write(&raw, binary.LittleEndian, frames); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(need.Tool(t, "flac", "flac"), "-fs", "--force-raw-format", "--endian=little", "--sign=signed", "--channels=2", "--bps=16",
		"--sample-rate=48000", "-o", path, "-")
	cmd.Stdin = &raw
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

const boardConfig = `


[library]
roots = ["/music"]
[audio]
output = "alsa:hw:0,0"
startup_volume = 100
[enhance]
enabled = false
[http]
listen = ":80"
access = "open"
[data]
dir = "/tmp/data"
[[button]]
pin = "BTN_PLAY"
press = "toggle"
active_low = false
[[button]]
pin = "BTN_NEXT"
press = "next"
active_low = false
`

// On the virtual board (a real arm64 kernel, its HDA and GPIO drivers): the player plays two FLAC files without a gap
// into the card, and what the card was given is found bit for bit in the recording; buttons start, pause and skip.
// AURALIS_BOARD_SECONDS sets how long it plays (default 8; 60 for the acceptance figure).
func TestBoardPlaysBitExactAndObeysButtons(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: -short")
	}
	seconds := 8
	if n, err := strconv.Atoi(os.Getenv("AURALIS_BOARD_SECONDS")); err == nil {
		seconds = n
	}
	dir := t.TempDir()
	bin := filepath.Join(dir, "auralis")
	if err := qemu.Build(context.Background(), bin, "auralis/cmd/auralis"); err != nil {
		t.Fatal(err)
	}
	all := qemu.Pattern(48000 * seconds)
	cut := 48000*seconds/3 + 1234
	first, second, third := filepath.Join(dir, "1.flac"), filepath.Join(dir, "2.flac"), filepath.Join(dir, "3.flac")
	patternFLAC(t, first, all[:cut])
	patternFLAC(t, second, all[cut:])
	patternFLAC(t, third, make([]qemu.Sample16, 48000*20))
	conf := filepath.Join(dir, "auralis.toml")
	if err := os.WriteFile(conf, []byte(boardConfig), 0o644); err != nil {
		t.Fatal(err)
	}
	b := qemu.New(t, qemu.Options{
		Commands: []qemu.Command{{Name: "auralis", Args: []string{"/auralis", "run", "--config", "/auralis.toml"}}},
		Files:    map[string]string{"/auralis": bin, "/auralis.toml": conf, "/music/1.flac": first, "/music/2.flac": second, "/music/3.flac": third},
		Sound:    qemu.SoundHDA, GPIO: []string{"BTN_PLAY", "BTN_NEXT"}, Forward: []int{80}, Timeout: time.Duration(90+seconds*4) * time.Second,
	})
	p := &instance{t: t, addr: strings.TrimPrefix(b.URL(), "http://"), log: &bytes.Buffer{}, limit: time.Duration(60+seconds*4) * time.Second, every: 300 * time.Millisecond}
	p.until("the page", p.healthy)
	p.must("queue.set", map[string]any{"tracks": []string{"/music/1.flac", "/music/2.flac", "/music/3.flac"}, "start": -1})
	b.Press("BTN_PLAY")
	p.until("the third track", func() bool { s := p.state(); return s.Queue.Index == 2 && s.Transport == "playing" })
	if s := p.state(); s.Underruns != 0 {
		t.Errorf("%d underruns", s.Underruns)
	}
	b.Press("BTN_PLAY")
	p.until("the pause", func() bool { return p.state().Transport == "paused" })
	b.Press("BTN_PLAY")
	p.until("going on", func() bool { return p.state().Transport == "playing" })
	b.Press("BTN_NEXT")
	p.until("the end of the queue", func() bool { return p.state().Transport == "stopped" })
	metrics := p.get("/metrics")
	if n := metric(t, metrics, "auralis_xruns_total"); n != 0 {
		t.Errorf("%v xruns", n)
	}
	b.Signal("auralis", 15)
	if err := b.Wait(); err != nil {
		t.Fatal(err)
	}
	c, err := qemu.CompareWAV(b.WAV(), all)
	if err != nil {
		t.Fatal(err)
	}
	// What isn't of the two files is the pause in the third, which is silence: its ramp is dithered.
	if len(c.Segments) != 1 || len(c.Missing)+len(c.Repeated) != 0 || c.Segments[0].Frames != len(all) {
		t.Errorf("the recording isn't what was sent: %v", c)
	}
	t.Logf("%d frames bit exact through two files, %v", len(all), c)
}

var metricLine = regexp.MustCompile(`(?m)^([a-z_]+)(?:\{[^}]*\})? ([0-9.e+-]+)$`)

func metric(t *testing.T, text, name string) float64 {
	t.Helper()
	for _, m := range metricLine.FindAllStringSubmatch(text, -1) {
		if m[1] == name {
			v, _ := strconv.ParseFloat(m[2], 64)
			return v
		}
	}
	t.Fatalf("no metric %s in:\n%s", name, text)
	return 0
}
