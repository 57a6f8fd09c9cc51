package alsa

import (
	"fmt"
	"time"
)

// State is what a PCM is doing (SNDRV_PCM_STATE_*).
type State int32

// The states of a PCM.
const (
	StateOpen State = iota
	StateSetup
	StatePrepared
	StateRunning
	StateXrun
	StateDraining
	StatePaused
	StateSuspended
	StateDisconnected
)

var stateNames = [...]string{"open", "set up", "prepared", "running", "xrun", "draining", "paused", "suspended", "disconnected"}

// String names the state.
func (s State) String() string {
	if s < 0 || int(s) >= len(stateNames) {
		return fmt.Sprintf("State(%d)", int32(s))
	}
	return stateNames[s]
}

// Status is what the kernel says about a stream at one moment.
type Status struct {
	State    State
	Delay    int           // frames written and not yet heard, what the driver knows of the hardware's own queue included
	Avail    int           // frames that can be written now
	Hardware uint          // frame up to which the hardware has read, modulo the kernel's boundary
	Time     time.Duration // CLOCK_MONOTONIC at which Delay and Avail were true
}
