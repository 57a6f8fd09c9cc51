// Package system holds the tests that use the product as it is shipped: the built binary, its real processes, its page,
// a real kernel.
package system

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// build builds the player once for all tests of the package.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "auralis-system-")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "auralis")
	cmd := exec.Command("go", "build", "-o", bin, "auralis/cmd/auralis")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return bin, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if bin, err := build(); err == nil {
		os.RemoveAll(filepath.Dir(bin))
	}
	os.Exit(code)
}

// wav writes a 16-bit stereo WAV of numbered frames: left the low 16 bits, right the high ones.
func wav(t *testing.T, path string, rate, frames int) {
	t.Helper()
	var b bytes.Buffer
	le := func(v any) { binary.Write(&b, binary.LittleEndian, v) }
	b.WriteString("RIFF")
	le(uint32(36 + frames*4))
	b.WriteString("WAVEfmt ")
	le(uint32(16))
	le([]uint16{1, 2})
	le([]uint32{uint32(rate), uint32(rate * 4)})
	le([]uint16{4, 16})
	b.WriteString("data")
	le(uint32(frames * 4))
	for i := range frames {
		le([]uint16{uint16(i), uint16(i >> 16)})
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// instance is a running player.
type instance struct {
	t    *testing.T
	cmd  *exec.Cmd
	addr string
	log  *bytes.Buffer
	// limit and every are how long and how often until looks; a board is slow, and each look costs it time.
	limit, every time.Duration
}

// state is what the tests look at of the snapshot.
type state struct {
	Instance, Transport string
	Version             uint64
	Position            float64
	Volume              int
	Track               *struct{ Title string }
	Queue               struct{ Index, Length int }
	Error               *string
	Underruns           int
	Output              struct {
		Open  bool
		Error *string
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start runs the player and waits until it answers.
func start(t *testing.T, data, music string, args ...string) *instance {
	t.Helper()
	p := launch(t, freePort(t), data, music, args...)
	p.until("the page", func() bool { return p.healthy() })
	return p
}

func launch(t *testing.T, addr, data, music string, args ...string) *instance {
	t.Helper()
	bin, err := build()
	if err != nil {
		t.Fatal(err)
	}
	p := &instance{t: t, addr: addr, log: &bytes.Buffer{}}
	p.cmd = exec.Command(bin, append([]string{"run", "--data", data, "--music", music, "--listen", addr, "--output", "clock"}, args...)...)
	p.cmd.Env = append(os.Environ(), "AURALIS_HTTP_ACCESS=open", "XDG_RUNTIME_DIR="+filepath.Join(data, "run"))
	p.cmd.Stderr = p.log
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.end(syscall.SIGKILL) })
	return p
}

func (p *instance) end(s syscall.Signal) error {
	p.cmd.Process.Signal(s)
	return p.cmd.Wait()
}

func (p *instance) healthy() bool {
	r, err := http.Get("http://" + p.addr + "/healthz")
	if err != nil {
		return false
	}
	r.Body.Close()
	return r.StatusCode == http.StatusOK
}

func (p *instance) until(what string, done func() bool) {
	p.t.Helper()
	limit := time.Now().Add(cmp.Or(p.limit, 30*time.Second))
	for !done() {
		if time.Now().After(limit) {
			last := ""
			if p.healthy() {
				last = p.get("/api/v1/state")
			}
			p.t.Fatalf("%s: didn't come. State: %s\nLog:\n%s", what, last, p.log)
		}
		time.Sleep(max(p.every, 5*time.Millisecond))
	}
}

func (p *instance) state() (s state) {
	p.t.Helper()
	r, err := http.Get("http://" + p.addr + "/api/v1/state")
	if err != nil {
		p.t.Fatalf("%v. Log:\n%s", err, p.log)
	}
	defer r.Body.Close()
	if err := json.NewDecoder(r.Body).Decode(&s); err != nil {
		p.t.Fatal(err)
	}
	return s
}

// rpc calls a method; a refusal is returned.
func (p *instance) rpc(method string, params any) error {
	p.t.Helper()
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := http.Post("http://"+p.addr+"/api/v1/rpc", "application/json", bytes.NewReader(body))
	if err != nil {
		p.t.Fatalf("%v. Log:\n%s", err, p.log)
	}
	defer r.Body.Close()
	b, _ := io.ReadAll(r.Body)
	var a struct{ Error *struct{ Message string } }
	if err := json.Unmarshal(b, &a); err != nil {
		p.t.Fatalf("%s: %s", method, b)
	}
	if a.Error != nil {
		return fmt.Errorf("%s: %s", method, a.Error.Message)
	}
	return nil
}

func (p *instance) must(method string, params any) {
	p.t.Helper()
	if err := p.rpc(method, params); err != nil {
		p.t.Fatalf("%v. Log:\n%s", err, p.log)
	}
}

// get reads a page.
func (p *instance) get(path string) string {
	p.t.Helper()
	r, err := http.Get("http://" + p.addr + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(b)
}
