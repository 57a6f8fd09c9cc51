package mastering

import (
	"fmt"
	"math"
)

// worthSaying is the change, in dB, from which one is mentioned.
const worthSaying = 0.3

// Explain says in words and numbers what the plan does and why, most important first.
func (p Plan) Explain() []string {
	if !p.on {
		return []string{"plays as recorded"}
	}
	var say []string
	a := p.analysis
	known := ""
	if a.Provisional {
		known = " (first look)"
	}
	switch {
	case p.Gain >= worthSaying:
		say = append(say, fmt.Sprintf("%+.1f dB: this recording is quiet at %.1f LUFS%s", p.Gain, a.IntegratedLUFS, known))
	case p.Gain <= -worthSaying:
		say = append(say, fmt.Sprintf("%+.1f dB: this recording is loud at %.1f LUFS%s", p.Gain, a.IntegratedLUFS, known))
	default:
		say = append(say, fmt.Sprintf("level kept: %.1f LUFS is right%s", a.IntegratedLUFS, known))
	}
	if p.held > 1 && p.Gain > 0 {
		say = append(say, fmt.Sprintf("stops %.1f dB short of %.1f LUFS to keep its peaks alive", p.held, p.target))
	}
	for i, s := range toneSections {
		if g := p.Tone[i]; math.Abs(g) >= worthSaying {
			share := 0.0
			for _, b := range s.bands {
				share += a.Shares[b]
			}
			why := fmt.Sprintf("%.0f %% of the energy is there, usual is %.0f %%", 100*share, 100*s.usual)
			if math.Abs(p.preset.lean().tone[i]) > math.Abs(g)/2 {
				why = "preset " + p.preset.String()
			}
			say = append(say, fmt.Sprintf("%+.1f dB %s: %s", g, s.name, why))
		}
	}
	return append(say, fmt.Sprintf("true peaks held at %.1f dBTP", p.Ceiling))
}
