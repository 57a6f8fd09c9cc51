package output

// historyRoom is how many stretches are remembered: the device holds a few periods, each of a few stretches at most.
const historyRoom = 64

// stretch is a run of frames given to the device: programme, which goes on in the ring, or silence.
type stretch struct {
	device uint64 // frame of the device it begins at
	ring   uint64 // ring frame it begins at; for silence the one that comes after it
	frames uint64
	state  State // Sounding for programme, else why there was silence
}

// history remembers what was given to the device, to tell what is heard when it still holds some of it. The output
// thread owns it; it never allocates.
type history struct {
	all     [historyRoom]stretch
	n       uint64 // stretches ever; the newest is all[(n-1)%historyRoom]
	written uint64 // frames given to the device
}

// add notes n frames.
func (h *history) add(n int, ring uint64, state State) {
	if n == 0 {
		return
	}
	if h.n > 0 {
		last := &h.all[(h.n-1)%historyRoom]
		goesOn := last.ring+last.frames == ring
		if state != Sounding {
			goesOn = last.ring == ring
		}
		if last.state == state && goesOn {
			last.frames += uint64(n)
			h.written += uint64(n)
			return
		}
	}
	h.all[h.n%historyRoom] = stretch{h.written, ring, uint64(n), state}
	h.n++
	h.written += uint64(n)
}

// heard tells the ring frame that is heard next when the device still holds delay frames, and whether it is programme.
func (h *history) heard(delay int) (ring uint64, state State) {
	at := h.written - min(uint64(max(0, delay)), h.written)
	for i := uint64(0); i < min(h.n, historyRoom); i++ {
		s := &h.all[(h.n-1-i)%historyRoom]
		if s.device > at {
			continue
		}
		if s.state != Sounding {
			return s.ring, s.state
		}
		if at < s.device+s.frames {
			return s.ring + at - s.device, Sounding
		}
		return s.ring + s.frames, Silent // past the end of the newest one
	}
	return 0, Silent
}

// forget is for a device that was emptied: what was given to it and not heard is taken as heard.
func (h *history) forget() {
	ring, _ := h.heard(0)
	*h = history{}
	h.add(1, ring, Silent)
}
