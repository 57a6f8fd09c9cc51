package alsa

import (
	"errors"
	"os"
	"testing"
)

// TestNoSound: a machine without any sound device, as CI's, is no error to list and a clear one to open.
func TestNoSound(t *testing.T) {
	if _, err := os.Stat("/dev/snd"); err == nil {
		t.Skip("skipped: this machine has sound devices; the board's tests go on from here")
	}
	if cards, err := Cards(); len(cards) != 0 || err != nil {
		t.Errorf("cards %+v, %v", cards, err)
	}
	for _, card := range []string{"", "0", "DAC"} {
		if _, err := Open(Options{Card: card, Rate: 48000}); !errors.Is(err, ErrNoCard) {
			t.Errorf("card %q: %v", card, err)
		}
	}
	if _, err := OpenMixer(0); !errors.Is(err, ErrNoCard) {
		t.Errorf("mixer: %v", err)
	}
}
