//go:build board

package alsa

import (
	"errors"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"auralis/audio"
	"golang.org/x/sys/unix"
)

// TestBoardUSB is one test, because its parts follow from each other: mixer, exact sound, the card pulled and put back.
func TestBoardUSB(t *testing.T) {
	monitor, err := Listen()
	if err != nil {
		t.Fatal(err)
	}
	defer monitor.Close()
	cards, err := Cards()
	if err != nil || len(cards) != 1 {
		t.Fatalf("%+v, %v", cards, err)
	}
	t.Logf("%+v caps %+v", cards[0], *cards[0].Devices[0].Caps)
	id := cards[0].ID
	usbVolume(t, cards[0].Index)
	usbPlay(t, id, seedUSB)
	usbPull(t, id, monitor)
	usbBack(t, id, monitor)
}

// usbVolume sets the volume of all channels, in dB, and leaves it at the maximum, where QEMU's card alters nothing.
func usbVolume(t *testing.T, card int) {
	m, err := OpenMixer(card)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	all, err := m.Elements()
	if err != nil {
		t.Fatal(err)
	}
	for _, el := range all {
		v, err := m.Read(el)
		t.Logf("element %s: kind %d, %d values %d…%d, now %v %v", el, el.Kind, el.Count, el.Min, el.Max, v, err)
	}
	v, err := m.Volume()
	if err != nil {
		t.Fatal(err)
	}
	lo, hi := v.Range()
	t.Logf("volume %s: %.2f…%.2f dB, switch %v", v.Name(), lo, hi, v.HasMute())
	if v.element.Count != 2 || !v.HasMute() || lo >= hi {
		t.Fatalf("volume %+v", v)
	}
	if _, ok, err := m.WaitChange(time.Millisecond); ok || err != nil {
		t.Fatalf("a change before any: %v, %v", ok, err)
	}
	for _, db := range []float64{-20, lo, hi - 0.3, lo - 100, hi} {
		got, err := v.SetDB(db)
		if err != nil {
			t.Fatal(err)
		}
		if got > max(db, lo)+0.01 || db >= lo && got < db-1 {
			t.Errorf("%.2f dB asked for, %.2f set", db, got)
		}
		values, err := m.Read(v.element)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Min(values) != slices.Max(values) {
			t.Errorf("%.2f dB: the channels are at %v", db, values)
		}
	}
	if c, ok, err := m.WaitChange(time.Second); !ok || err != nil || c.Name != v.Name() || c.Removed {
		t.Errorf("change %+v, %v, %v", c, ok, err)
	}
	if _, err := v.SetDB(math.NaN()); err == nil {
		t.Error("NaN dB was set")
	}
	for _, on := range []bool{true, false} {
		if err := v.Mute(on); err != nil {
			t.Fatal(err)
		}
		if got, err := v.Muted(); err != nil || got != on {
			t.Fatalf("muted %v, %v, want %v", got, err, on)
		}
	}
	if err := m.Write(v.element, []int64{0}); !errors.Is(err, unix.EINVAL) {
		t.Errorf("one value for two channels: %v", err)
	}
	if err := m.Write(v.element, []int64{0, v.element.Max + 1}); !errors.Is(err, unix.ERANGE) {
		t.Errorf("a value out of range: %v", err)
	}
}

func openUSB(t *testing.T, id string) *Sink {
	t.Helper()
	s, err := Open(Options{Card: id, Rate: 48000, Period: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func usbPlay(t *testing.T, id string, seed uint32) {
	s := openUSB(t, id)
	defer s.Close()
	longest, err := push(s, append(pattern(seed, 24000*4), silence(16384)...))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Drain(); err != nil {
		t.Fatal(err)
	}
	t.Logf("played with %+v, longest wait %v", s.Config(), longest)
}

// disconnected matches the kernel's line about an unplugged device, which carries the time in microseconds.
var disconnected = regexp.MustCompile(`^\d+,\d+,(\d+),[^;]*;usb [^:]*: USB disconnect`)

// usbPull plays until the card is gone, and measures from the kernel's own note of it.
func usbPull(t *testing.T, id string, monitor *Monitor) {
	kmsg, err := unix.Open("/dev/kmsg", unix.O_RDONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(kmsg)
	s := openUSB(t, id)
	block := silence(s.Config().Period)
	m, err := OpenMixer(0)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	var seen error
	var at time.Duration
	for i := 0; seen == nil; i++ {
		if i == 20 {
			fmt.Fprintln(os.Stdout, sayPlaying)
		}
		if _, seen = s.Write(block); seen == nil {
			seen = s.Wait(2 * time.Second)
		}
		at = monotonic(t)
	}
	t.Log(seen)
	if !errors.Is(seen, audio.ErrGone) || !errors.Is(seen, unix.ENODEV) {
		t.Fatalf("card pulled: %v", seen)
	}
	for name, call := range map[string]func() error{
		"write":   func() error { _, err := s.Write(block); return err },
		"wait":    func() error { return s.Wait(time.Second) },
		"delay":   func() error { _, err := s.Delay(); return err },
		"drop":    s.Drop,
		"recover": s.Recover,
		"status":  func() error { _, err := s.Status(); return err },
		"mixer":   func() error { _, err := m.Elements(); return err },
	} {
		if err := call(); !errors.Is(err, audio.ErrGone) || !errors.Is(err, unix.ENODEV) {
			t.Errorf("%s after the card was pulled: %v", name, err)
		}
	}
	begin := time.Now()
	if err := s.Close(); err != nil {
		t.Errorf("close after the card was pulled: %v", err)
	}
	closing := time.Since(begin)
	buf := make([]byte, 8192)
	var pulled time.Duration
	for {
		n, err := unix.Read(kmsg, buf)
		if err != nil {
			break
		}
		if x := disconnected.FindSubmatch(buf[:n]); x != nil {
			us, err := strconv.ParseInt(string(x[1]), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			pulled = time.Duration(us) * time.Microsecond
		}
	}
	if pulled == 0 {
		t.Fatal("the kernel didn't say that the card was pulled")
	}
	t.Logf("ErrGone %v after the kernel saw the card go; close took %v", at-pulled, closing)
	if late := at - pulled; late < 0 || late > 20*time.Millisecond { // the guest's clock: not the host's load
		t.Errorf("ErrGone came %v after the kernel saw the card go", late)
	}
	for {
		e, err := monitor.Next(0)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("event %s %s node %q card %d", e.Action, e.Path, e.Node, e.Card)
		if e.CardRemoved() {
			break
		}
	}
	if cards, err := Cards(); len(cards) != 0 || err != nil {
		t.Errorf("cards after the only one was pulled: %+v, %v", cards, err)
	}
	if _, err := Open(Options{Card: id, Rate: 48000}); !errors.Is(err, ErrNoCard) {
		t.Errorf("open without the card: %v", err)
	}
	if _, err := Open(Options{Rate: 48000}); !errors.Is(err, ErrNoCard) {
		t.Errorf("open of any card without one: %v", err)
	}
}

// usbBack waits for the event of the card's return, and plays at the first try.
func usbBack(t *testing.T, id string, monitor *Monitor) {
	fmt.Fprintln(os.Stdout, sayGone)
	for {
		e, err := monitor.Next(0)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("event %s %s node %q card %d", e.Action, e.Path, e.Node, e.Card)
		if e.CardAdded() {
			break
		}
	}
	// The new card is at its default volume; the host compares what comes now.
	m, err := OpenMixer(0)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	v, err := m.Volume()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.SetDB(math.Inf(1)); err != nil {
		t.Fatal(err)
	}
	usbPlay(t, id, seedReplug)
}
