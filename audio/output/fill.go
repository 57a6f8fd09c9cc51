package output

import (
	"auralis/audio"
)

// fill makes the next n frames for the sink, in l.bytes, and returns how many it made: n where the sink is paced, what
// there is where it isn't.
func (l *Loop) fill(n int) int {
	pos := 0
	for pos < n {
		if l.state == Sounding {
			pos += l.sound(pos, n)
			continue
		}
		l.dropOld()
		if l.startable() {
			l.start()
			continue
		}
		if !l.c.Paced {
			break
		}
		l.silence(pos, n)
		pos = n
	}
	return pos
}

// dropOld throws away frames of epochs that aren't wanted any more. Nothing of them sounds when it is called.
func (l *Loop) dropOld() {
	want := l.panel.Wanted()
	for {
		m, a, b := l.rd.Next(l.c.Buffer + l.c.Period)
		if m.Epoch == want || len(a) == 0 {
			return
		}
		l.rd.Release(len(a) + len(b))
	}
}

// startable tells whether sound may begin: it isn't held, and enough of the wanted epoch lies in the ring, or all that
// is left of it.
func (l *Loop) startable() bool {
	if l.quit {
		return false
	}
	if l.panel.Held() {
		if l.state != Holding && l.state != Sounding {
			l.state = Holding
		}
		return false
	}
	m, a, _ := l.rd.Next(1)
	if len(a) == 0 || m.Epoch != l.panel.Wanted() {
		return false
	}
	return l.rd.Available() >= l.prime || l.ending(m.Epoch)
}

// ending tells whether the last frame of the epoch lies in the ring already.
func (l *Loop) ending(e audio.Epoch) bool {
	last, ok := l.rd.Newest()
	return ok && last.Epoch == e && last.Flags&audio.MarkEnd != 0
}

// start begins to sound with the next frame of the ring. The first frame of a track isn't faded; one in its midst is.
func (l *Loop) start() {
	m, _, _ := l.rd.Next(1)
	l.state, l.playing, l.silent, l.starving = Sounding, m.Epoch, 0, false
	l.panel.w[wordSounding].Store(uint64(m.Epoch))
	l.aim()
	l.gain.Reset()
	l.fade.Jump(m.At(l.rd.Position()) == 0 || !l.c.Paced)
}

// stop is the end of sounding: whatever is written next is silence.
func (l *Loop) stop(s State) {
	l.state = s
	l.fade.Jump(false)
	l.silent = 0
}

// sound takes one run of frames out of the ring, of one mark and no further than n, and returns how many it took. It
// takes none where it finds that sounding is over.
func (l *Loop) sound(pos, n int) int {
	m, a, _ := l.rd.Next(n - pos)
	held, cut := l.panel.Held() || l.quit, l.panel.Wanted() != l.playing || m.Epoch != l.playing
	if len(a) == 0 || m.Epoch != l.playing { // nothing left to ramp with
		l.over(m, held, cut)
		return 0
	}
	if !l.starving && l.c.Paced && !l.ending(l.playing) && l.rd.Available() < n-pos+l.rampLen {
		l.starving = true // what is left is just enough for the ramp
		l.underrun()
	}
	down := held || cut || l.starving
	l.fade.Turn(!down)
	if m.Encoding == audio.Int32 {
		return l.pass(pos, a, held, cut)
	}
	if down {
		a = a[:min(len(a), max(1, l.fade.Left()))]
	}
	if l.tap != nil {
		l.tap(m, a)
	}
	run := l.frames[:copy(l.frames, a)]
	altered := l.altering()
	l.fade.Process(run)
	l.aim()
	l.gain.Process(run)
	l.put(pos, run, int(m.Bits), altered || l.altering())
	if down && l.fade.Left() == 0 {
		l.over(m, held, cut)
	}
	return len(run)
}

// aim moves the policy gain toward what the panel says, which is never outside 0…1.
func (l *Loop) aim() { _ = l.gain.SetTarget(float64(l.panel.Gain())) }

// altering tells whether samples are changed here at this moment.
func (l *Loop) altering() bool {
	return l.fade.Gain() != 1 || l.fade.Left() != 0 || l.gain.Gain() != 1 || !l.gain.Settled()
}

// over ends sounding for the reason that holds.
func (l *Loop) over(m audio.Mark, held, cut bool) {
	switch {
	case cut:
		l.stop(Silent)
	case held:
		l.stop(Holding)
	case m.Flags&audio.MarkEnd != 0:
		l.stop(Silent)
	default:
		if !l.starving {
			l.underrun()
		}
		l.stop(Waiting)
	}
	l.starving = false
}

func (l *Loop) underrun() { l.panel.w[wordUnderruns].Add(1) }

// pass gives integer frames on untouched. They can't be ramped: a pause or a cut is at once.
func (l *Loop) pass(pos int, a []audio.Frame, held, cut bool) int {
	if held || cut {
		l.over(audio.Mark{}, held, cut)
		return 0
	}
	if !l.c.Discard {
		l.enc.ints(l.at(pos, len(a)), a)
	}
	l.took(len(a))
	return len(a)
}

// put writes a run of float frames to l.bytes.
func (l *Loop) put(pos int, run []audio.Frame, bits int, altered bool) {
	if !l.c.Discard {
		l.enc.floats(l.at(pos, len(run)), run, bits, altered)
	}
	l.took(len(run))
}

func (l *Loop) took(n int) {
	l.past.add(n, l.rd.Position(), Sounding)
	l.rd.Release(n)
	l.panel.w[wordPlayed].Add(uint64(n))
}

// at is the place of n frames from frame pos on in l.bytes.
func (l *Loop) at(pos, n int) []byte {
	size := audio.Channels * l.c.Format.Bytes()
	return l.bytes[pos*size : (pos+n)*size]
}

// silence fills the rest of the period, and notes when it has lasted so long that the sink may stop.
func (l *Loop) silence(pos, n int) {
	clear(l.at(pos, n-pos))
	l.past.add(n-pos, l.rd.Position(), l.state)
	l.silent += n - pos
}
