package engine

import (
	"slices"
	"sync/atomic"

	"auralis/audio"
)

// keptMarks bounds the log: far more than can lie in 200 ms but for tracks of a few frames.
const keptMarks = 256

// markLog remembers the marks of the mastered ring, to tell what a frame of it belongs to. The master goroutine adds,
// anybody looks up: the list is immutable and replaced whole.
type markLog struct{ list atomic.Pointer[[]audio.Mark] }

func (l *markLog) add(m audio.Mark) {
	var old []audio.Mark
	if p := l.list.Load(); p != nil {
		old = *p
	}
	list := append(slices.Clone(old[max(0, len(old)-keptMarks+1):]), m)
	l.list.Store(&list)
}

// at gives the mark that covers ring frame f, ok is false before the first.
func (l *markLog) at(f uint64) (m audio.Mark, ok bool) {
	p := l.list.Load()
	if p == nil {
		return m, false
	}
	for i := len(*p) - 1; i >= 0; i-- {
		if (*p)[i].Frame <= f {
			return (*p)[i], true
		}
	}
	return m, false
}

func (l *markLog) last() (m audio.Mark, ok bool) {
	p := l.list.Load()
	if p == nil || len(*p) == 0 {
		return m, false
	}
	return (*p)[len(*p)-1], true
}
