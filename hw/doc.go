// Package hw is what a hand can touch: push buttons and rotary encoders on the pins of the board, told as events. Below it
// there is a folder a device: button and encoder (pure machines from levels to gestures), led (status light), gpio (the
// pins themselves), sim (keys of a terminal in the place of a board).
//
// The pins are behind the small interface Pins, which gpio implements twice, over the kernel's character device by
// go-gpiocdev and over periph.io. Everything is decided by levels, never by counting edges: a line's queue in the kernel
// holds 16 events, and what comes after is silently gone.
//
// hw knows nothing of players, MQTT or HTTP. An Event carries the name of the control, what was done with it and the
// Action that is configured for it; the code that wires the program turns actions into commands.
//
// Goroutines: Controls has one, which owns every machine and calls the given functions; gpio has one for each watched group of
// lines. Close ends them all and waits for them.
package hw
