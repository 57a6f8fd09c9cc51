package led

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// pin writes down when it was switched.
type pin struct {
	begin time.Time
	log   []string
	err   error
}

func (p *pin) Set(lit bool) error {
	if p.err != nil {
		return p.err
	}
	p.log = append(p.log, fmt.Sprintf("%d:%t", time.Since(p.begin)/time.Millisecond, lit))
	return nil
}

func TestStatesLookDifferent(t *testing.T) {
	for _, c := range []struct {
		s    State
		want string // lit or not, every 50 ms over 1.5 s
	}{
		{Off, strings.Repeat(".", 30)},
		{Playing, strings.Repeat("#", 30)},
		{Paused, strings.Repeat("#", 20) + strings.Repeat(".", 10)},
		{Loading, "###..###..###..###..###..###.."},
		{Error, "##...##......................."},
	} {
		var got strings.Builder
		for i := range 30 {
			lit, _ := c.s.Pattern().At(time.Duration(i) * 50 * time.Millisecond)
			got.WriteByte(map[bool]byte{true: '#', false: '.'}[lit])
		}
		if got.String() != c.want {
			t.Errorf("%v: %s, want %s", c.s, got.String(), c.want)
		}
	}
	if s := State(99); len(s.Pattern()) != 0 || s.String() != "State(99)" {
		t.Errorf("an unknown state: %v, %v", s, s.Pattern())
	}
}

// Following what At says is left visits every change of any pattern, and time moves on.
func TestAtTellsTheNextChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Pattern(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Duration {
			return time.Duration(rapid.Int64Range(1, 1e9).Draw(t, "d"))
		}), 2, 6).Draw(t, "pattern"))
		at := time.Duration(rapid.Int64Range(0, 1e12).Draw(t, "since"))
		lit, left := p.At(at)
		if left <= 0 {
			t.Fatalf("%v: %v left at %v", p, left, at)
		}
		if still, _ := p.At(at + left - 1); still != lit {
			t.Fatalf("%v: changes before the %v at %v are over", p, left, at)
		}
	})
}

func TestFollowsTheState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pin{begin: time.Now()}
		l := Start(p, nil)
		synctest.Wait()
		l.Set(Paused)
		time.Sleep(2500 * time.Millisecond)
		l.Set(Paused) // the same: goes on where it is
		time.Sleep(1000 * time.Millisecond)
		l.Set(Loading)
		time.Sleep(200 * time.Millisecond)
		l.Set(Playing)
		time.Sleep(time.Hour)
		if err := errors.Join(l.Close(), l.Close()); err != nil {
			t.Fatal(err)
		}
		l.Set(Playing) // of no effect
		want := "0:false 0:true 1000:false 2000:true 3000:false 3500:true 3625:false 3700:true 3603700:false"
		if got := strings.Join(p.log, " "); got != want {
			t.Errorf("switched at %s\nwant %s", got, want)
		}
	})
}

// The newest state wins, and Set doesn't wait for a slow pin.
func TestSetNeverBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pin{begin: time.Now()}
		l := Start(p, nil)
		for range 100 {
			l.Set(Loading)
			l.Set(Playing)
		}
		synctest.Wait()
		if got := p.log[len(p.log)-1]; got != "0:true" {
			t.Errorf("shows %s, want the light of the last state", got)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestFailedPinIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pin{err: os.ErrPermission}
		told := 0
		l := Start(p, func(err error) {
			told++
			if !errors.Is(err, os.ErrPermission) {
				t.Errorf("told %v", err)
			}
		})
		l.Set(Loading)
		time.Sleep(time.Hour)
		l.Set(Error)
		if err := l.Close(); !errors.Is(err, os.ErrPermission) {
			t.Errorf("Close: %v", err)
		}
		if told != 1 {
			t.Errorf("told %d times", told)
		}
	})
}

func TestNilShowsNothing(t *testing.T) {
	var l *LED
	l.Set(Playing)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}
