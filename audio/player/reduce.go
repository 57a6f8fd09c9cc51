package player

import (
	"auralis/audio/engine"
)

// Input is all that can change a state: a Command or an engine.Event.
type Input any

// Effect is something to be done outside after a state was made. None can block the control goroutine.
type Effect uint8

// The effects.
const (
	// Direct: give the engine the state's Target.
	Direct Effect = iota
	// KeepQueue: the queue changed and is to be saved.
	KeepQueue
	// KeepSettings: volume, modes or enhancement changed and are to be saved.
	KeepSettings
	// KeepPosition: a moment at which the position is worth writing at once (pause, stop, a new track).
	KeepPosition
	// ArmSleep: the sleep timer is to run out at SleepAt, or not at all.
	ArmSleep
)

// Reduce is the player: from a state and an input to the next state and what is to be done. It is pure. Where nothing
// changes it returns s itself; with an error (an *Error) too. An input of an unknown type is an error.
func Reduce(s *State, in Input) (*State, []Effect, error) {
	n := *s
	var err error
	switch in := in.(type) {
	case Command:
		err = n.obey(in)
	case engine.Event:
		n.learn(in)
	default:
		err = invalid("not a command: %T", in)
	}
	if err != nil {
		return s, nil, err
	}
	return settle(s, &n)
}

// settle finds out what changed from s to n.
func settle(s, n *State) (*State, []Effect, error) {
	var effects []Effect
	if n.epoch != s.epoch || !sameLine(n.line, s.line) || n.joined != s.joined || n.Transport != s.Transport || n.Volume != s.Volume ||
		n.Muted != s.Muted || !sameSettings(&n.Enhance, &s.Enhance) {
		effects = append(effects, Direct)
	}
	if n.Queue != s.Queue {
		effects = append(effects, KeepQueue)
	}
	if n.Volume != s.Volume || n.Muted != s.Muted || !sameSettings(&n.Enhance, &s.Enhance) {
		effects = append(effects, KeepSettings)
	}
	if n.epoch != s.epoch || n.Transport != s.Transport || n.Queue.index != s.Queue.index {
		effects = append(effects, KeepPosition)
	}
	if !n.SleepAt.Equal(s.SleepAt) {
		effects = append(effects, ArmSleep)
	}
	if len(effects) == 0 && n.Position == s.Position && n.Underruns == s.Underruns && n.Err == s.Err &&
		n.Output == s.Output && n.joined == s.joined && n.lost == s.lost && sameAbout(n, s) &&
		len(n.Enhance.Plan) == len(s.Enhance.Plan) {
		return s, nil, nil
	}
	if len(effects) > 0 || n.Underruns != s.Underruns || n.Err != s.Err || n.Output != s.Output || !sameAbout(n, s) ||
		!equalStrings(n.Enhance.Plan, s.Enhance.Plan) {
		n.Version = s.Version + 1
	}
	return n, effects, nil
}

func sameSettings(a, b *Enhance) bool {
	return a.Enabled == b.Enabled && a.Preset == b.Preset && a.Intensity == b.Intensity && a.Compare == b.Compare
}

func sameAbout(a, b *State) bool { return a.About() == b.About() }

func sameLine(a, b []lined) bool {
	return len(a) == len(b) && common(a, b) == len(a)
}

func equalStrings(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
