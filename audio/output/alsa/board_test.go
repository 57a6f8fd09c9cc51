//go:build board

package alsa

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"time"

	"auralis/audio"
	"golang.org/x/sys/unix"
)

// These tests run on the virtual board (TestOnBoard… in onboard_test.go starts it), against a real kernel's drivers. The
// guest's clock counts instructions, so a sleep is exact and a busy host can't cause an underrun.

const boardRate = 48000

// open48 opens the board's card with 4 periods of 1024 frames of 16 bits.
func open48(t *testing.T) *Sink {
	t.Helper()
	s, err := Open(Options{Card: "0", Rate: boardRate, Formats: []audio.SampleFormat{audio.S16LE}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	want := audio.SinkConfig{Rate: boardRate, Format: audio.S16LE, Period: 1024, Buffer: 4096, Paced: true}
	if s.Config() != want {
		t.Fatalf("config %+v, want %+v", s.Config(), want)
	}
	return s
}

// push plays p to the end; it returns the longest Wait.
func push(s *Sink, p []byte) (longest time.Duration, err error) {
	for len(p) > 0 {
		n, err := s.Write(p)
		if err != nil {
			return longest, err
		}
		if p = p[n*s.frame:]; len(p) == 0 {
			break
		}
		begin := time.Now()
		if err := s.Wait(200 * time.Millisecond); err != nil {
			return longest, err
		}
		longest = max(longest, time.Since(begin))
	}
	return longest, nil
}

func mustState(t *testing.T, s *Sink, want State) Status {
	t.Helper()
	st, err := s.Status()
	if err != nil {
		t.Fatal(err)
	}
	if st.State != want {
		t.Fatalf("state %v, want %v", st.State, want)
	}
	return st
}

func mustDelay(t *testing.T, s *Sink, lo, hi int) {
	t.Helper()
	d, err := s.Delay()
	if err != nil {
		t.Fatal(err)
	}
	if d < lo || d > hi {
		t.Fatalf("delay %d frames, want %d…%d", d, lo, hi)
	}
}

func silence(frames int) []byte { return make([]byte, frames*4) }

// TestBoardHDAExact plays a pattern that the host looks for in the capture. The silence behind it is for QEMU, which loses
// about 1900 frames of the tail when a stream stops.
func TestBoardHDAExact(t *testing.T) {
	s := open48(t)
	longest, err := push(s, append(pattern(seedExact, exactFrames*4), silence(8192)...))
	if err != nil {
		t.Fatal(err)
	}
	st := mustState(t, s, StateRunning)
	begin := time.Now()
	if err := s.Drain(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d frames; longest wait %v, period %v; drained %d frames in %v", exactFrames, longest, s.duration(1024), st.Delay, time.Since(begin))
	mustState(t, s, StatePrepared)
	mustDelay(t, s, 0, 0)
}

// TestBoardHDAStart follows a stream from empty to running: the start threshold, short writes, a full device.
func TestBoardHDAStart(t *testing.T) {
	s := open48(t)
	mustState(t, s, StatePrepared)
	mustDelay(t, s, 0, 0)
	if err := s.Wait(0); err != nil {
		t.Fatalf("wait on an empty device: %v", err)
	}
	if n, err := s.Write(silence(3071)); n != 3071 || err != nil {
		t.Fatalf("write of 3071 frames took %d, %v", n, err)
	}
	mustState(t, s, StatePrepared)
	mustDelay(t, s, 3071, 3071)
	if n, err := s.Write(silence(1)); n != 1 || err != nil {
		t.Fatalf("write of 1 frame took %d, %v", n, err)
	}
	st := mustState(t, s, StateRunning)
	if now := monotonic(t); st.Time > now || now-st.Time > 50*time.Millisecond {
		t.Errorf("status is of %v, now is %v", st.Time, now)
	}
	n, err := s.Write(silence(100000))
	if err != nil || n < 1024 || n > 4096 {
		t.Fatalf("write of 100000 frames to a buffer of 4096 took %d, %v", n, err)
	}
	total := n
	for {
		if n, err = s.Write(silence(1024)); err != nil {
			t.Fatal(err)
		} else if n == 0 {
			break
		}
		if total += n; total > 200000 {
			t.Fatal("the device is never full")
		}
	}
	mustDelay(t, s, 2048, 4096+512)
	if n, err := s.Write(make([]byte, 7)); n != 0 || err == nil || errors.Is(err, audio.ErrXrun) {
		t.Fatalf("7 bytes gave %d, %v", n, err)
	}
	if err := s.Start(); !errors.Is(err, unix.EBADFD) || errors.Is(err, audio.ErrXrun) {
		t.Fatalf("start of a running device: %v", err)
	}
}

// TestBoardHDAShort: a sound shorter than the start threshold is heard.
func TestBoardHDAShort(t *testing.T) {
	s := open48(t)
	if n, err := s.Write(pattern(seedShort, shortFrames*4)); n != shortFrames || err != nil {
		t.Fatalf("took %d, %v", n, err)
	}
	mustState(t, s, StatePrepared)
	begin := time.Now()
	if err := s.Drain(); err != nil {
		t.Fatal(err)
	}
	took := time.Since(begin)
	t.Logf("%v of sound drained in %v", s.duration(shortFrames), took)
	if took < s.duration(shortFrames) || took > s.duration(shortFrames+3*1024)+20*time.Millisecond {
		t.Errorf("%v of sound took %v to drain", s.duration(shortFrames), took)
	}
	mustState(t, s, StatePrepared)
	if err := s.Drain(); err != nil {
		t.Fatalf("drain of an empty device: %v", err)
	}
	if _, err := push(s, append(pattern(seedAfterDrain, 4800*4), silence(8192)...)); err != nil {
		t.Fatalf("after the drain: %v", err)
	}
	if err := s.Drain(); err != nil {
		t.Fatal(err)
	}
}

// TestBoardHDAXrun stalls for little more than the buffer holds: the underrun is seen, by every call, and playing goes on
// after Recover.
func TestBoardHDAXrun(t *testing.T) {
	s := open48(t)
	for i, see := range []struct {
		name string
		call func() error
	}{
		{"write", func() error { _, err := s.Write(silence(64)); return err }},
		{"wait", func() error { return s.Wait(time.Second) }},
		{"delay", func() error { _, err := s.Delay(); return err }},
	} {
		if _, err := push(s, silence(8192)); err != nil {
			t.Fatal(err)
		}
		held, err := s.Delay()
		if err != nil {
			t.Fatal(err)
		}
		stall := s.duration(held) + s.duration(1024)
		time.Sleep(stall)
		err = see.call()
		if !errors.Is(err, audio.ErrXrun) || !errors.Is(err, unix.EPIPE) {
			t.Fatalf("%s after a stall of %v with %d frames: %v", see.name, stall, held, err)
		}
		if i == 0 {
			t.Logf("stall %v: %v", stall, err)
		}
		mustState(t, s, StateXrun)
		if err := s.Recover(); err != nil {
			t.Fatal(err)
		}
		mustState(t, s, StatePrepared)
	}
	if err := s.Recover(); err != nil {
		t.Fatalf("recover of a device with nothing wrong: %v", err)
	}
	if _, err := push(s, append(pattern(seedAfterXrun, 9600*4), silence(8192)...)); err != nil {
		t.Fatalf("after the recovery: %v", err)
	}
	if err := s.Drain(); err != nil {
		t.Fatal(err)
	}
}

func TestBoardHDADrop(t *testing.T) {
	s := open48(t)
	if _, err := push(s, silence(16384)); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if err := s.Drop(); err != nil {
		t.Fatal(err)
	}
	t.Logf("drop took %v", time.Since(begin))
	mustState(t, s, StatePrepared)
	mustDelay(t, s, 0, 0)
	if err := s.Drop(); err != nil {
		t.Fatalf("second drop: %v", err)
	}
	if _, err := push(s, append(pattern(seedAfterDrop, 9600*4), silence(8192)...)); err != nil {
		t.Fatal(err)
	}
	if err := s.Drain(); err != nil {
		t.Fatal(err)
	}
}

func TestBoardHDAPause(t *testing.T) {
	s := open48(t)
	if !s.CanPause() {
		t.Fatal("HDA can pause")
	}
	if err := s.Pause(true); !errors.Is(err, unix.EBADFD) || errors.Is(err, audio.ErrXrun) {
		t.Fatalf("pause of a device that isn't running: %v", err)
	}
	if _, err := push(s, silence(16384)); err != nil {
		t.Fatal(err)
	}
	if err := s.Pause(true); err != nil {
		t.Fatal(err)
	}
	before := mustState(t, s, StatePaused)
	for range 10 { // far longer than the buffer, and than a stuck device is waited for
		if err := s.Wait(100 * time.Millisecond); err != nil {
			t.Fatalf("wait while paused: %v", err)
		}
		if err := func() error { _, err := s.Write(silence(4096)); return err }(); err != nil {
			t.Fatalf("write while paused: %v", err)
		}
	}
	if after := mustState(t, s, StatePaused); after.Hardware != before.Hardware {
		t.Fatalf("the hardware went from %d to %d while paused", before.Hardware, after.Hardware)
	}
	if err := s.Pause(false); err != nil {
		t.Fatal(err)
	}
	mustState(t, s, StateRunning)
	if _, err := push(s, silence(8192)); err != nil {
		t.Fatal(err)
	}
	if err := s.Drop(); err != nil {
		t.Fatal(err)
	}
}

func monotonic(t *testing.T) time.Duration {
	t.Helper()
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts); err != nil {
		t.Fatal(err)
	}
	return time.Duration(ts.Nano())
}

// powerFile writes to a file of /sys, or skips the test where the kernel has none.
func powerFile(t *testing.T, path, value string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(value), 0); err != nil {
		t.Skipf("skipped: this kernel can't rehearse a suspend (CONFIG_PM_DEBUG): %v", err)
	}
}

// TestBoardHDASuspend rehearses a suspend (the kernel suspends its devices, and resumes them) while a stream is running.
func TestBoardHDASuspend(t *testing.T) {
	modes, err := os.ReadFile("/sys/power/pm_test")
	if err != nil || !bytes.Contains(modes, []byte("devices")) {
		t.Skipf("skipped: this kernel can't rehearse a suspend (CONFIG_PM_DEBUG): %s %v", modes, err)
	}
	s := open48(t)
	if _, err := push(s, silence(16384)); err != nil {
		t.Fatal(err)
	}
	powerFile(t, "/sys/module/suspend/parameters/pm_test_delay", "0")
	powerFile(t, "/sys/power/pm_test", "devices")
	powerFile(t, "/sys/power/state", "freeze")
	_, err = s.Write(silence(64))
	if !errors.Is(err, audio.ErrSuspended) || !errors.Is(err, unix.ESTRPIPE) {
		t.Fatalf("write after a suspend: %v", err)
	}
	t.Log(err)
	if err := s.Wait(time.Second); !errors.Is(err, audio.ErrSuspended) {
		t.Fatalf("wait after a suspend: %v", err)
	}
	if err := s.Recover(); err != nil {
		t.Fatal(err)
	}
	mustState(t, s, StatePrepared)
	if _, err := push(s, append(pattern(seedAfterSuspend, 9600*4), silence(8192)...)); err != nil {
		t.Fatal(err)
	}
	if err := s.Drain(); err != nil {
		t.Fatal(err)
	}
	powerFile(t, "/sys/power/pm_test", "none")
}
