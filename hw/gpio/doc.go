// Package gpio is the pins of a board: watched input lines for hw.Controls (it implements hw.Pins) and output lines for led.
//
// A line is named by what the kernel calls it ("BTN_PLAY", on a Raspberry Pi "GPIO17"), or by chip and offset
// ("gpiochip0:17"). Where no line has the name, "GPIO17" also finds offset 17 of a Raspberry Pi's header chip, which is the
// same line on kernels that name none. `gpioinfo` and the error for a wrong name list what there is.
//
// Board, which Open gives, reads edges through go-gpiocdev: the kernel debounces them and dates them when they happen. A line
// whose chip has no interrupts (many port expanders) is polled through periph.io instead; outputs go through periph.io as
// well. Neither is trusted to count: what is handed on is always the level.
//
// Known traps of periph.io (host/v3 v3.8.5), and how they are met here: WaitForEdge(-1) returns at once, so it is always
// called with a limit; it tells neither direction nor time, so levels are read after it; where /dev has a second name for
// a chip (Raspberry Pi OS links gpiochip4) its driver closes descriptor 0 and a foreign one, so it isn't started there and
// go-gpiocdev does its work.
//
// Goroutines: one for each Watch through go-gpiocdev, one for each line through periph.io. Close ends them and waits.
package gpio
