package alsa

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"auralis/audio"
	"golang.org/x/sys/unix"
	"pgregory.net/rapid"
)

func modelSink(m *model) *Sink {
	m.state, m.buffer, m.period = StatePrepared, 4096, 1024
	return newSink(m, setup{rate: 48000, format: audio.S16LE, period: 1024, buffer: 4096}, "hw:CARD=Model,DEV=0")
}

// TestConditions holds every call in every bad state to the error the contract wants.
func TestConditions(t *testing.T) {
	calls := map[string]func(*Sink) error{
		"write": func(s *Sink) error { _, err := s.Write(make([]byte, 400)); return err },
		"wait":  func(s *Sink) error { return s.Wait(time.Second) },
		"delay": func(s *Sink) error { _, err := s.Delay(); return err },
	}
	for _, c := range []struct {
		name  string
		set   func(*model)
		cond  error
		errno unix.Errno
	}{
		{"xrun", func(m *model) { m.state = StateXrun }, audio.ErrXrun, unix.EPIPE},
		{"suspended", func(m *model) { m.state = StateSuspended }, audio.ErrSuspended, unix.ESTRPIPE},
		{"stopped by its driver", func(m *model) { m.state = StateSetup }, audio.ErrXrun, unix.EBADFD},
		{"disconnected", func(m *model) { m.state = StateDisconnected }, audio.ErrGone, unix.ENODEV},
		{"gone", func(m *model) { m.gone = true }, audio.ErrGone, unix.ENODEV},
	} {
		for name, call := range calls {
			m := &model{}
			s := modelSink(m)
			c.set(m)
			err := call(s)
			if !errors.Is(err, c.cond) || !errors.Is(err, c.errno) {
				t.Errorf("%s, %s: %v, want %v and %v", c.name, name, err, c.cond, c.errno)
			}
			for _, other := range []error{audio.ErrXrun, audio.ErrSuspended, audio.ErrGone} {
				if other != c.cond && errors.Is(err, other) {
					t.Errorf("%s, %s: %v is %v too", c.name, name, err, other)
				}
			}
		}
	}
}

func TestRecover(t *testing.T) {
	eagain := slices.Repeat([]unix.Errno{unix.EAGAIN}, 3)
	for _, c := range []struct {
		name  string
		set   func(*model)
		want  []string
		gone  bool
		takes time.Duration
	}{
		{"nothing wrong", func(m *model) {}, []string{"status"}, false, 0},
		{"xrun", func(m *model) { m.state = StateXrun }, []string{"status", "drop", "prepare"}, false, 0},
		{"set up", func(m *model) { m.state = StateSetup }, []string{"status", "drop", "prepare"}, false, 0},
		{"stuck", func(m *model) { m.state = StateRunning }, []string{"status", "drop", "prepare"}, false, 0},
		{"suspended", func(m *model) { m.state = StateSuspended }, []string{"status", "resume", "drop", "prepare"}, false, 0},
		{"still suspended", func(m *model) { m.state, m.resumes = StateSuspended, eagain },
			[]string{"status", "resume", "resume", "resume", "resume", "drop", "prepare"}, false, 3 * resumePause},
		{"can't resume", func(m *model) { m.state, m.resumes = StateSuspended, []unix.Errno{unix.ENOSYS} },
			[]string{"status", "resume", "drop", "prepare"}, false, 0},
		{"never resumes", func(m *model) { m.state, m.resumes = StateSuspended, slices.Repeat([]unix.Errno{unix.EAGAIN}, 1000) },
			nil, false, resumeLimit},
		{"gone", func(m *model) { m.gone = true }, []string{"status"}, true, 0},
		{"gone in its sleep", func(m *model) { m.state, m.resumes = StateSuspended, []unix.Errno{unix.ENODEV} },
			[]string{"status", "resume"}, true, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := &model{}
				s := modelSink(m)
				c.set(m)
				begin := time.Now()
				err := s.Recover()
				if took := time.Since(begin); took != c.takes {
					t.Errorf("took %v, want %v", took, c.takes)
				}
				if c.gone != errors.Is(err, audio.ErrGone) || !c.gone && err != nil {
					t.Fatalf("error %v", err)
				}
				if c.want != nil && !slices.Equal(m.calls, c.want) {
					t.Errorf("calls %v, want %v", m.calls, c.want)
				}
				if !c.gone && m.state != StatePrepared {
					t.Errorf("left %v", m.state)
				}
			})
		})
	}
}

