package encoder

import "time"

// quarter[old<<2|new] is the movement between two states A<<1|B, in quarters of a cycle: forward is 0 → 2 → 3 → 1 → 0. Where
// both contacts changed it is 0 as well.
var quarter = [16]int8{
	0, -1, +1, 0,
	+1, 0, 0, -1,
	-1, 0, 0, +1,
	0, +1, -1, 0,
}

// Machine is one encoder. The zero value isn't usable; see New.
type Machine struct {
	s     Settings
	known bool
	last  time.Duration // of the newest sample

	state    uint8
	quarters int // since the last rest

	stepAt  time.Duration // of the last detent
	stepDir int           // its direction; 0 before the first

	pending   int           // steps not told
	pendingAt time.Duration // of the last of them
	toldAt    time.Duration // when steps were last told
	told      bool          // whether they ever were
}

// New makes a machine; the error is that of Settings.Check.
func New(s Settings) (*Machine, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	return &Machine{s: s}, nil
}

// Feed takes the contacts as they are at the moment at, counted from any fixed moment (true: closed), appends the turn that
// is to be told, if any, to dst and returns it. A moment before the last one counts as the last one. The first sample only
// says where the knob stands. It doesn't allocate while dst has room for 2 more.
func (m *Machine) Feed(dst []Turn, at time.Duration, a, b bool) []Turn {
	state := bit(a)<<1 | bit(b)
	if !m.known {
		m.known, m.last, m.state = true, at, state
		return dst
	}
	at = max(at, m.last)
	m.last = at
	dst = m.tell(dst, at)
	if state == m.state {
		return dst
	}
	m.quarters += int(quarter[m.state<<2|state])
	m.state = state
	if n := m.detents(); n != 0 {
		if m.s.Invert {
			n = -n
		}
		m.step(n, at)
	}
	return m.tell(dst, at)
}

// Contacts are the newest levels that were fed.
func (m *Machine) Contacts() (a, b bool) { return m.state&2 != 0, m.state&1 != 0 }

// Deadline is the moment at which the machine wants to be fed again if nothing happens before; false: never.
func (m *Machine) Deadline() (time.Duration, bool) {
	return m.toldAt + m.s.Every, m.pending != 0
}

// detents gives the steps that end in the present state, and begins to count anew where the knob rests.
func (m *Machine) detents() int {
	q := m.quarters
	switch m.s.Detent {
	case Full:
		if m.state != 0 {
			return 0
		}
		m.quarters = 0
		// Half a cycle seen and half lost is a step in the direction seen; a whole one has four quarters.
		if q < 0 {
			return -((2 - q) / 4)
		}
		return (q + 2) / 4
	case Half:
		if m.state != 0 && m.state != 3 {
			return 0
		}
		m.quarters = 0
		return q / 2
	default:
		m.quarters = 0
		return q
	}
}

// step counts n detents in one direction, more where they come fast in the same one.
func (m *Machine) step(n int, at time.Duration) {
	dir := 1
	if n < 0 {
		dir = -1
	}
	times := 1
	if m.s.Most > 1 && dir == m.stepDir {
		times = m.s.Most
		if gap := at - m.stepAt; gap > 0 {
			times = min(max(int((Slow+gap/2)/gap), 1), m.s.Most)
		}
	}
	m.stepAt, m.stepDir = at, dir
	m.pending += n * times
	m.pendingAt = at
}

// tell gives out what is pending, where the last telling is long enough ago.
func (m *Machine) tell(dst []Turn, at time.Duration) []Turn {
	if m.pending == 0 || m.told && at < m.toldAt+m.s.Every {
		return dst
	}
	dst = append(dst, Turn{m.pending, m.pendingAt})
	m.pending, m.toldAt, m.told = 0, at, true
	return dst
}

func bit(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}
