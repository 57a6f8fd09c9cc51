package hw

import (
	"fmt"
	"slices"
	"strings"
)

// Action is what a gesture is configured to do, by the name that the configuration uses. The empty Action is none.
type Action string

// The actions. What they mean in numbers (how far a seek goes, how much a volume step is) is up to the code that carries
// them out.
const (
	Toggle      Action = "toggle" // play or pause
	Play        Action = "play"
	Pause       Action = "pause"
	Stop        Action = "stop"
	Next        Action = "next"
	Previous    Action = "previous"
	VolumeUp    Action = "volume_up"
	VolumeDown  Action = "volume_down"
	Mute        Action = "mute" // on or off
	SeekForward Action = "seek_forward"
	SeekBack    Action = "seek_back"
	Sleep       Action = "sleep"   // the sleep timer: the next of its times, or off
	Enhance     Action = "enhance" // enhancement on or off
	Shuffle     Action = "shuffle" // on or off
	Repeat      Action = "repeat"  // the next of off, all, one
	Preset1     Action = "preset_1"
	Preset2     Action = "preset_2"
	Preset3     Action = "preset_3"
	Preset4     Action = "preset_4"
	Preset5     Action = "preset_5"
	Preset6     Action = "preset_6"

	// Quit ends the program. Only the keys of sim give it; no pin can be configured to it.
	Quit Action = "quit"
)

// Actions lists what can be configured.
func Actions() []Action {
	return []Action{
		Toggle, Play, Pause, Stop, Next, Previous, VolumeUp, VolumeDown, Mute, SeekForward, SeekBack, Sleep, Enhance,
		Shuffle, Repeat, Preset1, Preset2, Preset3, Preset4, Preset5, Preset6,
	}
}

// Check says whether a can be configured; the empty one can. The error names what is allowed.
func (a Action) Check() error {
	if a == "" || slices.Contains(Actions(), a) {
		return nil
	}
	return fmt.Errorf("action %q is unknown: use one of %s", string(a), list(Actions()))
}

// ParseAction gives the action of that name, or an error that lists all of them.
func ParseAction(name string) (Action, error) {
	a := Action(name)
	if err := a.Check(); err != nil {
		return "", err
	}
	return a, nil
}

// Preset gives the number of a Preset1…Preset6, 1…6; false for any other action.
func (a Action) Preset() (n int, ok bool) {
	i := slices.Index([]Action{Preset1, Preset2, Preset3, Preset4, Preset5, Preset6}, a)
	return i + 1, i >= 0
}

// Turning is what an encoder's turning is configured to do, by the name that the configuration uses.
type Turning string

// What turning can do. The empty Turning is TurnVolume.
const (
	TurnVolume Turning = "volume"
	TurnSeek   Turning = "seek"
	TurnTrack  Turning = "track"
)

// Turnings lists what can be configured.
func Turnings() []Turning { return []Turning{TurnVolume, TurnSeek, TurnTrack} }

// Check says whether t can be configured; the empty one can. The error names what is allowed.
func (t Turning) Check() error {
	if t == "" || slices.Contains(Turnings(), t) {
		return nil
	}
	return fmt.Errorf("turning %q is unknown: use one of %s", string(t), list(Turnings()))
}

// action gives the action of so many steps, which aren't 0.
func (t Turning) action(steps int) Action {
	pair := [2]Action{VolumeUp, VolumeDown}
	switch t {
	case TurnSeek:
		pair = [2]Action{SeekForward, SeekBack}
	case TurnTrack:
		pair = [2]Action{Next, Previous}
	}
	if steps < 0 {
		return pair[1]
	}
	return pair[0]
}

// list joins names for a person.
func list[T ~string](names []T) string {
	var b strings.Builder
	for i, n := range names {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(n))
	}
	return b.String()
}
