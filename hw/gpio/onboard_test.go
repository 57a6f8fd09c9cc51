//go:build board

package gpio_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/warthog618/go-gpiocdev"

	"auralis/hw"
	"auralis/hw/gpio"
	"auralis/hw/led"
)

// TestBoardControls is driven by TestOnBoard of host_test.go, on the host.
func TestBoardControls(t *testing.T) {
	stop := keepBusy()
	defer stop()
	periph, err := gpio.OpenPeriph()
	if err != nil {
		t.Fatal(err)
	}
	for _, way := range []struct {
		name string
		pins hw.Pins
	}{{"gpiocdev", gpio.Cdev{}}, {"periph", periph}} {
		t.Run(way.name, func(t *testing.T) { controls(t, way.name, way.pins) })
	}
}

// keepBusy makes the guest's processor compute until stop is called: an idle one leaps in time.
func keepBusy() (stop func()) {
	var off atomic.Bool
	go func() {
		for !off.Load() {
		}
	}()
	return func() { off.Store(true) }
}

func controls(t *testing.T, way string, pins hw.Pins) {
	const long, double, debounce = 2 * time.Second, time.Second, 100 * time.Millisecond
	cfg := hw.Config{
		Buttons: []hw.Button{
			{
				Name: "play", Pin: "BTN_PLAY", Press: hw.Toggle, Long: hw.Stop, Double: hw.Next,
				LongAfter: long, DoubleWithin: double, ActiveHigh: true,
			},
			{Pin: "BTN_NEXT", Press: hw.Next, ActiveHigh: true, Debounce: debounce},
			{Name: "low", Pin: "gpiochip0:2", Press: hw.Previous},
			{Name: "done", Pin: "BTN_DONE", ActiveHigh: true},
			{Name: "missing", Pin: "BTN_MISSING", Press: hw.Mute},
			{Name: "taken", Pin: "BTN_PLAY", Press: hw.Mute},
		},
		Encoders: []hw.Encoder{{Name: "knob", A: "ENC_A", B: "ENC_B", ActiveHigh: true, Most: 1}},
		OnError:  func(err error) { t.Error(err) },
	}
	events := make(chan hw.Event, 64)
	c, err := hw.Open(pins, cfg, func(e hw.Event) { events <- e })
	if err == nil || c.Len() != 5 {
		t.Errorf("%d controls, %v; want 5 and two errors", c.Len(), err)
	}
	for _, want := range []string{
		`missing): pin "BTN_MISSING": no such line`, "BTN_PLAY, BTN_NEXT, BTN_LOW, ENC_A", "taken): pin gpiochip0:0 BTN_PLAY (used by ",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\ndoesn't say %s", err, want)
		}
	}
	light(t)

	fmt.Println("READY", way)
	var got []string
	for e := range events {
		if e.Name == "done" {
			break
		}
		if age := time.Since(e.At); age < 0 || age > time.Minute {
			t.Errorf("%+v happened %v ago", e, age)
		}
		fmt.Println("EVENT", way, e.Name, e.Gesture)
		got = append(got, fmt.Sprintf("%s:%v:%s%+d", e.Name, e.Gesture, e.Action, e.Steps))
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	close(events)
	for e := range events {
		t.Errorf("%+v after the end", e)
	}
	want := []string{
		"play:press:toggle+0", "next:press:next+0", "next:press:next+0", "next:press:next+0", "play:long:stop+0",
		"play:double:next+0", "next:press:next+0", "low:press:previous+0",
		"knob:turn:volume_up+1", "knob:turn:volume_up+1", "knob:turn:volume_down-1", "knob:turn:volume_up+1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("events\n  %s\nwant\n  %s", strings.Join(got, " "), strings.Join(want, " "))
	}
	if info := lineInfo(t, "BTN_PLAY"); info.Used {
		t.Errorf("BTN_PLAY wasn't given back: %+v", info)
	}
}

// light lets the status LED shine on a line, and finds it an output meanwhile.
func light(t *testing.T) {
	out, err := gpio.Board{}.Output("LED_STATUS", gpio.OutputOptions{})
	if err != nil {
		t.Fatal(err)
	}
	l := led.Start(out, func(err error) { t.Error(err) })
	l.Set(led.Playing)
	if info := lineInfo(t, "LED_STATUS"); !info.Used || info.Config.Direction != gpiocdev.LineDirectionOutput {
		t.Errorf("LED_STATUS: %+v", info)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if err := out.Close(); err != nil {
		t.Error(err)
	}
}

func lineInfo(t *testing.T, name string) gpiocdev.LineInfo {
	name, offset, err := gpiocdev.FindLine(name)
	if err != nil {
		t.Fatal(err)
	}
	chip, err := gpiocdev.NewChip(name)
	if err != nil {
		t.Fatal(err)
	}
	defer chip.Close()
	info, err := chip.LineInfo(offset)
	if err != nil {
		t.Fatal(err)
	}
	return info
}
