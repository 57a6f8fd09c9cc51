package engine

import (
	"slices"
	"sync/atomic"

	"auralis/audio"
	"auralis/dsp/mastering"
)

// keptAnalyses is how many instances are remembered: what sounds, what was joined, and some more.
const keptAnalyses = 64

// analysed is what is known of one instance.
type analysed struct {
	instance audio.Instance
	track    string
	analysis mastering.Analysis
}

// analyses is what the master stage looks up when it enters an instance: an immutable list, replaced whole. put and
// refine may be called from any goroutine.
type analyses struct{ list atomic.Pointer[[]analysed] }

// put adds what is known of an instance.
func (a *analyses) put(i audio.Instance, track string, x mastering.Analysis) {
	a.change(func(old []analysed) []analysed {
		return append(slices.Clone(old[max(0, len(old)-keptAnalyses+1):]), analysed{i, track, x})
	})
}

// refine replaces what is known of a track by something better.
func (a *analyses) refine(track string, x mastering.Analysis) {
	a.change(func(old []analysed) []analysed {
		list := slices.Clone(old)
		for i := range list {
			if list[i].track == track {
				list[i].analysis = x
			}
		}
		return list
	})
}

func (a *analyses) change(f func([]analysed) []analysed) {
	for {
		old := a.list.Load()
		var before []analysed
		if old != nil {
			before = *old
		}
		list := f(before)
		if a.list.CompareAndSwap(old, &list) {
			return
		}
	}
}

// get finds what is known of an instance; ok is false where nothing is.
func (a *analyses) get(i audio.Instance) (x mastering.Analysis, ok bool) {
	list := a.list.Load()
	if list == nil {
		return x, false
	}
	for k := range *list {
		if (*list)[k].instance == i {
			return (*list)[k].analysis, true
		}
	}
	return x, false
}

// version tells whether the list changed since another look.
func (a *analyses) version() *[]analysed { return a.list.Load() }
