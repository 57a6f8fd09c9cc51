package engine

import (
	"context"
	"sync/atomic"
	"time"

	"auralis/audio"
	"auralis/audio/ring"
)

// masterBlock is how many frames the master stage works on at once.
const masterBlock = 512

// ahead is how much mastered sound lies before the output: what a change of enhancement waits for, and what the main
// process may be late by.
const ahead = 200 * time.Millisecond

// master is the second stage: it takes decoded frames, runs the mastering chain and the final limiter over them and
// writes them into the ring of mastered frames, the marks moved by exactly the latency of the chain. It owns every DSP
// state and belongs to the master goroutine.
type master struct {
	target *atomic.Pointer[Target]
	known  *analyses
	report func(Event)
	rd     *ring.Reader
	w      *ring.Writer
	log    *markLog
	levels *levels

	epoch    audio.Epoch
	instance audio.Instance // the one entered last; 0 at the start of an epoch
	rack     *rack          // chain and limiter for the present rate; nil before the first frame
	in       uint64         // frames of programme put into the rack since it was empty
	fed      uint64         // the same with the silence that pushes the last of them out
	out      uint64         // frames of programme that came out
	marks    []pendingMark  // marks whose frame is still in the rack, oldest first
	ended    bool           // the end mark was met and the rack emptied
	block    [masterBlock]audio.Frame
}

// pendingMark is a mark that goes out before frame due of the epoch.
type pendingMark struct {
	due  uint64
	mark audio.Mark
}

// step moves up to one block. It returns false where there is nothing to do until more is decoded or the output has
// made room.
func (m *master) step() bool {
	t := m.target.Load()
	if t == nil {
		return false
	}
	if t.Epoch != m.epoch {
		m.cut(t.Epoch)
	}
	mark, a, _ := m.rd.Next(masterBlock)
	if mark.Epoch != m.epoch {
		m.rd.Release(len(a))
		return len(a) > 0
	}
	if mark.Instance != m.instance && mark.Flags&audio.MarkEnd == 0 && len(a) > 0 {
		if t.index(mark.Instance) < 0 {
			m.rd.Release(len(a)) // revoked before it was entered
			return true
		}
		if !m.enter(mark, t) {
			return false
		}
	}
	if m.instance != 0 && t.index(m.instance) < 0 {
		return false // revoked after it was entered: the control goroutine is about to cut
	}
	if mark.Flags&audio.MarkEnd != 0 && len(a) == 0 {
		return m.finish(mark)
	}
	n := min(len(a), m.w.Free(), m.room(int(mark.Rate)))
	if n == 0 {
		return false
	}
	if m.ended { // more was added after the end
		m.ended = false
	}
	copy(m.block[:n], a[:n])
	m.rd.Release(n)
	m.push(t, m.block[:n])
	return true
}

// room is how many frames may be put before the output now.
func (m *master) room(rate int) int {
	return max(0, int(ahead.Seconds()*float64(rate))-m.w.Fill())
}

// cut begins an epoch: nothing of the one before is left in the rack.
func (m *master) cut(e audio.Epoch) {
	m.epoch, m.instance = e, 0
	m.in, m.fed, m.out = 0, 0, 0
	m.marks = m.marks[:0]
	m.ended = false
	if m.rack != nil {
		m.rack.reset()
	}
}

// enter begins an instance at the exact frame of its mark.
func (m *master) enter(mark audio.Mark, t *Target) bool {
	if m.rack == nil || m.rack.rate != int(mark.Rate) {
		r, err := newRack(int(mark.Rate))
		if err != nil {
			m.report(Failed{Epoch: m.epoch, Instance: mark.Instance, Err: err})
			return false
		}
		m.rack = r
	}
	fresh := m.instance == 0
	m.instance = mark.Instance
	plan := m.rack.begin(mark, t.Enhance, m.known, fresh)
	mark.Bits = m.rack.bits(mark)
	m.marks = append(m.marks, pendingMark{due: m.in, mark: mark})
	m.report(Entered{Epoch: m.epoch, Instance: mark.Instance})
	if plan != nil {
		m.report(Planned{Instance: mark.Instance, Plan: plan})
	}
	return true
}

