package player

// Notice is something that happened beside the state and should not be missed: a button was pressed, a job moved on,
// the library changed.
type Notice struct {
	Kind string // "button", "job", "library", "devices"; or Resync
	Data any    // immutable
}

// Resync is the kind of the notice that stands where others were lost because the subscriber was too slow: whoever
// needs the whole asks for it anew.
const Resync = "resync"

// noticeRoom is how many notices wait for a slow subscriber.
const noticeRoom = 64

// Subscription is one listener's place. Close it when done; States and Notices are closed when the player ends.
type Subscription struct {
	id      uint64
	c       *Control
	states  chan *State
	notices chan Notice
	missed  bool // owned by the control goroutine
}

// Subscribe makes a subscription. The current state lies in its mailbox already.
func (c *Control) Subscribe() *Subscription {
	s := &Subscription{id: c.nextID.Add(1), c: c, states: make(chan *State, 1), notices: make(chan Notice, noticeRoom)}
	ready := make(chan struct{})
	c.post(request{work: func() {
		s.put(c.state.Load())
		c.subscribers[s.id] = s
		close(ready)
	}})
	select {
	case <-ready:
	case <-c.done:
		select {
		case <-ready: // it was taken in before the end, which has closed it
		default:
			close(s.states)
			close(s.notices)
		}
	}
	return s
}

// States is the mailbox: it holds the newest state that wasn't taken. States that were overtaken are never seen.
func (s *Subscription) States() <-chan *State { return s.states }

// Notices come in order; where some were lost, a Resync stands in their place.
func (s *Subscription) Notices() <-chan Notice { return s.notices }

// Close ends the subscription; nothing is put into it after Close has returned.
func (s *Subscription) Close() {
	gone := make(chan struct{})
	s.c.post(request{work: func() { delete(s.c.subscribers, s.id); close(gone) }})
	select {
	case <-gone:
	case <-s.c.done:
	}
}

// put leaves a state in the mailbox in place of the one that lies there. Only the control goroutine puts.
func (s *Subscription) put(st *State) {
	select {
	case <-s.states:
	default:
	}
	s.states <- st
}

// tell adds a notice, or remembers that one was lost.
func (s *Subscription) tell(n Notice) {
	if s.missed {
		select {
		case s.notices <- Notice{Kind: Resync}:
			s.missed = false
		default:
			return
		}
	}
	select {
	case s.notices <- n:
	default:
		s.missed = true
	}
}

// Announce sends a notice to every subscriber.
func (c *Control) Announce(n Notice) {
	c.post(request{work: func() {
		for _, s := range c.subscribers {
			s.tell(n)
		}
	}})
}

// Subscribers is the number of live subscriptions.
func (c *Control) Subscribers() int {
	n := make(chan int, 1)
	c.post(request{work: func() { n <- len(c.subscribers) }})
	select {
	case k := <-n:
		return k
	case <-c.done:
		return 0
	}
}
