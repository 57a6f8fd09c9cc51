package engine

import (
	"errors"
	"io"

	"auralis/audio"
	"auralis/dsp/mastering"
)

// excerpts and excerptSeconds are the quick look at an unknown track: so many places, spread over it, each so long.
const (
	excerpts       = 5
	excerptSeconds = 2
)

// QuickLook measures a few excerpts of a track that can be sought, decoded faster than they play. Where it can't be, or
// is too short to choose from, the whole (at most a minute) is measured.
func QuickLook(_ *Cue, m *Media) mastering.Analysis {
	info := m.Info()
	length := int64(excerptSeconds * info.Rate)
	if info.Frames < 2*excerpts*length {
		return measure(m, []int64{0}, min(max(info.Frames, length), 60*int64(info.Rate)), info.Frames > 60*int64(info.Rate))
	}
	var starts []int64
	for i := range int64(excerpts) { // not the very beginning and end: many fade
		starts = append(starts, (2*i+1)*info.Frames/(2*excerpts)-length/2)
	}
	return measure(m, starts, length, true)
}

// Whole measures a track from its first frame to its last.
func Whole(_ *Cue, m *Media) mastering.Analysis {
	return measure(m, []int64{0}, 1<<62, false)
}

// measure runs an analyser over stretches of a track. A track that can't be read that far is measured as far as it can:
// why it breaks off is told when it is played.
func measure(m *Media, starts []int64, length int64, provisional bool) mastering.Analysis {
	info := m.Info()
	a, err := mastering.NewAnalyser(info.Rate)
	if err != nil {
		return mastering.Analysis{}
	}
	planar := make([][]float32, info.Channels)
	for c := range planar {
		planar[c] = make([]float32, decodeBlock)
	}
	window := make([][]float32, info.Channels)
	frames := make([]audio.Frame, decodeBlock)
	for _, start := range starts {
		if err := m.SeekFrame(start); err != nil && !(start == 0 && errors.Is(err, audio.ErrNotSeekable)) {
			break
		}
		a.Gap()
		for left := length; left > 0; {
			n := int(min(left, decodeBlock))
			for c := range planar {
				window[c] = planar[c][:n]
			}
			k, err := m.Read(window)
			downmix(frames[:k], planar, info.Channels)
			a.Process(frames[:k])
			left -= int64(k)
			if err != nil {
				if !errors.Is(err, io.EOF) {
					provisional = true
				}
				break
			}
		}
	}
	r := a.Result()
	r.Provisional = provisional
	return r
}
