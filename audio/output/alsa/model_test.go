package alsa

import (
	"time"

	"golang.org/x/sys/unix"
)

// model is a stream that follows the kernel's rules for states (sound/core/pcm_native.c), for the situations that no
// emulated card gets into. Time passes only in wait.
type model struct {
	state   State
	buffer  int
	period  int
	queued  int
	hw      uint
	taken   int // frames ever taken
	heard   int // frames ever played
	stuck   bool
	gone    bool
	resumes []unix.Errno // answers to RESUME; then 0
	calls   []string
}

func (m *model) call(name string) unix.Errno {
	m.calls = append(m.calls, name)
	if m.gone {
		m.state = StateDisconnected
		return unix.ENODEV
	}
	return 0
}

// trouble is the kernel's answer to a call that wants a prepared or running stream.
func (m *model) trouble() unix.Errno {
	switch m.state {
	case StateXrun:
		return unix.EPIPE
	case StateSuspended:
		return unix.ESTRPIPE
	case StatePrepared, StateRunning, StatePaused:
		return 0
	}
	return unix.EBADFD
}

func (m *model) write(b []byte, frames int) (int, unix.Errno) {
	if e := m.call("write"); e != 0 {
		return 0, e
	}
	if e := m.trouble(); e != 0 {
		return 0, e
	}
	n := min(frames, m.buffer-m.queued)
	if n == 0 {
		return 0, unix.EAGAIN
	}
	m.queued += n
	m.taken += n
	if m.state == StatePrepared && m.queued >= m.buffer-m.period {
		m.state = StateRunning
	}
	return n, 0
}

// pass lets one period be played.
func (m *model) pass() {
	if m.stuck || m.state != StateRunning && m.state != StateDraining {
		return
	}
	n := min(m.period, m.queued)
	m.queued -= n
	m.heard += n
	m.hw += uint(n)
	if m.queued == 0 {
		m.state = map[State]State{StateRunning: StateXrun, StateDraining: StateSetup}[m.state]
	}
}

func (m *model) wait(limit time.Duration) (int, unix.Errno) {
	if m.call("wait") != 0 {
		return waitTrouble, 0
	}
	for m.state == StateDraining && !m.stuck {
		m.pass()
	}
	for range 2 {
		if m.state == StateDraining {
			break
		}
		if m.trouble() != 0 {
			return waitTrouble, 0
		}
		if m.buffer-m.queued >= m.period {
			return waitReady, 0
		}
		m.pass()
	}
	time.Sleep(limit) // in a synctest bubble
	return waitTimeout, 0
}

func (m *model) status() (Status, unix.Errno) {
	if e := m.call("status"); e != 0 {
		return Status{State: StateDisconnected}, e
	}
	return Status{State: m.state, Delay: m.queued, Avail: m.buffer - m.queued, Hardware: m.hw}, 0
}

func (m *model) delay() (int, unix.Errno) {
	if e := m.call("delay"); e != 0 {
		return 0, e
	}
	return m.queued, m.trouble()
}

func (m *model) prepare() unix.Errno {
	if e := m.call("prepare"); e != 0 {
		return e
	}
	m.state, m.queued = StatePrepared, 0
	return 0
}

func (m *model) drop() unix.Errno {
	if e := m.call("drop"); e != 0 {
		return e
	}
	if m.state == StateOpen {
		return unix.EBADFD
	}
	m.state, m.queued = StateSetup, 0
	return 0
}

func (m *model) drain() unix.Errno {
	if e := m.call("drain"); e != 0 {
		return e
	}
	switch {
	case m.state == StateXrun, m.queued == 0:
		m.state = StateSetup
		return 0
	case m.state == StateSuspended:
		return unix.ESTRPIPE
	}
	m.state = StateDraining
	return unix.EAGAIN
}

func (m *model) resume() unix.Errno {
	if e := m.call("resume"); e != 0 {
		return e
	}
	if len(m.resumes) > 0 {
		e := m.resumes[0]
		m.resumes = m.resumes[1:]
		return e
	}
	m.state = StateRunning
	return 0
}

func (m *model) start() unix.Errno     { return m.call("start") }
func (m *model) pause(bool) unix.Errno { return m.call("pause") }
func (m *model) close() unix.Errno     { m.calls = append(m.calls, "close"); return 0 }
