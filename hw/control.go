package hw

import (
	"time"

	"auralis/hw/button"
	"auralis/hw/encoder"
)

// lookAgain is how often the level of a button that is down is read, in case its release was lost.
const lookAgain = 250 * time.Millisecond

// machine is a control's logic over time since the Controls were opened.
type machine interface {
	// feed takes levels at a moment and appends what became certain.
	feed(dst []gesture, at time.Duration, levels uint) []gesture
	// due is when it wants to be looked at again; false: never.
	due() (time.Duration, bool)
	// levels are those it was fed last.
	levels() uint
}

// gesture is an Event on the machine's time line.
type gesture struct {
	event Event // without At
	at    time.Duration
}

// control is one opened group of lines with its machine.
type control struct {
	what  string // for errors
	lines Lines
	machine
	failed bool // the last reading of its lines failed
}

// pushButton is the machine of a Button.
type pushButton struct {
	cfg Button
	*button.Machine
	last time.Duration // when it was looked at
	buf  []button.Event
}

func newPushButton(cfg Button, debounced bool) (*pushButton, error) {
	m, err := button.New(cfg.settings(debounced))
	return &pushButton{cfg: cfg, Machine: m, buf: make([]button.Event, 0, 4)}, err
}

func (b *pushButton) feed(dst []gesture, at time.Duration, levels uint) []gesture {
	b.last = at
	b.buf = b.Feed(b.buf[:0], at, levels&1 != 0)
	for _, e := range b.buf {
		g, a := b.cfg.action(e.Gesture)
		dst = append(dst, gesture{Event{Name: b.cfg.name(), Gesture: g, Action: a}, e.At})
	}
	return dst
}

func (b *pushButton) due() (time.Duration, bool) {
	at, ok := b.Deadline()
	if look := b.last + lookAgain; b.Level() && (!ok || look < at) {
		return look, true
	}
	return at, ok
}

func (b *pushButton) levels() uint {
	if b.Level() {
		return 1
	}
	return 0
}

// knob is the machine of an Encoder's two contacts: A is bit 0, B is bit 1.
type knob struct {
	cfg Encoder
	*encoder.Machine
	buf []encoder.Turn
}

func newKnob(cfg Encoder) (*knob, error) {
	m, err := encoder.New(cfg.settings())
	return &knob{cfg: cfg, Machine: m, buf: make([]encoder.Turn, 0, 2)}, err
}

func (k *knob) feed(dst []gesture, at time.Duration, levels uint) []gesture {
	k.buf = k.Feed(k.buf[:0], at, levels&1 != 0, levels&2 != 0)
	for _, t := range k.buf {
		dst = append(dst, gesture{
			Event{Name: k.cfg.name(), Gesture: Turn, Action: k.cfg.Turn.action(t.Steps), Steps: t.Steps}, t.At,
		})
	}
	return dst
}

func (k *knob) due() (time.Duration, bool) { return k.Deadline() }

func (k *knob) levels() (l uint) {
	a, b := k.Contacts()
	if a {
		l |= 1
	}
	if b {
		l |= 2
	}
	return l
}
