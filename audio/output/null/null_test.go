package null

import (
	"errors"
	"os"
	"testing"
	"time"

	"auralis/audio"
	"auralis/audio/output/layout"
)

func TestTakesEverythingAtOnce(t *testing.T) {
	s, err := New(layout.Options{Rate: 44100, Format: audio.S24x3LE})
	if err != nil {
		t.Fatal(err)
	}
	if c := s.Config(); c.Paced || !c.Discard || c.Period != 441 || c.Buffer != 1764 {
		t.Errorf("Config: %+v", c)
	}
	if n, err := s.Write(make([]byte, 6*1_000_000)); n != 1_000_000 || err != nil {
		t.Errorf("Write: %d, %v", n, err)
	}
	if _, err := s.Write(make([]byte, 7)); err == nil {
		t.Error("a torn frame was taken")
	}
	if d, err := s.Delay(); d != 0 || err != nil {
		t.Errorf("Delay: %d, %v", d, err)
	}
	if err := errors.Join(s.Wait(time.Hour), s.Drop(), s.Drain(), s.Recover()); err != nil {
		t.Error(err)
	}
}

func TestClosedAndRefused(t *testing.T) {
	if _, err := New(layout.Options{Rate: 1}); err == nil {
		t.Error("a rate of 1 Hz was taken")
	}
	s, err := New(layout.Options{Rate: 44100})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	_, werr := s.Write(nil)
	_, derr := s.Delay()
	for _, err := range []error{werr, derr, s.Wait(0), s.Drop(), s.Drain(), s.Recover()} {
		if !errors.Is(err, os.ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
	}
}
