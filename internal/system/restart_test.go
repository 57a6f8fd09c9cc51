package system

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// SIGKILL at random moments while it plays: each start goes on with the same track, within 5 s of where it was, no louder
// than the startup volume, and the database opens clean. AURALIS_KILLS sets how many (make faults: 50).
func TestKilledAtAnyMomentItPlaysOn(t *testing.T) {
	kills := 6
	if n, err := strconv.Atoi(os.Getenv("AURALIS_KILLS")); err == nil {
		kills = n
	}
	if testing.Short() {
		t.Skip("skipped: -short")
	}
	dir := t.TempDir()
	music := filepath.Join(dir, "music")
	os.Mkdir(music, 0o755)
	for _, name := range []string{"one.wav", "two.wav"} {
		wav(t, filepath.Join(music, name), 44100, 44100*600)
	}
	data := filepath.Join(dir, "data")
	p := start(t, data, music)
	p.must("queue.set", map[string]any{"tracks": []string{filepath.Join(music, "one.wav"), filepath.Join(music, "two.wav")}, "start": 1})
	p.must("player.volume", map[string]any{"level": 95})
	p.must("player.seek", map[string]any{"position": 60})
	p.until("sound", func() bool { return p.state().Transport == "playing" })
	for k := range kills {
		time.Sleep(1100*time.Millisecond + time.Duration(rand.IntN(1500))*time.Millisecond) // the random moment of the kill
		before := p.state()
		killed := time.Now()
		p.end(syscall.SIGKILL)
		p = start(t, data, music)
		p.until("sound again", func() bool { return p.state().Transport == "playing" })
		gap := time.Since(killed)
		after := p.state()
		if after.Queue.Index != 1 || after.Queue.Length != 2 || after.Track == nil {
			t.Fatalf("kill %d: plays %+v", k, after)
		}
		played := gap.Seconds() // what it may have played since the start
		if lost := before.Position - after.Position; lost > 5 || after.Position-before.Position > played+0.5 {
			t.Errorf("kill %d: at %.2f s before, %.2f s after", k, before.Position, after.Position)
		}
		if after.Volume > 60 {
			t.Errorf("kill %d: volume %d after the start, startup volume is 60", k, after.Volume)
		}
		if gap > 2*time.Second {
			t.Logf("kill %d: sound after %v", k, gap)
		}
		p.must("player.volume", map[string]any{"level": 95})
	}
	at := p.state().Position
	if err := p.end(syscall.SIGTERM); err != nil {
		t.Fatalf("SIGTERM: %v. Log:\n%s", err, p.log)
	}
	p = start(t, data, music)
	p.until("sound", func() bool { return p.state().Transport == "playing" })
	if now := p.state().Position; math.Abs(now-at) > 1.5 {
		t.Errorf("an orderly end at %.2f s goes on at %.2f s", at, now)
	}
}

// SIGKILL of the output process: music again within 2 s, from where it was heard.
func TestTheOutputProcessKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: -short")
	}
	dir := t.TempDir()
	wav(t, filepath.Join(dir, "one.wav"), 44100, 44100*600)
	p := start(t, filepath.Join(dir, "data"), dir)
	p.must("queue.set", map[string]any{"tracks": []string{filepath.Join(dir, "one.wav")}, "start": 0})
	p.until("sound", func() bool { s := p.state(); return s.Transport == "playing" && s.Position > 0.5 })
	for range 3 {
		child := outputProcess(t, p.cmd.Process.Pid)
		before := p.state()
		killed := time.Now()
		syscall.Kill(child, syscall.SIGKILL)
		p.until("sound again", func() bool {
			s := p.state()
			return s.Version > before.Version && s.Transport == "playing" && s.Output.Open && s.Position > before.Position+0.1
		})
		if gap := time.Since(killed); gap > 2*time.Second {
			t.Errorf("sound after %v", gap)
		}
		if s := p.state(); s.Position > before.Position+time.Since(killed).Seconds()+0.1 {
			t.Errorf("at %.2f s before, %.2f s after: it skipped", before.Position, s.Position)
		}
	}
}

// outputProcess finds the child of a process.
func outputProcess(t *testing.T, parent int) int {
	t.Helper()
	tasks, _ := filepath.Glob("/proc/" + strconv.Itoa(parent) + "/task/*/children")
	for _, path := range tasks {
		b, _ := os.ReadFile(path)
		for _, f := range splitFields(string(b)) {
			if pid, err := strconv.Atoi(f); err == nil {
				return pid
			}
		}
	}
	t.Fatal("no output process")
	return 0
}
