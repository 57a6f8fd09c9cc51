package gpio

import (
	"errors"
	"fmt"
	"time"

	"github.com/warthog618/go-gpiocdev"
	"golang.org/x/sys/unix"

	"auralis/hw"
)

// consumer is the name under which others see our lines in use.
const consumer = "auralis"

// Cdev is the kernel's GPIO character device by go-gpiocdev. It has no state; any goroutine may use it.
type Cdev struct{}

var _ hw.Pins = Cdev{}

// Lines lists every line of every chip that can be opened. A second name of a chip (a link) isn't listed.
func (Cdev) Lines() []Place {
	var places []Place
	for _, name := range gpiocdev.Chips() {
		chip, err := gpiocdev.NewChip(name)
		if err != nil {
			continue // a link, or not ours to open; describe says so where nothing is left
		}
		for offset := range chip.Lines() {
			p := Place{Chip: chip.Name, Label: chip.Label, Offset: offset}
			if info, err := chip.LineInfo(offset); err == nil {
				p.Name, p.Consumer = info.Name, info.Consumer
				if info.Used && p.Consumer == "" {
					p.Consumer = "the kernel"
				}
			}
			places = append(places, p)
		}
		_ = chip.Close() // only read from
	}
	return places
}

// Watch implements hw.Pins. The lines must be of one chip, so that the order of their edges is known.
func (c Cdev) Watch(names []string, o hw.WatchOptions, changed func(uint, time.Time)) (hw.Lines, error) {
	places, err := findAll(names, c.Lines())
	if err != nil {
		return nil, err
	}
	w := &watch{changed: changed, active: make([]int, len(places)), ready: make(chan struct{})}
	for _, p := range places {
		if p.Chip != places[0].Chip {
			return nil, fmt.Errorf("pins %q and %q are of different chips: they must be of one to be read together", names[0], p.address())
		}
		w.offsets = append(w.offsets, p.Offset)
	}
	options := []gpiocdev.LineReqOption{
		gpiocdev.WithConsumer(consumer), gpiocdev.AsInput, gpiocdev.WithBothEdges, gpiocdev.WithEventHandler(w.event),
	}
	if o.ActiveHigh {
		options = append(options, gpiocdev.WithPullDown)
	} else {
		options = append(options, gpiocdev.WithPullUp, gpiocdev.AsActiveLow)
	}
	if o.Debounce > 0 {
		w.debounced = true
		w.lines, err = gpiocdev.RequestLines(places[0].Chip, w.offsets, append(options, gpiocdev.WithDebounce(o.Debounce))...)
	}
	if o.Debounce == 0 || err != nil && !errors.Is(err, unix.EBUSY) {
		// Kernels before 5.10 don't debounce: then the machine does.
		w.debounced = false
		w.lines, err = gpiocdev.RequestLines(places[0].Chip, w.offsets, options...)
	}
	if err != nil {
		return nil, refused(places, err)
	}
	levels, err := w.read(w.lines)
	if err != nil {
		w.closing = true // before events are let through: nobody is to hear of them
		close(w.ready)
		return nil, errors.Join(fmt.Errorf("pin %v: read: %w", places[0], err), w.Close())
	}
	w.levels = levels
	close(w.ready)
	return w, nil
}

// Output opens a line for output, dark.
func (c Cdev) Output(name string, o OutputOptions) (*Output, error) {
	p, err := find(name, c.Lines())
	if err != nil {
		return nil, err
	}
	options := []gpiocdev.LineReqOption{gpiocdev.WithConsumer(consumer), gpiocdev.AsOutput(0)}
	if o.ActiveLow {
		options = append(options, gpiocdev.AsActiveLow)
	}
	line, err := gpiocdev.RequestLine(p.Chip, p.Offset, options...)
	if err != nil {
		return nil, refused([]Place{p}, err)
	}
	return &Output{
		place: p,
		set: func(on bool) error {
			if on {
				return line.SetValue(1)
			}
			return line.SetValue(0)
		},
		close: line.Close,
	}, nil
}

// free asks the kernel whether a line can be had; if not the error wraps EBUSY and says who has it.
func free(p Place) error {
	chip, err := gpiocdev.NewChip(p.Chip)
	if err != nil {
		return fmt.Errorf("pin %v: %w", p, err)
	}
	info, err := chip.LineInfo(p.Offset)
	if err = errors.Join(err, chip.Close()); err != nil {
		return fmt.Errorf("pin %v: %w", p, err)
	}
	if info.Used {
		p.Consumer = info.Consumer
		return fmt.Errorf("pin %v: %w", p, unix.EBUSY)
	}
	return nil
}

func findAll(names []string, places []Place) ([]Place, error) {
	var found []Place
	for _, n := range names {
		p, err := find(n, places)
		if err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	return found, nil
}

// refused names the lines that the kernel didn't give.
func refused(places []Place, err error) error {
	for _, p := range places {
		if busy := free(p); errors.Is(err, unix.EBUSY) && busy != nil {
			return busy
		}
	}
	if len(places) > 1 {
		return fmt.Errorf("pins %v and %v: %w", places[0], places[1], err)
	}
	return fmt.Errorf("pin %v: %w", places[0], err)
}
