package alsa

import (
	"bytes"
	"strconv"
	"strings"
)

// Event is one message of the kernel about its devices.
type Event struct {
	Action    string // "add", "remove", "change", "bind"…
	Path      string // in sysfs, without /sys: "/devices/…/sound/card1/controlC1"
	Subsystem string // "sound"
	Node      string // below /dev: "snd/controlC1"; "" for events that have none
	Seq       uint64 // the kernel counts its events
	Card      int    // index of the card; −1 where it is about none
	Lost      bool   // events were lost before this one: look at everything anew; the other fields are empty
}

// CardAdded reports whether a card has become ready: its control device, which the kernel registers last, is there.
func (e Event) CardAdded() bool { return e.Action == "add" && e.control() }

// CardRemoved reports whether a card has gone.
func (e Event) CardRemoved() bool { return e.Action == "remove" && e.control() }

func (e Event) control() bool {
	return e.Subsystem == "sound" && e.Card >= 0 && strings.HasPrefix(e.Node, "snd/controlC")
}

// parseEvent reads a message: "action@path", NUL, then NAME=value strings, each ended by a NUL (lib/kobject_uevent.c).
// ok is false for what isn't one, messages of udev ("libudev…") among them.
func parseEvent(b []byte) (e Event, ok bool) {
	head, rest, ok := bytes.Cut(b, []byte{0})
	if !ok {
		return Event{}, false
	}
	action, path, ok := strings.Cut(string(head), "@")
	if !ok || action == "" || !strings.HasPrefix(path, "/") {
		return Event{}, false
	}
	e = Event{Action: action, Path: path, Card: -1}
	for len(rest) > 0 {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte{0})
		key, value, ok := strings.Cut(string(line), "=")
		if !ok {
			continue
		}
		switch key {
		case "SUBSYSTEM":
			e.Subsystem = value
		case "DEVNAME":
			e.Node = strings.TrimPrefix(value, "/dev/")
		case "SEQNUM":
			n, err := strconv.ParseUint(value, 10, 64)
			if err != nil {
				return Event{}, false
			}
			e.Seq = n
		}
	}
	if e.Subsystem == "sound" {
		e.Card = cardOf(e.Path)
	}
	return e, true
}

// cardOf finds the index in a path like "/devices/…/sound/card1/controlC1"; −1 where there is none.
func cardOf(path string) int {
	_, after, ok := strings.Cut(path, "/sound/card")
	if !ok {
		return -1
	}
	digits, _, _ := strings.Cut(after, "/")
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil {
		return -1
	}
	return int(n)
}
