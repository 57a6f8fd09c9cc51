package output_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"auralis/audio"
	"auralis/audio/output"
	"auralis/audio/output/spec"
	"auralis/audio/ring"
)

// The test binary started again is the output process.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		if err := output.Serve(spec.Open, nil); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// pair is a ring with the output process on its other side.
type pair struct {
	t       *testing.T
	ring    *ring.Ring
	w       *ring.Writer
	p       output.Panel
	client  *output.Client
	reports chan output.Report
}

func startPair(t *testing.T) *pair {
	t.Helper()
	r, err := ring.Create(1<<16, 64, output.PanelWords)
	if err != nil {
		t.Fatal(err)
	}
	x := &pair{t: t, ring: r, w: r.Writer(), p: output.NewPanel(r), reports: make(chan output.Report, 64)}
	ctx, cancel := context.WithCancel(context.Background())
	x.client = output.Start(ctx, r, func() *exec.Cmd {
		c := exec.Command(os.Args[0], "serve")
		c.Stderr = os.Stderr
		return c
	}, func(r output.Report) { x.reports <- r })
	t.Cleanup(func() { cancel(); x.client.Wait(); r.Close() })
	return x
}

// report waits for a report that fits.
func (x *pair) report(fits func(output.Report) bool) output.Report {
	x.t.Helper()
	limit := time.After(20 * time.Second)
	for {
		select {
		case r := <-x.reports:
			if fits(r) {
				return r
			}
		case <-limit:
			x.t.Fatal("the report doesn't come")
		}
	}
}

func (x *pair) open(spec string) output.Reply {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	r, err := x.client.Do(ctx, output.Request{Op: "open", Open: &output.Open{Spec: spec, Rate: 48000, Bits: 16, Period: 480, Periods: 4}})
	if err != nil {
		x.t.Fatal(err)
	}
	return r
}

// until waits for something the process does.
func (x *pair) until(what string, done func() bool) {
	x.t.Helper()
	for limit := time.Now().Add(20 * time.Second); !done(); {
		if time.Now().After(limit) {
			x.t.Fatalf("%s: didn't happen (played %d, beats %d)", what, x.p.Played(), x.p.Beats())
		}
		time.Sleep(time.Millisecond)
	}
}

func (x *pair) fill(e audio.Epoch, n int) {
	x.w.Mark(audio.Mark{Epoch: e, Instance: audio.Instance(e), Rate: 48000, Bits: 16})
	f := make([]audio.Frame, n)
	for i := range f {
		f[i] = audio.Frame{0.25, -0.25}
	}
	x.w.Write(f)
	x.p.SetGain(1)
	x.p.Want(e)
}

// child is the process id of the output process.
func (x *pair) child() int {
	x.t.Helper()
	tasks, _ := filepath.Glob("/proc/self/task/*/children")
	for _, path := range tasks {
		text, _ := os.ReadFile(path)
		for _, f := range strings.Fields(string(text)) {
			if cmd, _ := os.ReadFile("/proc/" + f + "/cmdline"); strings.Contains(string(cmd), "\x00serve") {
				pid, _ := strconv.Atoi(f)
				return pid
			}
		}
	}
	x.t.Fatal("no child")
	return 0
}

func TestTheProcessPlaysThroughTheSharedRing(t *testing.T) {
	x := startPair(t)
	x.report(func(r output.Report) bool { return r.Up })
	file := filepath.Join(t.TempDir(), "out.wav")
	if r := x.open("wav:" + file); r.Config == nil || r.Config.Rate != 48000 {
		t.Fatalf("%+v", r)
	}
	x.fill(1, 20_000)
	x.until("playing", func() bool { return x.p.Played() == 20_000 })
	if _, err := x.client.Do(context.Background(), output.Request{Op: "close"}); err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(file)
	if err != nil || st.Size() < 80_000 {
		t.Errorf("%v, %v", st, err)
	}
}

func TestErrorsComeBackWithTheRequest(t *testing.T) {
	x := startPair(t)
	x.report(func(r output.Report) bool { return r.Up })
	for _, bad := range []output.Request{
		{Op: "open", Open: &output.Open{Spec: "wav:/nowhere/at/all.wav", Rate: 44100}}, {Op: "open", Open: &output.Open{Spec: "gramophone", Rate: 44100}},
		{Op: "dance"}, {Op: "open", Open: &output.Open{Spec: "clock", Rate: 1}},
	} {
		if _, err := x.client.Do(context.Background(), bad); err == nil {
			t.Errorf("%+v gave no error", bad)
		}
	}
	x.open("clock") // and it works on
}

// SIGKILL of the output process: it is told, started again, and plays from the ring where the last one stood.
func TestAKilledProcessIsStartedAgain(t *testing.T) {
	x := startPair(t)
	x.report(func(r output.Report) bool { return r.Up })
	x.open("clock")
	x.fill(1, 60_000)
	x.until("playing", func() bool { return x.p.Played() > 10_000 })
	for range 3 {
		syscall.Kill(x.child(), syscall.SIGKILL)
		x.report(func(r output.Report) bool { return r.Lost })
		x.report(func(r output.Report) bool { return r.Up })
		at := x.ring.Read()
		x.open("clock")
		x.until("playing on", func() bool { return x.ring.Read() > at+4000 })
	}
	if x.p.Underruns() != 0 {
		t.Errorf("%d underruns", x.p.Underruns())
	}
}

// A main process that stands still for 100 ms isn't heard: the ring holds 200 ms.
func TestAStoppedMainProcessIsNotHeard(t *testing.T) {
	x := startPair(t)
	x.report(func(r output.Report) bool { return r.Up })
	x.open("clock")
	x.fill(1, 9600)
	x.until("playing", func() bool { return x.p.Played() > 480 })
	before := x.p.Underruns()
	time.Sleep(100 * time.Millisecond) // what SIGSTOP would do: nothing is written
	f := make([]audio.Frame, 20_000)
	x.w.Write(f)
	x.until("playing on", func() bool { return x.p.Played() > 20_000 })
	if u := x.p.Underruns() - before; u != 0 {
		t.Errorf("%d underruns", u)
	}
}
