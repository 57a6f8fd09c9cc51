package button

import "time"

// phase is what the debounced button has done so far.
type phase uint8

const (
	idle     phase = iota // up, nothing open
	held                  // down, and what it becomes isn't told yet
	waiting               // up again, a second press may follow
	told                  // down, and all is told; or up at the start of life
	repeated              // down, its press repeats
)

// Event is a gesture and the moment it counts from: the press itself (for Long and repetitions the moment it became one),
// on the time line of the samples.
type Event struct {
	Gesture Gesture
	At      time.Duration
}

// Machine is one button. The zero value isn't usable; see New.
type Machine struct {
	s     Settings
	known bool          // a first sample was seen
	last  time.Duration // of the newest sample: time doesn't run back

	raw   bool          // newest level
	rawAt time.Duration // since when
	down  bool          // debounced level

	phase phase
	since time.Duration // of the press that opened the phase
	next  time.Duration // of the next repetition
}

// New makes a machine; the error is that of Settings.Check.
func New(s Settings) (*Machine, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	return &Machine{s: s}, nil
}

// Feed takes the level as it is at the moment at, counted from any fixed moment (down: the button is pressed), appends the
// gestures that became certain to dst and returns it. What falls due between two samples is told in its order. A moment
// before the last one counts as the last one. The first sample only says where the button stands: one that is down when
// the player starts means nothing until it was released. It doesn't allocate while dst has room for 4 more.
func (m *Machine) Feed(dst []Event, at time.Duration, down bool) []Event {
	if !m.known {
		m.known, m.last, m.raw, m.rawAt, m.down = true, at, down, at, down
		if down {
			m.phase = told
		}
		return dst
	}
	at = max(at, m.last)
	dst = m.settle(dst, at)
	m.last = at
	if down != m.raw {
		m.raw, m.rawAt = down, at
		dst = m.settle(dst, at) // at once where nothing is debounced
	}
	return dst
}

// settle brings everything about that is due until at.
func (m *Machine) settle(dst []Event, at time.Duration) []Event {
	for {
		due, ok := m.Deadline()
		if !ok || due > at {
			return dst
		}
		dst = m.fire(dst, due, at)
	}
}

// Down is the debounced level.
func (m *Machine) Down() bool { return m.down }

// Level is the newest level that was fed, bounces included.
func (m *Machine) Level() bool { return m.raw }

// Deadline is the moment at which the machine wants to be fed again if nothing happens before; false: never. While a
// change of level isn't settled no gesture is decided, because the settled change counts from when it began.
func (m *Machine) Deadline() (time.Duration, bool) {
	if m.raw != m.down {
		return m.rawAt + m.s.Debounce, true
	}
	switch m.phase {
	case held:
		if m.s.Long > 0 {
			return m.since + m.s.Long, true
		}
		return m.since + m.s.Double, true // no long press: held beyond the window it is a single press
	case waiting:
		return m.since + m.s.Double, true
	case repeated:
		return m.next, true
	}
	return 0, false
}

// fire does what is due at the deadline, which is looked at only now.
func (m *Machine) fire(dst []Event, due, now time.Duration) []Event {
	if m.raw != m.down {
		m.down = m.raw
		if m.down {
			return m.pressed(dst, m.rawAt)
		}
		return m.released(dst, m.rawAt)
	}
	switch m.phase {
	case held:
		m.phase = told
		if m.s.Long > 0 {
			return append(dst, Event{Long, due})
		}
		return append(dst, Event{Press, m.since})
	case waiting:
		m.phase = idle
		return append(dst, Event{Press, m.since})
	case repeated:
		due += (now - due) / m.s.Repeat * m.s.Repeat // after a stall once, not as often as it would have been
		m.next = due + m.s.Repeat
		return append(dst, Event{Press, due})
	}
	return dst
}

// pressed is a debounced press that began at t. Where the button was waiting, t lies within the window: its end is looked
// at before a change of level is taken in.
func (m *Machine) pressed(dst []Event, t time.Duration) []Event {
	if m.phase == waiting {
		m.phase = told
		return append(dst, Event{Double, t})
	}
	m.since = t
	switch {
	case m.s.Long > 0 || m.s.Double > 0:
		m.phase = held
		return dst
	case m.s.Repeat > 0:
		m.phase, m.next = repeated, t+RepeatAfter
	default:
		m.phase = told
	}
	return append(dst, Event{Press, t})
}

// released is a debounced release that began at t. Where the button was held, t lies before the long press, for the same
// reason.
func (m *Machine) released(dst []Event, t time.Duration) []Event {
	switch {
	case m.phase != held:
		m.phase = idle
	case m.s.Double > 0 && t-m.since < m.s.Double:
		m.phase = waiting
	default:
		m.phase = idle
		dst = append(dst, Event{Press, m.since})
	}
	return dst
}
