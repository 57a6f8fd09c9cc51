package mastering

import (
	"math"

	"auralis/dsp"
)

const (
	// grid is how many frames lie between two moments at which control-rate work is done, counted from the last Reset.
	grid = 64
	// slope bounds how fast the loudness gain moves while sound plays, in dB a second.
	slope = 6.0
	// glide is how long a new tone curve takes, in seconds.
	glide = 0.05
)

// Chain carries out plans on a stereo stream. One goroutine uses it. Its latency is 0.
type Chain struct {
	rate int
	eq   *dsp.EQ
	at   int // frames since the last grid point, 0…grid-1; 0 is a grid point

	plan    Plan
	pending bool // plan isn't in force yet: it is from the next grid point on
	fresh   bool // nothing was processed since Reset: a plan needs no glide

	gain   float64 // dB, at this frame's grid point
	target float64 // dB
	from   float64 // linear, at the last grid point
	step   float64 // linear, a frame until the next
	active bool    // of the equaliser, in this grid cell

	l, r [grid]float64
}

// NewChain makes a chain for rate frames a second, 8000…384000, with a flat plan.
func NewChain(rate int) (*Chain, error) {
	eq, err := dsp.NewEQ(dsp.EQSettings{Sections: toneBands, Glide: glide}, rate)
	if err != nil {
		return nil, err
	}
	c := &Chain{rate: rate, eq: eq}
	c.Reset()
	return c, nil
}

// Latency is 0 frames.
func (c *Chain) Latency() int { return 0 }

// Reset forgets all sound, as at a cut or a start from silence: the grid begins anew, and the wanted plan is in force from the
// next frame on without a glide.
func (c *Chain) Reset() {
	c.eq.Reset()
	c.at, c.fresh, c.pending = 0, true, true
}

// SetPlan makes the plan the wanted one: it takes effect at the next grid point and glides, the loudness by at most 6 dB a
// second.
func (c *Chain) SetPlan(p Plan) { c.plan, c.pending = p, true }

// SwitchPlan is for the first frame of a track that has nothing to do with the one before: the loudness is the plan's
// from this frame on; the tone glides.
func (c *Chain) SwitchPlan(p Plan) {
	c.SetPlan(p)
	c.gain = p.Gain
	c.target = p.Gain
	c.from, c.step = linear(c.gain), 0
}

// GainDB is the loudness gain now.
func (c *Chain) GainDB() float64 { return c.gain }

// Process works on frames in place. With a flat plan, once its glide is over, they pass bit for bit.
func (c *Chain) Process(frames [][2]float32) {
	for len(frames) > 0 {
		if c.at == 0 {
			c.tick()
		}
		n := min(len(frames), grid-c.at)
		if c.active || c.from != 1 || c.step != 0 {
			c.cell(frames[:n])
		}
		c.at = (c.at + n) % grid
		frames = frames[n:]
	}
}

// tick is the control-rate work at a grid point.
func (c *Chain) tick() {
	if c.pending {
		c.pending = false
		c.target = c.plan.Gain
		c.tone()
		if c.fresh {
			c.eq.Snap()
			c.gain = c.target
		}
	}
	c.fresh = false
	c.active = c.eq.Active()
	c.from = linear(c.gain)
	most := slope * grid / float64(c.rate)
	c.gain += math.Max(-most, math.Min(c.target-c.gain, most))
	c.step = (linear(c.gain) - c.from) / grid
}

// tone hands the plan's filters to the equaliser.
func (c *Chain) tone() {
	for i := range toneBands {
		// A section is checked by the plan: Set can't refuse it.
		_ = c.eq.Set(i, c.plan.section(i, c.rate))
	}
}

// cell processes frames that lie between two grid points.
func (c *Chain) cell(frames [][2]float32) {
	l, r := c.l[:len(frames)], c.r[:len(frames)]
	for i := range frames {
		l[i], r[i] = float64(frames[i][0]), float64(frames[i][1])
	}
	if c.active {
		c.eq.Process(l, r)
	}
	for i := range frames {
		g := c.from + c.step*float64(c.at+i+1)
		frames[i] = [2]float32{float32(l[i] * g), float32(r[i] * g)}
	}
}

func linear(dB float64) float64 {
	if dB == 0 {
		return 1
	}
	return math.Pow(10, dB/20)
}
