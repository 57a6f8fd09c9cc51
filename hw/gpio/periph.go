package gpio

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"periph.io/x/conn/v3/driver/driverreg"
	"periph.io/x/conn/v3/gpio"
	"periph.io/x/host/v3/gpioioctl"

	"auralis/hw"
)

// Periph is the pins by periph.io. Any goroutine may use it.
type Periph struct{}

var _ hw.Pins = Periph{}

// OpenPeriph starts periph.io's GPIO driver, once in the life of the process. The error says why it can't be used.
//
// Only its driver for the character device is loaded, not all of periph.io/x/host: that for the Raspberry Pi would take the
// name "GPIO17" first and read its edges through sysfs, which new kernels number otherwise.
func OpenPeriph() (Periph, error) {
	if twice, err := secondName("/dev"); twice != "" || err != nil {
		return Periph{}, errors.Join(err, fmt.Errorf("periph.io can't be used: %q is a second name of a GPIO chip", twice))
	}
	if _, err := driverreg.Init(); err != nil {
		return Periph{}, fmt.Errorf("periph.io: %w", err)
	}
	if len(gpioioctl.Chips) == 0 {
		return Periph{}, fmt.Errorf("periph.io: %w", errors.New(describe(nil)))
	}
	return Periph{}, nil
}

// secondName gives a GPIO chip in the folder that is a link.
func secondName(dir string) (string, error) {
	all, err := filepath.Glob(filepath.Join(dir, "gpiochip*"))
	if err != nil {
		return "", err
	}
	for _, path := range all {
		if fi, err := os.Lstat(path); err == nil && fi.Mode()&os.ModeSymlink != 0 {
			return path, nil
		}
	}
	return "", nil
}

// Lines lists every line of every chip.
func (Periph) Lines() []Place {
	var places []Place
	for _, chip := range gpioioctl.Chips {
		for _, l := range chip.Lines() {
			places = append(places, Place{
				Chip: chip.Name(), Label: chip.Label(), Offset: l.Number(), Name: l.Name(), Consumer: l.Consumer(),
			})
		}
	}
	return places
}

// line gives the line of a place that Lines told.
func (Periph) line(p Place) *gpioioctl.GPIOLine {
	for _, chip := range gpioioctl.Chips {
		if chip.Name() == p.Chip {
			return chip.Lines()[p.Offset]
		}
	}
	return nil // not reached: p is from Lines, and chips stay
}

// Watch implements hw.Pins.
func (p Periph) Watch(names []string, o hw.WatchOptions, changed func(uint, time.Time)) (hw.Lines, error) {
	places, err := findAll(names, p.Lines())
	if err != nil {
		return nil, err
	}
	pull := gpio.PullUp
	if o.ActiveHigh {
		pull = gpio.PullDown
	}
	var inputs []input
	edges := true
	for _, place := range places {
		// periph.io has one object a line and would give it out a second time.
		if err := free(place); err != nil {
			closeAll(inputs)
			return nil, err
		}
		line := p.line(place)
		err := line.In(pull, gpio.BothEdges)
		if err != nil {
			// A chip without interrupts: its levels can be read all the same.
			if line.In(pull, gpio.NoEdge) == nil {
				err, edges = nil, false
			}
		}
		if err != nil {
			line.Close()
			closeAll(inputs)
			return nil, refused([]Place{place}, err)
		}
		inputs = append(inputs, line)
	}
	return newPoll(inputs, edges, o.ActiveHigh, changed), nil
}

// Output opens a line for output, off.
func (p Periph) Output(name string, o OutputOptions) (*Output, error) {
	place, err := find(name, p.Lines())
	if err != nil {
		return nil, err
	}
	if err := free(place); err != nil {
		return nil, err
	}
	line := p.line(place)
	set := func(on bool) error { return line.Out(gpio.Level(on != o.ActiveLow)) }
	if err := set(false); err != nil {
		line.Close()
		return nil, refused([]Place{place}, err)
	}
	return &Output{place: place, set: set, close: func() error {
		line.Close()
		return nil
	}}, nil
}

// input is what is asked of a line of periph.io.
type input interface {
	WaitForEdge(limit time.Duration) bool
	Read() gpio.Level
	Close()
}

// How often lines are looked at: where edges wake us only to be sure, else as often as a press and a slow knob need.
const (
	lookEdges = 250 * time.Millisecond
	lookPoll  = 5 * time.Millisecond
)

// poll is a group of lines watched by periph.io. It implements hw.Lines.
type poll struct {
	inputs     []input
	activeHigh bool
	changed    func(uint, time.Time)
	stop       chan struct{}
	group      sync.WaitGroup
	once       sync.Once

	mu   sync.Mutex // orders the goroutines' calls of changed
	last uint
}

func newPoll(inputs []input, edges, activeHigh bool, changed func(uint, time.Time)) *poll {
	p := &poll{inputs: inputs, activeHigh: activeHigh, changed: changed, stop: make(chan struct{})}
	p.last, _ = p.Levels()
	if !edges {
		p.group.Go(func() { p.watch(nil, lookPoll) })
		return p
	}
	for _, in := range inputs {
		p.group.Go(func() { p.watch(in, lookEdges) })
	}
	return p
}

// watch looks at all lines whenever one has an edge, and at the latest each look; with a nil input only then.
func (p *poll) watch(in input, look time.Duration) {
	timer := time.NewTimer(look)
	defer timer.Stop()
	for {
		begin := time.Now()
		edge := in != nil && in.WaitForEdge(look)
		if !edge && time.Since(begin) < look/2 {
			// It didn't wait: no edge can be waited for, or something is wrong with the line. Look by the clock.
			timer.Reset(min(look, lookPoll))
			select {
			case <-timer.C:
			case <-p.stop:
				return
			}
		}
		select {
		case <-p.stop:
			return
		default:
		}
		p.tell(edge)
	}
}

// tell hands on the levels if they changed, or if there was an edge.
func (p *poll) tell(edge bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	levels, _ := p.Levels()
	if edge || levels != p.last {
		p.last = levels
		p.changed(levels, time.Now())
	}
}

// Levels implements hw.Lines. periph.io tells no error: a line that can't be read is low.
func (p *poll) Levels() (levels uint, err error) {
	for i, in := range p.inputs {
		if bool(in.Read()) == p.activeHigh {
			levels |= 1 << i
		}
	}
	return levels, nil
}

// Debounced implements hw.Lines: periph.io doesn't.
func (p *poll) Debounced() bool { return false }

// Close implements hw.Lines. It takes up to a quarter of a second: a waiting line of periph.io can't be woken without a race.
func (p *poll) Close() error {
	p.once.Do(func() {
		close(p.stop)
		p.group.Wait()
		closeAll(p.inputs)
	})
	return nil
}

func closeAll(inputs []input) {
	for _, in := range inputs {
		in.Close()
	}
}