// TestStuck: a device that runs but plays nothing is an EIO after its buffer twice and 100 ms; a paused one never is.
func TestStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &model{}
		s := modelSink(m)
		if n, err := s.Write(make([]byte, 4*4096)); n != 4096 || err != nil {
			t.Fatal(n, err)
		}
		m.state = StatePaused
		for range 100 {
			if err := s.Wait(20 * time.Millisecond); err != nil {
				t.Fatalf("paused: %v", err)
			}
		}
		m.state, m.stuck = StateRunning, true
		begin := time.Now()
		var err error
		for err == nil {
			err = s.Wait(20 * time.Millisecond)
		}
		if !errors.Is(err, audio.ErrXrun) || !errors.Is(err, unix.EIO) {
			t.Fatal(err)
		}
		if took := time.Since(begin); took < s.stuckAfter() || took > s.stuckAfter()+60*time.Millisecond {
			t.Errorf("after %v, want %v", took, s.stuckAfter())
		}
		if err := s.Recover(); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Write(make([]byte, 4*4096)); err != nil {
			t.Fatal(err)
		}
		if err := s.Wait(20 * time.Millisecond); err != nil {
			t.Fatalf("after the recovery: %v", err)
		}
	})
}

// TestDrainStuck: a drain ends, whatever the device does.
func TestDrainStuck(t *testing.T) {
	for _, frames := range []int{1, 1024, 4096} {
		synctest.Test(t, func(t *testing.T) {
			m := &model{stuck: true}
			s := modelSink(m)
			if _, err := s.Write(make([]byte, 4*frames)); err != nil {
				t.Fatal(err)
			}
			begin := time.Now()
			err := s.Drain()
			if !errors.Is(err, audio.ErrXrun) || !errors.Is(err, unix.EIO) {
				t.Fatalf("%d frames: %v", frames, err)
			}
			if took := time.Since(begin); took > 3*time.Second {
				t.Errorf("%d frames: after %v", frames, took)
			}
		})
	}
}

// TestStreamProperties: whatever is written and drained is heard whole, followed by whole periods of silence only; counts
// add up; after a drop nothing is left.
func TestStreamProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := &model{}
		s := modelSink(m)
		sent := 0
		for range rapid.IntRange(1, 12).Draw(rt, "operations") {
			switch rapid.SampledFrom([]string{"write", "write", "wait", "drain", "drop"}).Draw(rt, "operation") {
			case "write":
				n, err := s.Write(make([]byte, 4*rapid.IntRange(0, 6000).Draw(rt, "frames")))
				if errors.Is(err, audio.ErrXrun) {
					if err := s.Recover(); err != nil {
						rt.Fatal(err)
					}
					sent = 0
					continue
				}
				if err != nil || n < 0 || n > 4096 {
					rt.Fatal(n, err)
				}
				sent += n
			case "wait":
				m.pass()
			case "drain":
				before := m.taken
				heard := m.heard
				left := m.queued
				err := s.Drain()
				if errors.Is(err, audio.ErrXrun) && m.state == StateXrun {
					if err := s.Recover(); err != nil {
						rt.Fatal(err)
					}
					sent = 0
					continue
				}
				if err != nil {
					rt.Fatal(err)
				}
				if pad := m.taken - before; sent > 0 && (m.heard-heard != left+pad || pad < 1024 || pad >= 2048 || (sent+pad)%1024 != 0) || sent == 0 && pad != 0 {
					rt.Fatalf("%d frames sent, %d of silence added, %d heard of %d", sent, pad, m.heard-heard, left)
				}
				sent = 0
			case "drop":
				if err := s.Drop(); err != nil {
					rt.Fatal(err)
				}
				if d, err := s.Delay(); d != 0 || err != nil {
					rt.Fatal(d, err)
				}
				sent = 0
			}
		}
	})
}

func TestClosed(t *testing.T) {
	m := &model{}
	s := modelSink(m)
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(m.calls, []string{"close"}) {
		t.Errorf("calls %v", m.calls)
	}
	for name, err := range map[string]error{"wait": s.Wait(time.Hour), "drop": s.Drop(), "recover": s.Recover(), "start": s.Start(), "pause": s.Pause(true)} {
		if !errors.Is(err, unix.EBADF) {
			t.Errorf("%s of a closed sink: %v", name, err)
		}
	}
}

func TestOptions(t *testing.T) {
	for _, c := range []struct {
		o               Options
		period, periods int
	}{
		{Options{Rate: 48000}, 1024, 4},
		{Options{Rate: 48000, Period: 10 * time.Millisecond, Periods: 3}, 480, 3},
		{Options{Rate: 44100, Period: 10 * time.Millisecond}, 441, 4},
		{Options{Rate: 0}, 0, 0},
		{Options{Rate: -5}, 0, 0},
		{Options{Rate: 1e9}, 0, 0},
		{Options{Rate: 48000, Period: -1}, 0, 0},
		{Options{Rate: 48000, Period: time.Hour}, 0, 0},
		{Options{Rate: 48000, Periods: 1}, 0, 0},
		{Options{Rate: 48000, Periods: 65}, 0, 0},
		{Options{Rate: 48000, Device: -1}, 0, 0},
	} {
		formats, period, periods, err := c.o.checked()
		if (err != nil) != (c.period == 0) || period != c.period || periods != c.periods || err == nil && len(formats) != 4 {
			t.Errorf("%+v: %v, %d, %d, %v", c.o, formats, period, periods, err)
		}
	}
}
