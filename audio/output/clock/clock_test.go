package clock

import (
	"errors"
	"math/big"
	"os"
	"testing"
	"time"

	"auralis/audio"
	"auralis/audio/output/layout"

	"pgregory.net/rapid"
)

// fake is a time that moves only when somebody sleeps or the test says so.
type fake struct {
	now   time.Duration
	late  time.Duration // every sleep takes this much longer
	slept int
}

func (f *fake) Now() time.Duration    { return f.now }
func (f *fake) Sleep(d time.Duration) { f.now += d + f.late; f.slept++ }

func open(t testing.TB, o layout.Options, tm Time) *Sink {
	t.Helper()
	s, err := New(o, tm)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// cd is 4 × 441 frames of 4 bytes.
var cd = layout.Options{Rate: 44100, Format: audio.S16LE}

func frames(n int) []byte { return make([]byte, 4*n) }

func mustWrite(t testing.TB, s *Sink, n, want int) {
	t.Helper()
	got, err := s.Write(frames(n))
	if err != nil || got != want {
		t.Fatalf("Write of %d frames: %d, %v; want %d", n, got, err, want)
	}
}

func mustDelay(t testing.TB, s *Sink, want int) {
	t.Helper()
	got, err := s.Delay()
	if err != nil || got != want {
		t.Fatalf("Delay: %d, %v; want %d", got, err, want)
	}
}

func TestStartsWhenAllButAPeriodIsFilled(t *testing.T) {
	f := &fake{now: time.Hour}
	s := open(t, cd, f)
	mustWrite(t, s, 1322, 1322)
	f.now += time.Second // not started: nothing is heard
	mustDelay(t, s, 1322)
	mustWrite(t, s, 1, 1) // 1764 − 441
	f.now += 10 * time.Millisecond
	mustDelay(t, s, 1323-441)
}

func TestDelayFallsFrameByFrame(t *testing.T) {
	f := &fake{}
	s := open(t, layout.Options{Rate: 8000, Format: audio.S16LE, Period: 80}, f)
	mustWrite(t, s, 400, 320)
	for i := range 80 {
		f.now = time.Duration(i)*125*time.Microsecond + 124999
		mustDelay(t, s, 320-i) // the frame that sounds counts until it ended
		f.now++
		mustDelay(t, s, 319-i)
	}
}

func TestFullTakesNothing(t *testing.T) {
	f := &fake{}
	s := open(t, cd, f)
	mustWrite(t, s, 2000, 1764)
	mustWrite(t, s, 1, 0)
	f.now = 10 * time.Millisecond
	mustWrite(t, s, 1000, 441)
}

func TestWaitWakesAtThePeriodOrTheLimit(t *testing.T) {
	f := &fake{}
	s := open(t, cd, f)
	if err := s.Wait(time.Second); err != nil || f.now != 0 {
		t.Fatalf("Wait of an empty sink: %v at %v; want at once", err, f.now)
	}
	mustWrite(t, s, 1764, 1764)
	if err := s.Wait(3 * time.Millisecond); err != nil || f.now != 3*time.Millisecond {
		t.Fatalf("Wait with a short limit: %v at %v", err, f.now)
	}
	if err := s.Wait(time.Second); err != nil || f.now != 10*time.Millisecond {
		t.Fatalf("Wait: %v at %v; want 10 ms", err, f.now)
	}
	mustWrite(t, s, 1000, 441)
	if err := s.Wait(0); err != nil || f.now != 10*time.Millisecond {
		t.Fatalf("Wait(0): %v at %v", err, f.now)
	}
}

func TestUnderrunStaysUntilRecovered(t *testing.T) {
	f := &fake{}
	s := open(t, cd, f)
	mustWrite(t, s, 1764, 1764)
	f.now = 40*time.Millisecond - 1
	mustDelay(t, s, 1)
	f.now++
	for range 2 {
		if _, err := s.Delay(); !errors.Is(err, audio.ErrXrun) {
			t.Fatalf("Delay of an empty device: %v", err)
		}
		if n, err := s.Write(frames(441)); n != 0 || !errors.Is(err, audio.ErrXrun) {
			t.Fatalf("Write to it: %d, %v", n, err)
		}
		if err := s.Wait(time.Second); !errors.Is(err, audio.ErrXrun) {
			t.Fatalf("Wait for it: %v", err)
		}
	}
	if err := s.Recover(); err != nil {
		t.Fatal(err)
	}
	f.now += time.Minute // ready, not running
	mustDelay(t, s, 0)
	mustWrite(t, s, 1764, 1764)
	f.now += 10 * time.Millisecond
	mustDelay(t, s, 1323)
	if err := s.Recover(); err != nil { // of a running device: nothing happens
		t.Fatal(err)
	}
	mustDelay(t, s, 1323)
}

func TestWaitThatSleptTooLongReportsTheUnderrun(t *testing.T) {
	f := &fake{late: 31 * time.Millisecond}
	s := open(t, cd, f)
	mustWrite(t, s, 1764, 1764)
	if err := s.Wait(time.Second); !errors.Is(err, audio.ErrXrun) {
		t.Fatalf("woken 31 ms late of a 40 ms buffer: %v", err)
	}
}

func TestDropAndDrain(t *testing.T) {
	f := &fake{}
	s := open(t, cd, f)
	mustWrite(t, s, 1764, 1764)
	f.now = 5 * time.Millisecond
	if err := s.Drop(); err != nil {
		t.Fatal(err)
	}
	mustDelay(t, s, 0)
	f.now = time.Second
	mustWrite(t, s, 441, 441) // too little to start by itself: Drain does
	if err := s.Drain(); err != nil || f.now != 1010*time.Millisecond {
		t.Fatalf("Drain of 10 ms: %v at %v", err, f.now)
	}
	mustDelay(t, s, 0)
	mustWrite(t, s, 1764, 1764)
	f.now = time.Minute
	if err := s.Drain(); err != nil || f.now != time.Minute {
		t.Fatalf("Drain of an empty device: %v at %v", err, f.now)
	}
	mustWrite(t, s, 1764, 1764) // and it is ready again
}

func TestClosed(t *testing.T) {
	s := open(t, cd, &fake{})
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	_, werr := s.Write(frames(1))
	_, derr := s.Delay()
	for _, err := range []error{werr, derr, s.Wait(0), s.Drop(), s.Drain(), s.Recover()} {
		if !errors.Is(err, os.ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
	}
}

func TestRefusesWhatADeviceWould(t *testing.T) {
	if _, err := New(layout.Options{Rate: 1}, nil); err == nil {
		t.Error("a rate of 1 Hz was taken")
	}
	if _, err := open(t, cd, &fake{}).Write(make([]byte, 5)); err == nil {
		t.Error("a frame and a quarter was taken")
	}
}

// An hour in uneven steps, woken late: the frames consumed are floor(t · rate) at every look, for an awkward rate.
func TestNoDriftOverAnHour(t *testing.T) {
	f := &fake{}
	s := open(t, layout.Options{Rate: 44100, Format: audio.S16LE}, f)
	buf := frames(1764)
	total := 0
	for i := 0; f.now < time.Hour; i++ {
		f.late = time.Duration(i*7919%1_300_000) * time.Nanosecond
		n, err := s.Write(buf)
		if err != nil {
			t.Fatalf("at %v: %v", f.now, err)
		}
		total += n
		d, err := s.Delay()
		if err != nil {
			t.Fatalf("at %v: %v", f.now, err)
		}
		exact := new(big.Int).Mul(big.NewInt(int64(f.now)), big.NewInt(44100))
		exact.Div(exact, big.NewInt(1e9))
		if got := int64(total - d); got != exact.Int64() {
			t.Fatalf("at %v: %d frames consumed, want %v", f.now, got, exact)
		}
		if err := s.Wait(time.Second); err != nil {
			t.Fatalf("at %v: %v", f.now, err)
		}
	}
	if f.slept < 300_000 {
		t.Errorf("only %d waits in an hour: it isn't paced by periods", f.slept)
	}
}

func TestFramesAndTimeAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.IntRange(layout.MinRate, layout.MaxRate).Draw(t, "rate")
		d := time.Duration(rapid.Int64Range(0, 1<<63-1).Draw(t, "ns"))
		n := framesIn(d, rate)
		exact := new(big.Int).Mul(big.NewInt(int64(d)), big.NewInt(int64(rate)))
		exact.Div(exact, big.NewInt(1e9))
		if !exact.IsUint64() || exact.Uint64() != n {
			t.Fatalf("framesIn(%d, %d) = %d, want %v", d, rate, n, exact)
		}
		at := timeOf(n, rate)
		if at > d || framesIn(at, rate) != n || (n > 0 && framesIn(at-1, rate) != n-1) {
			t.Fatalf("timeOf(%d, %d) = %d isn't the first moment of the frame (from %d)", n, rate, at, d)
		}
	})
	if timeOf(1<<63, 8000) != 1<<63-1 {
		t.Error("timeOf doesn't stop at the longest duration")
	}
}

