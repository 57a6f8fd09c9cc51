package gpio_test

import (
	"regexp"
	"testing"
	"time"

	"auralis/deploy/qemu"
)

// boardPins are the lines of the virtual board's chip. onboard_test.go reads them.
var boardPins = []string{"BTN_PLAY", "BTN_NEXT", "BTN_LOW", "ENC_A", "ENC_B", "LED_STATUS", "BTN_DONE"}

// Presses on a real kernel's lines arrive exactly once, as the gesture they are, by either way to the pins. The guest's test
// keeps its processor busy, so that its clock goes on steadily instead of leaping to the next deadline.
func TestOnBoard(t *testing.T) {
	if qemu.InGuest() {
		t.Skip("this is the host's half")
	}
	const ms = time.Millisecond
	b := qemu.StartTests(t, "auralis/hw/gpio", qemu.Options{GPIO: boardPins})
	b.SetLine("BTN_LOW", true) // to ground is pressed
	for _, way := range []string{"gpiocdev", "periph"} {
		b.WaitLine(regexp.MustCompile(`READY ` + way))
		said := func(what string) { b.WaitLine(regexp.MustCompile(`EVENT ` + way + ` ` + what)) }

		b.Press("BTN_PLAY")
		said("play press")
		for range 3 {
			b.Hold("BTN_NEXT", 200*ms)
			said("next press")
			b.Sleep(100 * ms)
		}
		b.SetLine("BTN_PLAY", true)
		said("play long")
		b.SetLine("BTN_PLAY", false)
		b.Sleep(100 * ms)
		b.Hold("BTN_PLAY", 50*ms)
		b.Press("BTN_PLAY")
		said("play double")

		// Bounces, more than a line's queue holds, that stand for less than the debounce.
		for i := range 41 {
			b.SetLine("BTN_NEXT", i%2 == 0)
		}
		said("next press")
		for i := range 21 {
			b.SetLine("BTN_NEXT", i%2 != 0)
		}
		b.Sleep(300 * ms)

		b.SetLine("BTN_LOW", false)
		said("low press")
		b.SetLine("BTN_LOW", true)
		b.Sleep(300 * ms)

		for _, turn := range []struct{ first, second string }{{"ENC_A", "ENC_B"}, {"ENC_A", "ENC_B"}, {"ENC_B", "ENC_A"}, {"ENC_A", "ENC_B"}} {
			for _, high := range []bool{true, false} {
				b.SetLine(turn.first, high)
				b.Sleep(20 * ms)
				b.SetLine(turn.second, high)
				b.Sleep(20 * ms)
			}
			said("knob turn")
		}
		b.Press("BTN_DONE")
	}
	b.FinishTests(t)
}
