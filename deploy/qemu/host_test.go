package qemu

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// act is a command that runs TestBoardAct of the guest's tests.
func act(name, what string, env ...string) Command {
	return Command{Name: name, Args: []string{"/bin/tests", "-test.run=^TestBoardAct$"}, Env: append(env, "ACT="+what)}
}

// guestTests compiles this package's tests for the guest.
func guestTests(t *testing.T) map[string]string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "tests")
	if err := buildTests(t.Context(), file, "."); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"/bin/tests": file}
}

func line(format string, args ...any) *regexp.Regexp {
	return regexp.MustCompile("^" + fmt.Sprintf(format, args...) + "$")
}

// Everything a test can have of a board at once: card, disk, network, pins.
func TestHostRunsTestsOnBoard(t *testing.T) {
	b := StartTests(t, ".", Options{
		Sound:   SoundHDA,
		GPIO:    []string{"BTN_PLAY", "", "BTN_NEXT"},
		Forward: []int{80},
	}, "-test.run=^TestBoard(Environment|GPIO|HTTP)$")
	b.WaitLine(line(`tests\| GPIO ready`))
	for _, name := range []string{"BTN_PLAY", "BTN_NEXT"} {
		b.Press(name)
		b.WaitLine(line(`tests\| EDGE %s true`, name))
		b.WaitLine(line(`tests\| EDGE %s false`, name))
	}
	b.SetLine("BTN_PLAY", true)
	b.WaitLine(line(`tests\| HTTP ready`))
	reply, err := http.Get(b.URL() + "/echo?say=good+morning")
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if body, err := io.ReadAll(reply.Body); err != nil || string(body) != "good morning" {
		t.Errorf("the guest's server says %q, %v", body, err)
	}
	if reply, err = http.Post(b.URL()+"/quit", "", nil); err != nil {
		t.Fatal(err)
	}
	reply.Body.Close()
	b.FinishTests(t)
	edges := 0
	for _, l := range b.Output(testsName) {
		if strings.HasPrefix(l, "EDGE") {
			edges++
		}
	}
	if edges != 5 {
		t.Errorf("%d edges arrived, want exactly 5", edges)
	}
}

// Exit codes, signals, background commands, and a disk that survives the
// power being cut.
func TestHostCommandsAndPowerCut(t *testing.T) {
	needHost(t)
	disk := NewDisk(t, 16)
	files := guestTests(t)
	three := act("three", "exit", "CODE=3")
	three.Exit = 3
	killed := act("killed", "kill")
	killed.Exit = 128 + int(syscall.SIGKILL)
	serve := act("serve", "serve")
	serve.Background = true
	b := New(t, Options{
		Files: files,
		Disk:  disk,
		Commands: []Command{
			serve, three, act("wrong", "exit", "CODE=4"), killed,
			{Name: "absent", Args: []string{"/bin/absent"}, Exit: 127}, act("write", "write"),
		},
	})
	b.WaitLine(line(`write\| ACKNOWLEDGED 20`))
	b.Kill()
	err := b.Wait()
	if err == nil || !strings.Contains(err.Error(), "command wrong: exit code 4, want 0") {
		t.Errorf("Wait says %v, want the wrong exit code", err)
	}
	if err != nil && strings.Count(err.Error(), "qemu:") != 1 {
		t.Errorf("Wait says more than is wrong: %v", err)
	}
	acknowledged := len(slices.DeleteFunc(b.Output("write"), func(l string) bool { return !strings.HasPrefix(l, "ACKNOWLEDGED") }))

	serve.Name = "again"
	b = New(t, Options{Files: files, Disk: disk, Hold: true, Commands: []Command{serve, act("read", "read")}})
	b.WaitLine(line("@board idle"))
	b.Quit()
	if err := b.Wait(); err != nil {
		t.Fatal(err)
	}
	entries := b.Output("read")
	for i := range acknowledged {
		if i >= len(entries) || entries[i] != fmt.Sprintf("entry %d", i+1) {
			t.Fatalf("%d writes were acknowledged, entry %d is lost: %q", acknowledged, i+1, entries)
		}
	}
	if got := b.Output("again"); !slices.Contains(got, "ENDED BY terminated") {
		t.Errorf("the background command wasn't ended by SIGTERM: %q", got)
	}
}

// A USB card comes and goes; then the time limit ends a board that hangs, and
// tells where it hung.
func TestHostUnplugAndTimeLimit(t *testing.T) {
	needHost(t)
	usb := Command{Name: "usb", Args: []string{"/bin/tests", "-test.run=^TestBoardUSB$"}}
	b := New(t, Options{Files: guestTests(t), Sound: SoundUSB, Commands: []Command{usb, act("hang", "hang")}})
	b.WaitLine(line(`usb\| CARD there`))
	b.Unplug()
	b.WaitLine(line(`usb\| CARD gone`))
	b.Plug()
	b.WaitLine(line(`usb\| CARD back`))
	b.WaitLine(line(`hang\| HANGING`))
	limit := errors.New("the limit of this test")
	b.cancel(limit)
	if err := b.Wait(); !errors.Is(err, limit) {
		t.Errorf("Wait says %v, want the limit", err)
	}
	if stacks := strings.Join(b.Output("hang"), "\n"); !strings.Contains(stacks, "qemu.TestBoardAct") {
		t.Errorf("no stacks of the hanging command in %q", stacks)
	}
}

func TestHostRefusesBadOptions(t *testing.T) {
	command := []string{"/bin/x"}
	for name, o := range map[string]Options{
		"no arguments":  {Commands: []Command{{}}},
		"name twice":    {Commands: []Command{{Name: "a", Args: command}, {Name: "a", Args: command}}},
		"name kernel":   {Commands: []Command{{Name: "kernel", Args: command}}},
		"name space":    {Commands: []Command{{Name: "a b", Args: command}}},
		"nine lines":    {GPIO: make([]string, 9)},
		"port":          {Forward: []int{70000}},
		"relative file": {Files: map[string]string{"etc/x": "x"}},
		"init":          {Files: map[string]string{"/init": "x"}},
		"time":          {Timeout: -1},
	} {
		if err := o.check(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	o := Options{Commands: []Command{{Args: command}, {Args: command}}}
	if err := o.check(); err != nil {
		t.Fatal(err)
	}
	if a, b := o.Commands[0].Name, o.Commands[1].Name; a != "x" || b != "x-2" || o.Timeout != defaultTimeout {
		t.Errorf("defaults: names %q %q, limit %v", a, b, o.Timeout)
	}
}

func TestJournal(t *testing.T) {
	var j journal[int]
	odd := func(n int) bool { return n%2 == 1 }
	go func() {
		for i := range 10 {
			j.add(2 * i)
		}
		j.add(7)
		j.end()
	}()
	if i, err := j.wait(t.Context(), 0, odd); err != nil || i != 10 {
		t.Errorf("found at %d, %v; want 10", i, err)
	}
	if _, err := j.wait(t.Context(), 11, odd); !errors.Is(err, errEnded) {
		t.Errorf("behind the end: %v", err)
	}
	var never journal[int]
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("cause")
	cancel(cause)
	if _, err := never.wait(ctx, 0, odd); !errors.Is(err, cause) {
		t.Errorf("cancelled: %v", err)
	}
}
