package alsa

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

const controlPath = "/devices/platform/soc/usb1/1-1/1-1:1.0/sound/card1/controlC1"

func message(parts ...string) []byte { return []byte(strings.Join(parts, "\x00") + "\x00") }

func TestParseEvent(t *testing.T) {
	for _, c := range []struct {
		name           string
		in             []byte
		want           Event
		ok             bool
		added, removed bool
	}{
		{"card ready", message("add@"+controlPath, "ACTION=add", "SUBSYSTEM=sound", "DEVNAME=snd/controlC1", "SEQNUM=1234"),
			Event{Action: "add", Path: controlPath, Subsystem: "sound", Node: "snd/controlC1", Seq: 1234, Card: 1}, true, true, false},
		{"card gone", message("remove@"+controlPath, "SUBSYSTEM=sound", "DEVNAME=/dev/snd/controlC1"),
			Event{Action: "remove", Path: controlPath, Subsystem: "sound", Node: "snd/controlC1", Card: 1}, true, false, true},
		{"PCM", message("add@/devices/x/sound/card12/pcmC12D0p", "SUBSYSTEM=sound", "DEVNAME=snd/pcmC12D0p"),
			Event{Action: "add", Path: "/devices/x/sound/card12/pcmC12D0p", Subsystem: "sound", Node: "snd/pcmC12D0p", Card: 12}, true, false, false},
		{"card itself", message("add@/devices/x/sound/card0", "SUBSYSTEM=sound"),
			Event{Action: "add", Path: "/devices/x/sound/card0", Subsystem: "sound", Card: 0}, true, false, false},
		{"disk", message("add@/devices/x/block/sda", "SUBSYSTEM=block", "DEVNAME=sda"),
			Event{Action: "add", Path: "/devices/x/block/sda", Subsystem: "block", Node: "sda", Card: -1}, true, false, false},
		{"no number", message("add@/devices/x/sound/cardX/controlCX", "SUBSYSTEM=sound", "DEVNAME=snd/controlCX"),
			Event{Action: "add", Path: "/devices/x/sound/cardX/controlCX", Subsystem: "sound", Node: "snd/controlCX", Card: -1}, true, false, false},
		{"udev's", append([]byte("libudev\x00\xfe\xed\xca\xfe"), make([]byte, 40)...), Event{}, false, false, false},
		{"empty", nil, Event{}, false, false, false},
		{"no end", []byte("add@/x"), Event{}, false, false, false},
		{"no path", message("add@x", "SUBSYSTEM=sound"), Event{}, false, false, false},
		{"bad number", message("add@/x", "SEQNUM=x"), Event{}, false, false, false},
	} {
		got, ok := parseEvent(c.in)
		if ok != c.ok || ok && got != c.want || got.CardAdded() != c.added || got.CardRemoved() != c.removed {
			t.Errorf("%s: %+v, %v", c.name, got, ok)
		}
	}
}

func FuzzParseEvent(f *testing.F) {
	f.Add(message("add@"+controlPath, "ACTION=add", "SUBSYSTEM=sound", "DEVNAME=snd/controlC1", "SEQNUM=1234"))
	f.Add([]byte("remove@/\x00SUBSYSTEM=sound\x00=\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, ok := parseEvent(b)
		if !ok && e != (Event{}) {
			t.Errorf("refused, but %+v", e)
		}
		if ok && (e.Action == "" || !strings.HasPrefix(e.Path, "/") || e.Card < -1 || e.Lost) {
			t.Errorf("%+v", e)
		}
		if (e.CardAdded() || e.CardRemoved()) && e.Card < 0 {
			t.Errorf("a card without a number: %+v", e)
		}
	})
}

// TestMonitorEnds: a waiting Next ends with its limit, and with Close.
func TestMonitorEnds(t *testing.T) {
	m, err := Listen()
	if err != nil {
		t.Skipf("skipped: no kernel events in this container: %v", err)
	}
	if _, err := m.Next(time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("after the limit: %v", err)
	}
	ended := make(chan error)
	go func() { _, err := m.Next(0); ended <- err }()
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, os.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}
