package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

const killEnv = "AURALIS_TEST_KILL_DIR"

// TestKillHelper is the process that is killed: it writes for ever and prints the number of what is durable.
func TestKillHelper(t *testing.T) {
	dir := os.Getenv(killEnv)
	if dir == "" {
		return // it isn't the helper of TestKilledWhileWriting that runs, but the suite
	}
	d, o, err := Open(Options{Dir: dir, LockWait: 5 * time.Second})
	if err != nil || o.Recovered {
		t.Fatalf("%+v %v", o, err)
	}
	loaded, err := d.Load(context.Background())
	if err != nil || loaded.Recovered || loaded.DamagedTracks != 0 {
		t.Fatalf("%+v %v", loaded, err)
	}
	s := d.NewSaver(nil)
	for n := 1; ; n++ {
		if q, ok := d.Queue(); ok && n == 1 {
			n = int(q.NextID) + 1
		}
		track := killTrack(n)
		if _, err := d.Apply(context.Background(), Batch{Put: []Track{track}}); err != nil {
			t.Fatal(err)
		}
		s.Queue(killQueue(n))
		s.Settings(Settings{Volume: n % 100})
		if err := s.Flush(context.Background()); err != nil {
			t.Fatal(err)
		}
		fmt.Printf("durable %d\n", n)
	}
}

func killTrack(n int) Track {
	return Track{Path: fmt.Sprintf("/m/%d.flac", n), Title: strings.Repeat("t", n%3000), Number: n}
}

func killQueue(n int) Queue {
	q := Queue{NextID: uint64(n), Index: n % 10}
	for i := range 10 + n%50 {
		q.Items = append(q.Items, QueueItem{ID: strconv.Itoa(i), Path: killTrack(n + i).Path})
	}
	return q
}

// The helper is killed at twenty random moments; each time everything it said to be durable is there, whole, and what
// was under way is there wholly or not at all.
func TestKilledWhileWriting(t *testing.T) {
	if testing.Short() {
		t.Skip("short: starts twenty processes")
	}
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	durable := 0
	for range 20 {
		durable = max(durable, killOnce(t, dir, rng.IntN(12), time.Duration(rng.IntN(15000))*time.Microsecond))
		d, o := mustOpen(t, dir)
		if o.Recovered {
			t.Fatalf("%+v", o)
		}
		if len(o.Warnings) > 0 {
			t.Errorf("%v", o.Warnings)
		}
		l, err := d.Load(context.Background())
		if err != nil || l.Recovered || l.DamagedTracks > 0 || l.Tracks < durable || l.Tracks > durable+1 {
			t.Fatalf("%+v for %d durable, %v", l, durable, err)
		}
		for n := 1; n <= durable; n++ {
			if got, ok := d.View().ByPath(killTrack(n).Path); !ok || got.Title != killTrack(n).Title {
				t.Fatalf("track %d of %d: %v %+v", n, durable, ok, got)
			}
		}
		q, _ := d.Queue()
		if n := int(q.NextID); n < durable || n > durable+1 || n > 0 && len(q.Items) != len(killQueue(n).Items) {
			t.Fatalf("queue %d for %d durable", n, durable)
		}
		if s, ok := d.Settings(); durable > 0 && (!ok || s.Volume != durable%100 && s.Volume != (durable+1)%100) {
			t.Fatalf("volume %d for %d durable", s.Volume, durable)
		}
		mustClose(t, d)
	}
	if durable < 20 {
		t.Errorf("only %d writes", durable)
	}
}

// killOnce starts the helper, waits for some answers and a little more, kills it and gives the last durable number.
func killOnce(t *testing.T, dir string, answers int, more time.Duration) int {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestKillHelper$")
	cmd.Env = append(os.Environ(), killEnv+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	last := 0
	read := func() bool {
		if !lines.Scan() {
			return false
		}
		text, ok := strings.CutPrefix(lines.Text(), "durable ")
		if !ok {
			t.Errorf("helper: %s", lines.Text())
			return true
		}
		if n, err := strconv.Atoi(text); err == nil { // the last line may be cut by the kill
			last = max(last, n)
		}
		return true
	}
	for range answers {
		if !read() {
			break
		}
	}
	// The moment is random on purpose; nothing is asserted about how long anything takes.
	timer := time.AfterFunc(more, func() {
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Error(err)
		}
	})
	defer timer.Stop()
	for read() {
	}
	if err := lines.Err(); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, os.ErrClosed) {
		t.Error(err)
	}
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Errorf("helper ended: %v", err)
	}
	return last
}
