package qemu

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"syscall"
	"time"

	"auralis/deploy/qemu/script"
)

// Lines returns the console so far, a line an entry; see package script for
// what they look like. May be called from any goroutine.
func (b *Board) Lines() []string { return b.process.console.all() }

// Output returns the lines that a command has written so far. May be called
// from any goroutine.
func (b *Board) Output(name string) []string {
	var lines []string
	for _, line := range b.Lines() {
		if text, ok := strings.CutPrefix(line, name+"| "); ok {
			lines = append(lines, text)
		}
	}
	return lines
}

// WaitLine waits for a line of the console that matches and returns its
// submatches. The search goes on behind the line of the last call, so every
// line is found once. The test fails where the board ends before.
func (b *Board) WaitLine(pattern *regexp.Regexp) []string {
	b.t.Helper()
	i, err := b.process.console.wait(b.ctx, b.cursor, pattern.MatchString)
	if err != nil {
		b.t.Fatalf("qemu: no line %v: %v", pattern, err)
	}
	b.cursor = i + 1
	return pattern.FindStringSubmatch(b.Lines()[i])
}

// Sleep lets guest time pass: at least d on the guest's clock, which under
// the default settings says nothing about the host's.
func (b *Board) Sleep(d time.Duration) {
	b.t.Helper()
	b.tokens++
	report := fmt.Sprintf("%sslept %d", script.Mark, b.tokens)
	if err := b.process.request("%s %d %d", script.Sleep, d.Microseconds(), b.tokens); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.process.console.wait(b.ctx, 0, func(line string) bool { return line == report }); err != nil {
		b.t.Fatalf("qemu: sleep: %v", err)
	}
}

// SetLine drives a GPIO line of [Options.GPIO]. Let some guest time pass
// ([Board.Sleep], or wait for what the guest says) between two changes:
// faster ones coalesce in the chip.
func (b *Board) SetLine(name string, high bool) {
	b.t.Helper()
	if b.gpio == nil {
		b.t.Fatalf("qemu: line %q: the board has no Options.GPIO", name)
	}
	if err := b.gpio.set(name, high); err != nil {
		b.t.Fatal(err)
	}
}

// Press raises a line for 100 ms of guest time, and returns 100 ms of guest
// time after its fall: a button pressed and let go.
func (b *Board) Press(name string) {
	b.t.Helper()
	b.Hold(name, 100*time.Millisecond)
}

// Hold is [Press] with another length.
func (b *Board) Hold(name string, d time.Duration) {
	b.t.Helper()
	b.SetLine(name, true)
	b.Sleep(d)
	b.SetLine(name, false)
	b.Sleep(100 * time.Millisecond)
}

// Signal sends a signal to a running command.
func (b *Board) Signal(name string, s syscall.Signal) {
	b.t.Helper()
	if err := b.process.request("%s %s %d", script.Signal, name, int(s)); err != nil {
		b.t.Fatal(err)
	}
}

// QMP runs a command of QEMU's machine protocol and returns its result. May
// be called from any goroutine.
func (b *Board) QMP(command string, arguments any) (json.RawMessage, error) {
	return b.qmp.execute(b.ctx, command, arguments)
}

// Unplug pulls the card of [SoundUSB] and returns when QEMU has taken it off
// the bus.
func (b *Board) Unplug() {
	b.t.Helper()
	before := len(b.qmp.events.all())
	if _, err := b.QMP("device_del", map[string]any{"id": usbID}); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.qmp.events.wait(b.ctx, before, func(m qmpMessage) bool { return m.Event == "DEVICE_DELETED" }); err != nil {
		b.t.Fatalf("qemu: unplug: %v", err)
	}
}

// Plug puts the card of [SoundUSB] back.
func (b *Board) Plug() {
	b.t.Helper()
	arguments := map[string]any{"driver": "usb-audio", "id": usbID, "audiodev": "audio", "bus": "usb.0"}
	if _, err := b.QMP("device_add", arguments); err != nil {
		b.t.Fatal(err)
	}
}

// Addr returns the host's address of a guest's port of [Options.Forward],
// for instance "127.0.0.1:37911".
func (b *Board) Addr(guestPort int) string {
	b.t.Helper()
	port, ok := b.ports[guestPort]
	if !ok {
		b.t.Fatalf("qemu: port %d isn't forwarded (Options.Forward is %v)", guestPort, b.o.Forward)
	}
	return fmt.Sprintf("127.0.0.1:%d", port)
}

// URL returns the address of the guest's web server on port 80, without a
// slash at the end.
func (b *Board) URL() string {
	b.t.Helper()
	return "http://" + b.Addr(80)
}

// WAV returns the file that captures the card's output. It is complete when
// the board is off. QEMU begins the file anew when a USB card is plugged in.
func (b *Board) WAV() string { return b.wav }

// Quit has the guest end its background commands (SIGTERM) and power off;
// [Board.Wait] follows.
func (b *Board) Quit() {
	b.t.Helper()
	if err := b.process.request(script.Quit); err != nil {
		b.t.Fatal(err)
	}
}

// Kill cuts the power and returns when it is off. What QEMU had written to
// the disk is in the host's memory and not lost, so this tests a crash of the
// whole board; data that a real card loses from its cache isn't lost here.
func (b *Board) Kill() {
	b.killed.Store(true)
	b.process.kill()
}
