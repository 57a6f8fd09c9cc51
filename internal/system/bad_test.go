package system

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func splitFields(s string) []string { return strings.Fields(s) }

// Bad files in the queue: each is named with a reason, the good one plays, and an all-bad queue stops.
func TestBadFilesArePassedOver(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.wav")
	wav(t, good, 44100, 44100*30)
	noise := make([]byte, 200_000)
	rand.Read(noise)
	whole, _ := os.ReadFile(good)
	files := []string{}
	for name, content := range map[string][]byte{"noise.mp3": noise, "empty.flac": nil, "cut.flac": []byte("fLaC\x00\x00\x00\x22"), "head.wav": whole[:20]} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	p := start(t, filepath.Join(dir, "data"), dir)
	p.must("queue.set", map[string]any{"tracks": append(files, good), "start": 0})
	p.until("the good one", func() bool {
		s := p.state()
		return s.Transport == "playing" && s.Queue.Index == len(files)
	})
	p.must("queue.set", map[string]any{"tracks": files, "start": 0})
	p.until("the stop", func() bool { s := p.state(); return s.Transport == "stopped" && s.Error != nil })
	if e := *p.state().Error; !strings.Contains(e, dir) {
		t.Errorf("the error doesn't name the file: %s", e)
	}
	p.must("queue.set", map[string]any{"tracks": []string{good}, "start": 0})
	p.until("sound", func() bool { return p.state().Transport == "playing" })
}

func TestBadRequestsAreRefusedAndItPlaysOn(t *testing.T) {
	dir := t.TempDir()
	wav(t, filepath.Join(dir, "one.wav"), 44100, 44100*30)
	p := start(t, filepath.Join(dir, "data"), dir)
	p.must("queue.set", map[string]any{"tracks": []string{filepath.Join(dir, "one.wav")}, "start": 0})
	p.until("sound", func() bool { return p.state().Transport == "playing" })
	for method, params := range map[string]any{
		"enhance.set": map[string]any{"preset": "deafening"}, "player.volume": map[string]any{"level": 1000}, "player.seek": map[string]any{"position": "soon"},
		"queue.play": map[string]any{"item": "q999"}, "player.dance": nil, "queue.add": map[string]any{"tracks": []string{"/etc/passwd"}},
	} {
		if err := p.rpc(method, params); err == nil {
			t.Errorf("%s %v was taken", method, params)
		} else if len(err.Error()) < 20 {
			t.Errorf("%s: %q tells little", method, err)
		}
	}
	for _, body := range [][]byte{[]byte("{"), bytes.Repeat([]byte("x"), 1<<20), []byte("[[[[]]]]"), nil} {
		r, err := http.Post("http://"+p.addr+"/api/v1/rpc", "application/json", bytes.NewReader(body))
		if err != nil {
			continue // it may hang up on what is far too large
		}
		r.Body.Close()
	}
	if s := p.state(); s.Transport != "playing" {
		t.Errorf("%s after bad requests", s.Transport)
	}
}

// What keeps it from starting is one line that names the thing and the remedy.
func TestErrorsAtTheStart(t *testing.T) {
	bin, err := build()
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dir := t.TempDir()
	conf := filepath.Join(dir, "auralis.toml")
	os.WriteFile(conf, []byte("[audio]\nmax_volume = 60\nvolum = \"software\"\n"), 0o644)
	for name, c := range map[string]struct {
		args []string
		want []string
	}{
		"unknown key": {[]string{"run", "--config", conf}, []string{conf + ":3", "volum", "volume"}},
		"busy port":   {[]string{"run", "--data", dir, "--output", "clock", "--listen", l.Addr().String()}, []string{l.Addr().String(), "--listen"}},
		"bad output":  {[]string{"run", "--data", dir, "--output", "gramophone"}, []string{"gramophone", "clock"}},
		"bad flag":    {[]string{"run", "--loud"}, []string{"--loud", "--help"}},
		"no preset":   {[]string{"render", "--preset", "loud", "-o", filepath.Join(dir, "x.wav"), conf}, []string{"loud", "adaptive"}},
		"no track":    {[]string{"render", "-o", filepath.Join(dir, "x.wav"), filepath.Join(dir, "gone.flac")}, []string{"gone.flac"}},
		"no music":    {[]string{"render", "-o", filepath.Join(dir, "x.wav"), conf}, []string{conf, "audio format"}},
	} {
		out, err := exec.Command(bin, c.args...).CombinedOutput()
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		for _, w := range c.want {
			if !strings.Contains(string(out), w) {
				t.Errorf("%s: %q isn't in %q", name, w, out)
			}
		}
	}
}

// A card that isn't there and a broker that doesn't answer: it says so, answers, and ends in order.
func TestAMissingCardAndBroker(t *testing.T) {
	dir := t.TempDir()
	wav(t, filepath.Join(dir, "one.wav"), 44100, 44100)
	conf := filepath.Join(dir, "auralis.toml")
	os.WriteFile(conf, []byte("[mqtt]\nenabled = true\nbroker = \"tcp://127.0.0.1:1\"\n"), 0o644)
	p := start(t, filepath.Join(dir, "data"), dir, "--config", conf, "--output", "alsa:hw:Nowhere,0")
	p.must("queue.set", map[string]any{"tracks": []string{filepath.Join(dir, "one.wav")}, "start": 0})
	p.until("the error", func() bool { return p.state().Output.Error != nil })
	if e := *p.state().Output.Error; !strings.Contains(e, "Nowhere") {
		t.Errorf("the error doesn't name the card: %s", e)
	}
	r, err := http.Get(fmt.Sprintf("http://%s/readyz", p.addr))
	if err != nil || r.StatusCode == http.StatusOK {
		t.Errorf("ready without a card: %v, %v", r.StatusCode, err)
	}
	if err := p.end(syscall.SIGTERM); err != nil {
		t.Errorf("it doesn't end in order: %v\n%s", err, p.log)
	}
}
