//go:build board

package alsa

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"auralis/audio"
	"golang.org/x/sys/unix"
)

// TestBoardHDABusy: a device in use is refused at once, with the name of who has it, and listing doesn't disturb it.
func TestBoardHDABusy(t *testing.T) {
	s := open48(t)
	if _, err := push(s, silence(8192)); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	_, err := Open(Options{Card: "0", Rate: boardRate})
	took := time.Since(begin)
	if !errors.Is(err, unix.EBUSY) {
		t.Fatalf("second open: %v", err)
	}
	t.Logf("after %v: %v", took, err)
	if want := fmt.Sprintf("process %d", os.Getpid()); !strings.Contains(err.Error(), want) {
		t.Errorf("%q doesn't name %s", err, want)
	}
	cards, err := Cards()
	if err != nil {
		t.Fatal(err)
	}
	d := cards[0].Devices[0]
	if d.Caps != nil || d.Free != 0 || d.Holder == nil {
		t.Fatalf("device in use: %+v", d)
	}
	if h := *d.Holder; h.PID != os.Getpid() || h.State != "RUNNING" || h.Params != "S16_LE 48000 Hz 2 channels" || h.SoundServer() {
		t.Errorf("holder %+v", h)
	}
	mustState(t, s, StateRunning)
}

func TestBoardHDACards(t *testing.T) {
	cards, err := Cards()
	if err != nil {
		t.Fatal(err)
	}
	if len(cards) != 1 || len(cards[0].Devices) != 1 {
		t.Fatalf("cards %+v", cards)
	}
	c := cards[0]
	d := c.Devices[0]
	t.Logf("%+v", c)
	if c.Index != 0 || c.Driver != "HDA-Intel" || c.ID == "" || c.Name == "" || !strings.Contains(c.LongName, "irq") {
		t.Errorf("card %+v", c)
	}
	if d.Caps == nil || d.Holder != nil || d.Free != 1 || d.Subdevices != 1 || d.Number != 0 || d.Name == "" {
		t.Fatalf("device %+v", d)
	}
	t.Logf("%+v", *d.Caps)
	if !d.Caps.Takes(48000, audio.S16LE) || !d.Caps.Takes(44100, audio.S16LE) || d.Caps.MinChannels > 2 || d.Caps.MaxChannels < 2 {
		t.Errorf("caps %+v", *d.Caps)
	}
	for _, name := range []string{"0", c.ID, strings.ToUpper(c.ID), c.Name, ""} {
		s, err := Open(Options{Card: name, Rate: 48000})
		if err != nil {
			t.Fatalf("card %q: %v", name, err)
		}
		if want := "hw:CARD=" + c.ID + ",DEV=0"; s.Device() != want {
			t.Errorf("card %q opened %s, want %s", name, s.Device(), want)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Write(silence(4)); !errors.Is(err, unix.EBADF) {
			t.Errorf("write to a closed sink: %v", err)
		}
	}
	if _, err := Open(Options{Card: "Nobody", Rate: 48000}); !errors.Is(err, ErrNoCard) || !strings.Contains(err.Error(), c.ID) {
		t.Errorf("unknown card: %v", err)
	}
	if _, err := Open(Options{Card: "0", Device: 7, Rate: 48000}); !errors.Is(err, unix.ENOENT) {
		t.Errorf("unknown device: %v", err)
	}
}

// TestBoardHDARefused: what is refused is said, and leaves nothing behind on the same open device.
func TestBoardHDARefused(t *testing.T) {
	_, err := Open(Options{Card: "0", Rate: 47999})
	if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "47999 Hz") {
		t.Fatalf("47999 Hz: %v", err)
	}
	t.Log(err)
	_, err = Open(Options{Card: "0", Rate: 48000, Formats: []audio.SampleFormat{audio.S24x3LE}})
	if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "S24_3LE") {
		t.Fatalf("S24_3LE: %v", err)
	}
	t.Log(err)
	p, e := openPCM("/dev/snd/pcmC0D0p")
	if e != 0 {
		t.Fatal(e)
	}
	defer p.close()
	for range 3 {
		if _, err := negotiate(p, 47999, Formats(), 1024, 4); !errors.Is(err, ErrUnsupported) {
			t.Fatalf("47999 Hz: %v", err)
		}
		for _, rate := range []int{44100, 48000} {
			if set, err := negotiate(p, rate, Formats(), 480, 3); err != nil || set.rate != rate {
				t.Fatalf("%d Hz: %+v, %v", rate, set, err)
			}
		}
	}
	for _, want := range [][2]int{{480, 4}, {441, 3}, {2048, 2}, {1024, 8}} {
		set, err := configure(p, 48000, []audio.SampleFormat{audio.S16LE}, want[0], want[1])
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("asked for %d × %d, got period %d, buffer %d", want[0], want[1], set.period, set.buffer)
		if distance(uint32(set.period), uint32(want[0])) > 32 || distance(uint32(set.buffer), uint32(set.period*want[1])) > 32 {
			t.Errorf("asked for %d × %d, got period %d, buffer %d", want[0], want[1], set.period, set.buffer)
		}
	}
}

// TestBoardHDAMixer: this card has no mixer.
func TestBoardHDAMixer(t *testing.T) {
	m, err := OpenMixer(0)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if _, err := m.Volume(); !errors.Is(err, ErrNoVolume) {
		t.Errorf("volume of a card without: %v", err)
	} else {
		t.Log(err)
	}
	if _, err := OpenMixer(5); !errors.Is(err, ErrNoCard) {
		t.Errorf("mixer of a card that isn't there: %v", err)
	}
}

// TestBoardHDAAllocs: the hot path doesn't allocate, on a real device, an underrun included.
func TestBoardHDAAllocs(t *testing.T) {
	s := open48(t)
	block := silence(256)
	var failed error
	allocs := testing.AllocsPerRun(400, func() {
		n, err := s.Write(block)
		if err == nil && n == 0 {
			err = s.Wait(100 * time.Millisecond)
		}
		if err == nil {
			_, err = s.Delay()
		}
		failed = errors.Join(failed, err)
	})
	if failed != nil {
		t.Fatal(failed)
	}
	if allocs != 0 {
		t.Errorf("%v allocations a block", allocs)
	}
	allocs = testing.AllocsPerRun(5, func() {
		time.Sleep(200 * time.Millisecond)
		if _, err := s.Write(block); err == nil {
			failed = errors.New("no underrun")
		}
		if err := s.Recover(); err != nil {
			failed = err
		}
		for range 14 {
			if _, err := s.Write(block); err != nil {
				failed = err
			}
		}
	})
	if failed != nil {
		t.Fatal(failed)
	}
	if allocs != 0 {
		t.Errorf("%v allocations an underrun", allocs)
	}
	if err := s.Drop(); err != nil {
		t.Fatal(err)
	}
}
