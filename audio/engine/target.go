package engine

import (
	"time"

	"auralis/audio"
	"auralis/dsp/mastering"
)

// Cue is one playing of one track: what to open, and from where.
type Cue struct {
	Instance audio.Instance // never 0, never used twice in one run of the program
	Track    string         // id of the track, for events and analyses
	Location string         // path or URL that the opener understands
	Start    time.Duration  // where in the track to begin; 0 for every cue but the first of a line
	Album    bool           // follows the cue before it on the same album: gain and plan glide, nothing jumps
}

// Enhance says what the mastering should do.
type Enhance struct {
	Enabled   bool
	Preset    mastering.Preset
	Intensity float64 // 0…1
	Compare   bool    // loudness-matched bypass, for an honest comparison
}

// Target is what the control goroutine wants to be heard, whole: an immutable value. The engine is given a new one with
// every change and moves toward the newest; one that was overtaken before a stage looked at it is never seen, which is
// how seeks coalesce.
type Target struct {
	// Epoch grows whenever what sounds now is to be cut: seek, skip, stop, play. Line[0] then begins anew.
	Epoch audio.Epoch
	// Line is what sounds now and what follows it without a gap; empty where nothing should sound. Line[0] is the track
	// that was last reported as heard (or that the epoch begins with). A cue that was joined and is missing now is
	// revoked: its frames are dropped unless the master stage has entered it, which is reported as Entered.
	Line []Cue
	// Joined is how many of Line were reported as Joined and answered: the end of the line is the end of the programme
	// only where all of it is joined; before, more may be added any moment.
	Joined int
	// Paused holds the sound where it is.
	Paused bool
	// Gain is the policy gain, 0…1 linear: volume, mute, caps. It is applied by the output, ramped.
	Gain float32
	// Enhance is the wanted mastering.
	Enhance Enhance
}

// index finds an instance in the line; -1 where it isn't there.
func (t *Target) index(i audio.Instance) int {
	for k := range t.Line {
		if t.Line[k].Instance == i {
			return k
		}
	}
	return -1
}