// A player's hour of random writes, waits, drops and stalls: what comes out never differs from a model that counts with
// unlimited integers.
func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &fake{}
		o := layout.Options{
			Rate: rapid.SampledFrom([]int{8000, 44100, 48000, 384000}).Draw(t, "rate"), Format: audio.S16LE,
			Period: rapid.IntRange(1, 2000).Draw(t, "period"), Periods: rapid.IntRange(2, 5).Draw(t, "periods"),
		}
		s, err := New(o, f)
		if err != nil {
			t.Fatal(err)
		}
		buffer := s.Config().Buffer
		var written, began int64
		on, dead := false, false
		consumed := func() int64 {
			if !on {
				return 0
			}
			x := new(big.Int).Mul(big.NewInt(int64(f.now)-began), big.NewInt(int64(o.Rate)))
			return x.Div(x, big.NewInt(1e9)).Int64()
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			if on && consumed() >= written {
				dead = true
			}
			switch rapid.IntRange(0, 4).Draw(t, "op") {
			case 0:
				n := rapid.IntRange(0, 2*buffer).Draw(t, "n")
				got, err := s.Write(frames(n))
				if dead {
					if !errors.Is(err, audio.ErrXrun) || got != 0 {
						t.Fatalf("Write: %d, %v; want an underrun", got, err)
					}
					break
				}
				want := min(int64(n), int64(buffer)-(written-consumed()))
				if err != nil || int64(got) != want {
					t.Fatalf("Write(%d): %d, %v; want %d", n, got, err, want)
				}
				written += want
				if !on && written >= int64(buffer-o.Period) {
					on, began = true, int64(f.now)
				}
			case 1:
				f.now += time.Duration(rapid.Int64Range(0, 30_000_000).Draw(t, "ns"))
			case 2:
				d, err := s.Delay()
				if dead != errors.Is(err, audio.ErrXrun) || !dead && int64(d) != written-consumed() {
					t.Fatalf("Delay: %d, %v; want %d (underrun %v)", d, err, written-consumed(), dead)
				}
			case 3:
				limit := time.Duration(rapid.Int64Range(0, 20_000_000).Draw(t, "limit"))
				before := f.now
				err := s.Wait(limit)
				if dead != errors.Is(err, audio.ErrXrun) || f.now-before > limit {
					t.Fatalf("Wait(%v): %v after %v (underrun %v)", limit, err, f.now-before, dead)
				}
				if err == nil && f.now-before < limit && int64(buffer)-(written-consumed()) < int64(o.Period) {
					t.Fatalf("Wait returned before its limit without room for a period")
				}
			case 4:
				if err := s.Drop(); err != nil {
					t.Fatal(err)
				}
				written, on, dead = 0, false, false
			}
		}
	})
}

// The real clock only rises, and a sleep takes time off it.
func TestSystemTime(t *testing.T) {
	c := System()
	from := c.Now()
	last := from
	for n := 0; last < from+5*time.Millisecond; n++ {
		if n > 100_000 {
			t.Fatalf("100,000 sleeps of 1 ms took %v", last-from)
		}
		c.Sleep(time.Millisecond) // a signal may end it early
		now := c.Now()
		if now < last {
			t.Fatalf("the clock fell from %v to %v", last, now)
		}
		last = now
	}
}
