package engine

import (
	"auralis/audio"
	"auralis/dsp"
	"auralis/dsp/mastering"
)

// rack is the DSP of one voice at one rate: the mastering chain and the final true-peak limiter. The master goroutine
// owns it.
type rack struct {
	rate    int
	chain   *mastering.Chain
	limiter *dsp.Limiter

	mark    audio.Mark // of the instance entered last, as it came from the decode stage
	enhance Enhance
	seen    *[]analysed // the list of analyses the plan was made from
	plan    mastering.Plan
}

func newRack(rate int) (*rack, error) {
	chain, err := mastering.NewChain(rate)
	if err != nil {
		return nil, err
	}
	limiter, err := dsp.NewLimiter(dsp.DefaultLimiterSettings(), rate)
	if err != nil {
		return nil, err
	}
	return &rack{rate: rate, chain: chain, limiter: limiter}, nil
}

// begin makes the plan of an instance the one in force from the next frame on. What glides goes on gliding where the
// instance follows on the same album; between tracks that have nothing to do with each other it switches. The returned
// words tell what is done.
func (r *rack) begin(m audio.Mark, e Enhance, known *analyses, fresh bool) []string {
	r.mark, r.enhance, r.seen = m, e, known.version()
	r.plan = r.decide(known)
	if m.Flags&audio.MarkAlbum != 0 && !fresh {
		r.chain.SetPlan(r.plan)
	} else {
		r.chain.SwitchPlan(r.plan)
	}
	r.guard()
	return r.explain()
}

// update follows a change of the settings, or of what is known of the track; it returns whether there was one.
func (r *rack) update(e Enhance, known *analyses) bool {
	if e == r.enhance && known.version() == r.seen {
		return false
	}
	r.enhance, r.seen = e, known.version()
	r.plan = r.decide(known)
	r.chain.SetPlan(r.plan)
	r.guard()
	return true
}

// decide makes the plan. What can't be planned for is left as it is.
func (r *rack) decide(known *analyses) mastering.Plan {
	if !r.enhance.Enabled {
		return mastering.PlanOff()
	}
	a, ok := known.get(r.mark.Instance)
	if !ok {
		return mastering.PlanOff()
	}
	p, err := mastering.NewPlan(a, r.enhance.Preset, r.enhance.Intensity)
	if err != nil {
		return mastering.PlanOff()
	}
	return p
}

// guard switches the limiter: it works where samples may pass the ceiling by what was done to them here or before, and
// is a delay where the track is to pass untouched.
func (r *rack) guard() {
	ceiling := guardCeiling
	if !r.plan.Flat() {
		ceiling = r.plan.Ceiling
	}
	// The ceiling is within the limiter's range by construction: an error would be a fault of ours, and the old one holds.
	_ = r.limiter.SetCeiling(ceiling)
	r.limiter.SetEnabled(!r.plan.Flat() || r.mark.Flags&audio.MarkGuard != 0)
}

// guardCeiling, in dBTP, bounds what passes without enhancement and may exceed full scale.
const guardCeiling = -0.1

// bits is the significant word length of what comes out.
func (r *rack) bits(m audio.Mark) uint8 {
	if !r.plan.Flat() {
		return 0
	}
	return m.Bits
}

func (r *rack) explain() []string  { return r.plan.Explain() }
func (r *rack) reduction() float64 { return r.limiter.Reduction() }
func (r *rack) latency() int       { return r.chain.Latency() + r.limiter.Latency() }

func (r *rack) process(block []audio.Frame) {
	r.chain.Process(block)
	r.limiter.Process(block)
}

func (r *rack) reset() {
	r.chain.Reset()
	r.limiter.Reset()
}