// push runs a block of programme through the rack.
func (m *master) push(t *Target, block []audio.Frame) {
	if m.rack.update(t.Enhance, m.known) {
		m.report(Planned{Instance: m.instance, Plan: m.rack.explain()})
		m.remark()
	}
	m.in += uint64(len(block))
	m.feed(block)
	m.levels.put(m.w.Written(), block, m.rack.reduction())
}

// feed puts a block into the rack and writes what comes out. The first frames that come out are the rack's own silence,
// as many as its latency, and are left out; so is what comes after the programme.
func (m *master) feed(block []audio.Frame) {
	m.rack.process(block)
	skip := min(max(0, int64(m.rack.latency())-int64(m.fed)), int64(len(block)))
	m.fed += uint64(len(block))
	block = block[skip:]
	m.emit(block[:min(uint64(len(block)), m.in-m.out)])
}

// emit writes frames with the marks that fall between them.
func (m *master) emit(frames []audio.Frame) {
	for {
		n := len(frames)
		if len(m.marks) > 0 {
			n = int(min(uint64(n), m.marks[0].due-m.out))
		}
		m.w.Write(frames[:n])
		frames = frames[n:]
		m.out += uint64(n)
		if len(m.marks) == 0 || m.marks[0].due != m.out || len(frames) == 0 {
			return
		}
		m.put(m.marks[0].mark)
		m.marks = append(m.marks[:0], m.marks[1:]...)
	}
}

// put writes a mark and notes it for whoever asks what is heard. There is always place: the marks of the mastered ring
// are as many as of the ring before it, and the frames between them fewer.
func (m *master) put(mark audio.Mark) {
	mark.Frame = m.w.Written()
	if m.w.Mark(mark) {
		m.log.add(mark)
	}
}

// remark tells the output when the word length of what follows changed in the middle of a track.
func (m *master) remark() {
	if len(m.marks) > 0 {
		return // the track's own mark isn't out yet
	}
	last, ok := m.log.last()
	if !ok || last.Epoch != m.epoch || last.Flags&audio.MarkEnd != 0 {
		return
	}
	bits := m.rack.bits(m.rack.mark)
	if bits == last.Bits {
		return
	}
	now := last
	now.Offset = last.At(m.w.Written())
	now.Bits = bits
	now.Flags &^= audio.MarkCut
	m.put(now)
}

// finish pushes silence through the rack until its last frame is out, then passes the end mark on.
func (m *master) finish(mark audio.Mark) bool {
	if m.ended {
		return false
	}
	for m.rack != nil && m.out < m.in {
		n := min(masterBlock, m.w.Free())
		if n == 0 {
			return false
		}
		clear(m.block[:n])
		m.feed(m.block[:n])
	}
	for _, p := range m.marks { // marks of tracks without a frame
		m.put(p.mark)
	}
	m.marks = m.marks[:0]
	m.put(mark)
	m.ended = true
	if m.rack != nil {
		m.rack.reset()
	}
	m.in, m.fed, m.out = 0, 0, 0
	return true
}

// pause is how long the stage may sleep when step had nothing to do.
func (m *master) pause() time.Duration {
	if m.w.Fill() == 0 {
		return 20 * time.Millisecond
	}
	return ahead / 8
}

// run is the master goroutine.
func (m *master) run(ctx context.Context, wake, feed <-chan struct{}) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		for m.step() {
			if ctx.Err() != nil {
				return
			}
		}
		if t := m.target.Load(); t == nil || len(t.Line) == 0 {
			select { // nothing can come before a new target
			case <-ctx.Done():
				return
			case <-wake:
			case <-feed:
			}
			continue
		}
		timer.Reset(m.pause())
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-feed:
		case <-timer.C:
		}
	}
}
