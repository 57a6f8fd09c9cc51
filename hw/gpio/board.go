package gpio

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"auralis/hw"
)

// Board is the pins of the machine we run on, each by the better of the two ways. The zero value is ready; any goroutine may
// use it.
type Board struct{ cdev Cdev }

var _ hw.Pins = Board{}

// Lines lists every line, for `doctor` and for errors. It is empty where there is no chip or no right to open one.
func (b Board) Lines() []Place { return b.cdev.Lines() }

// Watch implements hw.Pins: by go-gpiocdev, and where it can't (no interrupts) by periph.io.
func (b Board) Watch(names []string, o hw.WatchOptions, changed func(uint, time.Time)) (hw.Lines, error) {
	lines, err := b.cdev.Watch(names, o, changed)
	if err == nil || errors.Is(err, ErrNoLine) || errors.Is(err, unix.EBUSY) || errors.Is(err, unix.EACCES) {
		return lines, err // the error would be the same
	}
	p, perr := OpenPeriph()
	if perr != nil {
		return nil, fmt.Errorf("%w (and %w)", err, perr)
	}
	lines, perr = p.Watch(names, o, changed)
	if perr != nil {
		return nil, fmt.Errorf("%w (by periph.io: %w)", err, perr)
	}
	return lines, nil
}

// Output opens a line for output, off: by periph.io, and where it can't be used by go-gpiocdev.
func (b Board) Output(name string, o OutputOptions) (*Output, error) {
	if _, err := find(name, b.Lines()); err != nil {
		return nil, err
	}
	p, err := OpenPeriph()
	if err != nil {
		return b.cdev.Output(name, o)
	}
	return p.Output(name, o)
}
