package main

import (
	"fmt"
	"slices"
	"strings"

	"auralis/hw/gpio"
)

// checkPins looks whether every configured pin is there.
func checkPins(p *parts) finding {
	f := finding{Check: "pins", OK: true, Detail: "no button, knob or light is configured"}
	var wanted []string
	for _, b := range p.cfg.Buttons {
		wanted = append(wanted, b.Pin)
	}
	for _, e := range p.cfg.Encoders {
		wanted = append(wanted, e.A, e.B, e.Push)
	}
	wanted = slices.DeleteFunc(append(wanted, p.cfg.LED.Pin), func(s string) bool { return s == "" })
	if len(wanted) == 0 {
		return f
	}
	var there []string
	for _, l := range (gpio.Board{}).Lines() {
		there = append(there, l.String())
	}
	if len(there) == 0 {
		return finding{Check: "pins", Detail: fmt.Sprintf("%s: there is no GPIO chip, or no right to open one (group gpio)", strings.Join(wanted, ", "))}
	}
	f.Detail = fmt.Sprintf("%s configured, %d lines there", strings.Join(wanted, ", "), len(there))
	return f
}
