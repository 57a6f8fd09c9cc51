//go:build board

package qemu

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/warthog618/go-gpiocdev"
)

// These tests run on the board; host_test.go boots it for them.

func TestBoardEnvironment(t *testing.T) {
	if !InGuest() {
		t.Error("InGuest is false on the board")
	}
	for _, path := range []string{
		"/proc/self/status", "/sys/class/net/lo", "/dev/null", "/dev/gpiochip0", "/dev/snd/controlC0", "/dev/snd/pcmC0D0p",
	} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
	for _, dir := range []string{"/tmp", "/run", "/dev/shm"} {
		if err := os.WriteFile(filepath.Join(dir, "file"), []byte("x"), 0o644); err != nil {
			t.Error(err)
		}
	}
	loopback, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer loopback.Close()
	conn, err := net.Dial("tcp", loopback.Addr().String())
	if err != nil {
		t.Fatalf("lo isn't up: %v", err)
	}
	conn.Close()
	link, err := net.InterfaceByName("eth0")
	if err != nil {
		t.Fatal(err)
	}
	addresses, err := link.Addrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		if a.String() == "10.0.2.15/24" {
			return
		}
	}
	t.Errorf("eth0 has %v", addresses)
}

// Every paced press arrives as one rising and one falling edge of the line
// with that name, and the level read is the level driven.
func TestBoardGPIO(t *testing.T) {
	type edge struct {
		name   string
		rising bool
	}
	edges := make(chan edge, 16)
	lines := map[string]*gpiocdev.Line{}
	for _, name := range []string{"BTN_PLAY", "BTN_NEXT"} {
		chip, offset, err := gpiocdev.FindLine(name)
		if err != nil {
			t.Fatal(err)
		}
		handler := func(e gpiocdev.LineEvent) { edges <- edge{name, e.Type == gpiocdev.LineEventRisingEdge} }
		line, err := gpiocdev.RequestLine(chip, offset, gpiocdev.WithEventHandler(handler), gpiocdev.WithBothEdges)
		if err != nil {
			t.Fatal(err)
		}
		defer line.Close()
		lines[name] = line
	}
	fmt.Println("GPIO ready")
	for i, want := range []edge{{"BTN_PLAY", true}, {"BTN_PLAY", false}, {"BTN_NEXT", true}, {"BTN_NEXT", false}, {"BTN_PLAY", true}} {
		got := <-edges // the host's time limit guards it; the guest's clock would leap
		if got != want {
			t.Fatalf("edge %d is %v, want %v", i, got, want)
		}
		fmt.Println("EDGE", got.name, got.rising)
	}
	for name, want := range map[string]int{"BTN_PLAY": 1, "BTN_NEXT": 0} {
		if level, err := lines[name].Value(); err != nil || level != want {
			t.Errorf("level of %s: %d, %v; want %d", name, level, err, want)
		}
	}
}

func TestBoardHTTP(t *testing.T) {
	listener, err := net.Listen("tcp", ":80")
	if err != nil {
		t.Fatal(err)
	}
	quit := make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /echo", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.URL.Query().Get("say")) })
	mux.HandleFunc("POST /quit", func(w http.ResponseWriter, r *http.Request) { close(quit) })
	server := &http.Server{Handler: mux}
	go func() {
		<-quit
		if err := server.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	fmt.Println("HTTP ready")
	if err := server.Serve(listener); err != http.ErrServerClosed {
		t.Error(err)
	}
}

// TestBoardUSB prints what becomes of the card until it was there, gone and
// there again.
func TestBoardUSB(t *testing.T) {
	there := false
	for _, step := range []string{"there", "gone", "back"} {
		for there == (step == "gone") {
			time.Sleep(5 * time.Millisecond)
			_, err := os.Stat("/dev/snd/controlC0")
			there = err == nil
		}
		fmt.Println("CARD", step)
	}
}

// The rest are programs for the host's tests rather than tests: they act only
// where ACT asks for them.

func TestBoardAct(t *testing.T) {
	switch act := os.Getenv("ACT"); act {
	case "":
		t.Skip("not asked for")
	case "exit":
		code, err := strconv.Atoi(os.Getenv("CODE"))
		if err != nil {
			t.Fatal(err)
		}
		os.Exit(code)
	case "kill":
		if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		select {}
	case "hang":
		fmt.Println("HANGING")
		select {}
	case "serve": // ends at SIGTERM, with a word
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGTERM)
		fmt.Println("SERVING")
		fmt.Println("ENDED BY", <-signals)
	case "write": // writes and synchronises for ever
		for i := 1; ; i++ {
			file, err := os.OpenFile("/data/log", os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(file, "entry %d\n", i)
			if err := file.Sync(); err != nil {
				t.Fatal(err)
			}
			if err := file.Close(); err != nil {
				t.Fatal(err)
			}
			fmt.Println("ACKNOWLEDGED", i)
		}
	case "read":
		text, err := os.ReadFile("/data/log")
		if err != nil {
			t.Fatal(err)
		}
		os.Stdout.Write(text)
	default:
		t.Fatalf("no ACT %q", act)
	}
}
