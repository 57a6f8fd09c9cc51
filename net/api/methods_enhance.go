package api

import (
	"context"

	"auralis/audio/player"
	"auralis/dsp/mastering"
)

func enhanceMethods() []Method {
	return []Method{
		{"enhance.get", "", "`{enabled,preset,intensity,compare,plan[],presets[]}`", "Tells what the mastering does.", getEnhance},
		{"enhance.set", "`enabled`? true or false, `preset`? name, `intensity`? 0…1", snapshotAnswer, "Changes what is given.", setEnhance},
		{"enhance.compare", "`on` true or false", snapshotAnswer, "Lets the original be heard, at the loudness of the mastered sound.",
			made(func(p *params) player.Command { return player.Compare{On: p.boolean("on")} })},
	}
}

// presetNames are the names of the presets, in the order in which they are shown.
func presetNames() []string {
	var names []string
	for _, p := range mastering.Presets() {
		names = append(names, p.String())
	}
	return names
}

func getEnhance(_ context.Context, h *Handler, p *params) (any, *Error) {
	if err := p.done(); err != nil {
		return nil, err
	}
	return struct {
		Enhance
		Presets []string `json:"presets"`
	}{NewEnhance(&h.Control.State().Enhance), presetNames()}, nil
}

func setEnhance(ctx context.Context, h *Handler, p *params) (any, *Error) {
	var c player.SetEnhance
	if p.has("enabled") {
		on := p.boolean("enabled")
		c.Enabled = &on
	}
	if p.has("preset") {
		if name := p.choice("preset", presetNames()); p.err == nil {
			preset, err := mastering.ParsePreset(name)
			if err != nil {
				p.bad("preset: %v", err)
			}
			c.Preset = &preset
		}
	}
	if p.has("intensity") {
		x := p.number("intensity", 0, 1)
		c.Intensity = &x
	}
	if p.err == nil && c == (player.SetEnhance{}) && len(p.fields) == 0 {
		p.bad("nothing to set: give enabled, preset or intensity")
	}
	return h.do(ctx, p, c)
}
