package engine

import (
	"context"
	"sync/atomic"
	"time"

	"auralis/audio"
	"auralis/audio/output"
)

// watchEvery is how often the watcher looks what is heard while something sounds; progressEvery how often it says so.
const (
	watchEvery    = 20 * time.Millisecond
	progressEvery = time.Second
)

// watch tells the control goroutine what is heard. The watcher goroutine owns it, but for where, which reads atomics.
type watch struct {
	target *atomic.Pointer[Target]
	panel  output.Panel
	log    *markLog
	report func(Event)
	now    func() time.Duration

	epoch    audio.Epoch
	instance audio.Instance // heard last in this epoch; 0 before
	ended    bool
	progress time.Duration // when Progress was last reported
	held     bool          // a pause was reported
}

// where computes what the listener hears now: the mark of the frame the output last reported, and the place in the track
// advanced by the time since.
func (w *watch) where() (m audio.Mark, at time.Duration, state output.State) {
	frame, when, state := w.panel.Heard()
	m, ok := w.log.at(frame)
	if !ok || m.Rate == 0 {
		return m, 0, state
	}
	offset := float64(m.At(frame)) / float64(m.Rate)
	if m.Flags&audio.MarkEnd != 0 {
		offset = float64(m.Offset) / float64(m.Rate)
	} else if state == output.Sounding {
		offset += min(max(0, w.now()-when), 100*time.Millisecond).Seconds()
	}
	return m, time.Duration(offset * float64(time.Second)), state
}

// step looks once. It returns whether something may sound, so that the next look is due soon.
func (w *watch) step() bool {
	t := w.target.Load()
	if t == nil {
		return false
	}
	if t.Epoch != w.epoch {
		w.epoch, w.instance, w.ended, w.held = t.Epoch, 0, false, false
	}
	if len(t.Line) == 0 {
		return false
	}
	m, at, state := w.where()
	if m.Epoch != w.epoch || m.Instance == 0 {
		return true
	}
	now := w.now()
	switch {
	case m.Flags&audio.MarkEnd != 0:
		if !w.ended {
			w.hear(m, at, now)
			w.ended = true
			w.report(Ended{Epoch: w.epoch, Instance: m.Instance})
		}
		return true
	case state == output.Sounding && m.Instance != w.instance:
		w.hear(m, at, now)
	}
	w.ended = false
	if w.instance == 0 {
		return true
	}
	held := t.Paused && state != output.Sounding
	if now-w.progress >= progressEvery && !held || held && !w.held {
		w.progress = now
		w.report(Progress{Epoch: w.epoch, Instance: m.Instance, Position: at, Underruns: w.panel.Underruns()})
	}
	w.held = held
	return !held
}

// hear reports that an instance began to be heard.
func (w *watch) hear(m audio.Mark, at, now time.Duration) {
	if m.Instance == w.instance {
		return
	}
	w.instance, w.progress = m.Instance, now
	w.report(Heard{Epoch: w.epoch, Instance: m.Instance, Position: at})
}

// run is the watcher goroutine.
func (w *watch) run(ctx context.Context, wake <-chan struct{}) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		if w.step() {
			timer.Reset(watchEvery)
		} else {
			timer.Stop()
		}
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-timer.C:
		}
	}
}
