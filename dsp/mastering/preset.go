package mastering

import (
	"fmt"
	"strings"
)

// Preset is a taste: where the plan leans, beside what the recording asks for.
type Preset uint8

// The presets.
const (
	Adaptive Preset = iota // what the recording asks for, no more
	Gentle                 // half of it, and quieter
	Warm                   // more low end, softer treble
	Bright                 // more presence and air
	Punchy                 // firmer bass, a little louder
	Live                   // less mud, more presence
)

var presetNames = [...]string{"adaptive", "gentle", "warm", "bright", "punchy", "live"}

// Presets lists them all.
func Presets() []Preset { return []Preset{Adaptive, Gentle, Warm, Bright, Punchy, Live} }

// String gives the name that remotes use.
func (p Preset) String() string {
	if int(p) < len(presetNames) {
		return presetNames[p]
	}
	return fmt.Sprintf("Preset(%d)", uint8(p))
}

// ParsePreset reads the name that remotes use.
func ParsePreset(s string) (Preset, error) {
	for i, n := range presetNames {
		if n == s {
			return Preset(i), nil
		}
	}
	return 0, fmt.Errorf("preset %q: allowed are %s", s, strings.Join(presetNames[:], ", "))
}

// lean is what a preset adds to what the recording asks for.
type lean struct {
	loudness float64            // dB toward the target
	correct  float64            // share of the tone correction
	tone     [toneBands]float64 // dB
}

func (p Preset) lean() lean {
	switch p {
	case Gentle:
		return lean{loudness: -2, correct: 0.5}
	case Warm:
		return lean{loudness: -0.5, correct: 0.8, tone: [toneBands]float64{1.5, 0.7, 0, -0.6, -1.2}}
	case Bright:
		return lean{correct: 0.8, tone: [toneBands]float64{-0.5, -0.3, 0, 1.2, 1.8}}
	case Punchy:
		return lean{loudness: 1, correct: 0.8, tone: [toneBands]float64{1.5, -0.5, 0, 0.6, 0.5}}
	case Live:
		return lean{loudness: -0.5, correct: 0.8, tone: [toneBands]float64{-0.3, -0.8, 0.3, 0.9, 0.8}}
	default:
		return lean{correct: 1}
	}
}
