package output

import (
	"math"
	"sync/atomic"
	"time"

	"auralis/audio"
	"auralis/audio/ring"
)

// The words beside the ring. Stored by the main side unless the name says otherwise.
const (
	wordEpoch     = iota // wanted epoch
	wordHold             // 1: pause
	wordGain             // policy gain, bits of a float32
	wordBeat             // main side's heartbeat: counts
	wordQuit             // 1: ramp down and end
	wordSeq              // output: odd while the four that follow are being stored
	wordHeard            // output: ring frame that the listener hears next
	wordHeardAt          // output: monotonic time of wordHeard, ns
	wordDelay            // output: frames written that weren't heard
	wordUnderruns        // output: periods in which frames were wanted and not there
	wordXruns            // output: times the device itself ran empty
	wordState            // output: what it does, see State
	wordSounding         // output: epoch that sounds or sounded last
	wordPlayed           // output: frames of programme written to the device, ever
	wordIdle             // output: heartbeat, counts every step, also in silence
	wordClipped          // output: samples clipped by the word-length reduction
	wordLate             // output: first bucket of the lateness histogram
)

// LatenessBuckets is the size of the lateness histogram: bucket b counts wake-ups that came between 2^(b-1) and 2^b
// microseconds after they were due, bucket 0 those under 1 µs.
const LatenessBuckets = 24

// PanelWords is how many words a ring needs for a Panel.
const PanelWords = wordLate + LatenessBuckets

// State is what the listener hears, or why nothing.
type State uint32

// The states.
const (
	Silent   State = iota // nothing to play: silence, or the device is stopped
	Sounding              // frames are being played
	Waiting               // frames are wanted and not there: silence
	Holding               // paused: silence
)

// Panel is what the two sides tell each other without waiting. All methods are safe from any goroutine.
type Panel struct{ w []atomic.Uint64 }

// NewPanel uses the words of a ring that was made with PanelWords of them.
func NewPanel(r *ring.Ring) Panel { return Panel{r.Words()[:PanelWords]} }

// Want sets the epoch whose frames are to be played; older ones are dropped.
func (p Panel) Want(e audio.Epoch) { p.w[wordEpoch].Store(uint64(e)) }

// Wanted is the epoch whose frames are to be played.
func (p Panel) Wanted() audio.Epoch { return audio.Epoch(p.w[wordEpoch].Load()) }

// Hold pauses, or goes on.
func (p Panel) Hold(on bool) { p.w[wordHold].Store(bit(on)) }

// Held tells whether a pause is wanted.
func (p Panel) Held() bool { return p.w[wordHold].Load() != 0 }

// SetGain sets the policy gain, 0…1 linear; what is outside is clamped, NaN is 0.
func (p Panel) SetGain(g float32) {
	if !(g > 0) {
		g = 0
	}
	p.w[wordGain].Store(uint64(math.Float32bits(min(g, 1))))
}

// Gain is the wanted policy gain. It is clamped here too: no fault of the other side can make it more than 1.
func (p Panel) Gain() float32 {
	g := math.Float32frombits(uint32(p.w[wordGain].Load()))
	if !(g > 0) {
		return 0
	}
	return min(g, 1)
}

// Quit asks the loop to ramp down and end.
func (p Panel) Quit() { p.w[wordQuit].Store(1) }

func (p Panel) quitting() bool { return p.w[wordQuit].Load() != 0 }

// Heard is the ring frame that reached the listener at the given time of the monotonic clock, and what the loop does.
func (p Panel) Heard() (frame uint64, at time.Duration, s State) {
	for range 100 { // the other side may have died in between: what stands there is then taken
		seq := p.w[wordSeq].Load()
		frame = p.w[wordHeard].Load()
		at = time.Duration(p.w[wordHeardAt].Load())
		s = State(p.w[wordState].Load())
		if seq&1 == 0 && p.w[wordSeq].Load() == seq {
			break
		}
	}
	return frame, at, s
}

// Underruns counts the times frames were wanted and not there.
func (p Panel) Underruns() uint64 { return p.w[wordUnderruns].Load() }

// Xruns counts the times the device itself ran empty.
func (p Panel) Xruns() uint64 { return p.w[wordXruns].Load() }

// Delay is the number of frames that were written and not heard yet.
func (p Panel) Delay() int { return int(p.w[wordDelay].Load()) }

// Beats is the loop's heartbeat: it grows with every step, in silence too.
func (p Panel) Beats() uint64 { return p.w[wordIdle].Load() }

// Played is the number of frames of programme written to the device, ever.
func (p Panel) Played() uint64 { return p.w[wordPlayed].Load() }

// Clipped is the number of samples that were clipped when the word length was reduced.
func (p Panel) Clipped() uint64 { return p.w[wordClipped].Load() }

// SoundingEpoch is the epoch that sounds, or sounded last.
func (p Panel) SoundingEpoch() audio.Epoch { return audio.Epoch(p.w[wordSounding].Load()) }

// Lateness copies the histogram of how late the loop woke.
func (p Panel) Lateness() (h [LatenessBuckets]uint64) {
	for i := range h {
		h[i] = p.w[wordLate+i].Load()
	}
	return h
}

func bit(on bool) uint64 {
	if on {
		return 1
	}
	return 0
}
