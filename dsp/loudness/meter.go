package loudness

import (
	"fmt"
	"math"

	"auralis/dsp"
)

// Windows in steps of 10 ms.
const (
	momentarySteps = 40  // 400 ms
	shortSteps     = 300 // 3 s
	gateSteps      = 10  // a gating block every 100 ms: 75 % overlap
)

// Settings say what a meter measures.
type Settings struct {
	// Channels is 1…6: mono; L R; L R C; L R Ls Rs; L R C Ls Rs; L R C LFE Ls Rs.
	Channels int
	// TruePeak adds the true peak, which costs more than the rest where the programme keeps getting louder.
	TruePeak bool
}

// Meter measures one programme. See the package's contract.
type Meter struct {
	rate   int64
	weight []float64
	shelf  section
	pass   section
	ch     []kState
	tp     *dsp.TruePeak // nil: not asked for

	frames int64 // taken so far
	steps  int64 // of 10 ms, completed
	next   int64 // frame at which the step under way ends
	whole  int64 // steps since the last Gap

	ring         [shortSteps]float64 // weighted sum of squares of the last steps
	momentaryMax float64             // mean power
	shortMax     float64
	blocks       histogram // 400 ms, for the integrated loudness
	shorts       histogram // 3 s, for the range

	mergedSample, mergedTrue float64
}

// New makes a meter for programme of rate frames a second, 8000…384000.
func New(s Settings, rate int) (*Meter, error) {
	w, err := weights(s.Channels)
	if err != nil {
		return nil, err
	}
	if rate < dsp.MinRate || rate > dsp.MaxRate {
		return nil, fmt.Errorf("loudness: rate %d Hz: want %d…%d", rate, dsp.MinRate, dsp.MaxRate)
	}
	m := &Meter{rate: int64(rate), weight: w, ch: make([]kState, s.Channels)}
	m.shelf, m.pass = kWeights(rate)
	if s.TruePeak {
		over := 4
		if rate > 192000 {
			over = 2
		}
		if m.tp, err = dsp.NewTruePeak(dsp.TruePeakSettings{Channels: s.Channels, Oversample: over}, rate); err != nil {
			return nil, fmt.Errorf("loudness: %w", err)
		}
	}
	m.next = m.end(1)
	return m, nil
}

// end is the frame at which the given number of steps end: the nearest below where 10 ms aren't whole frames.
func (m *Meter) end(steps int64) int64 { return steps * m.rate / 100 }

// Reset forgets everything.
func (m *Meter) Reset() {
	clear(m.ch)
	if m.tp != nil {
		m.tp.Reset()
	}
	m.frames, m.steps, m.whole, m.next = 0, 0, 0, m.end(1)
	m.ring = [shortSteps]float64{}
	m.momentaryMax, m.shortMax = 0, 0
	m.blocks, m.shorts = histogram{}, histogram{}
	m.mergedSample, m.mergedTrue = 0, 0
}

// Gap tells that what follows isn't the continuation of what came before, as between excerpts of one track: windows begin
// anew, with the step of 10 ms that begins next, and what was measured stays.
func (m *Meter) Gap() {
	for c := range m.ch {
		m.ch[c] = kState{peak: m.ch[c].peak}
	}
	m.whole = 0
	if m.frames != m.end(m.steps) { // the step under way has lost its beginning
		m.whole = -1
	}
}

// Process takes frames of a meter of two channels; of one channel it takes the left.
func (m *Meter) Process(frames [][2]float32) {
	if m.tp != nil {
		m.tp.Process(frames)
	}
	for len(frames) > 0 {
		n := int(min(int64(len(frames)), m.next-m.frames))
		if len(m.ch) >= 2 {
			stereo(frames[:n], &m.ch[0], &m.ch[1], m.shelf, m.pass)
		} else {
			left(frames[:n], &m.ch[0], m.shelf, m.pass)
		}
		m.took(n)
		frames = frames[n:]
	}
}

// ProcessPlanar takes one slice a channel, all of the same length. It is an error to give another number of channels
// than the meter has, or unequal lengths; then nothing was taken.
func (m *Meter) ProcessPlanar(channels [][]float64) error {
	if len(channels) != len(m.ch) {
		return fmt.Errorf("loudness: %d channels given to a meter of %d", len(channels), len(m.ch))
	}
	left := len(channels[0])
	for c, x := range channels {
		if len(x) != left {
			return fmt.Errorf("loudness: channel %d has %d samples, channel 0 has %d", c, len(x), left)
		}
		if m.tp != nil {
			m.tp.ProcessChannel(c, x)
		}
	}
	for at := 0; at < left; {
		n := int(min(int64(left-at), m.next-m.frames))
		for c, x := range channels {
			mono(x[at:at+n], &m.ch[c], m.shelf, m.pass)
		}
		m.took(n)
		at += n
	}
	return nil
}

// took counts frames and completes the step when it is full.
func (m *Meter) took(n int) {
	m.frames += int64(n)
	if m.frames < m.next {
		return
	}
	sum := 0.0
	for c := range m.ch {
		s := &m.ch[c]
		sum += m.weight[c] * s.sum
		s.sum = 0
		s.tidy()
	}
	m.ring[m.steps%shortSteps] = sum
	m.steps++
	m.whole++
	m.next = m.end(m.steps + 1)

	if m.whole < momentarySteps {
		return
	}
	power := m.mean(momentarySteps)
	m.momentaryMax = max(m.momentaryMax, power)
	gating := m.whole%gateSteps == 0
	if gating {
		m.blocks.add(power)
	}
	if m.whole < shortSteps {
		return
	}
	power = m.mean(shortSteps)
	m.shortMax = max(m.shortMax, power)
	if gating {
		m.shorts.add(power)
	}
}

// mean is the weighted mean power of the last n steps; they must have been heard since the last Gap. It is summed anew each time: a running sum would
// keep the rounding of loud passages in quiet ones.
func (m *Meter) mean(n int64) float64 {
	from := (m.steps - n) % shortSteps
	var sum float64
	if end := from + n; end <= shortSteps {
		sum = total(m.ring[from:end])
	} else {
		sum = total(m.ring[from:]) + total(m.ring[:end-shortSteps])
	}
	return sum / float64(m.end(m.steps)-m.end(m.steps-n))
}

func total(x []float64) float64 {
	var a, b, c, d float64
	for ; len(x) >= 4; x = x[4:] {
		a += x[0]
		b += x[1]
		c += x[2]
		d += x[3]
	}
	for _, v := range x {
		a += v
	}
	return (a + b) + (c + d)
}

// Momentary is the loudness of the last 400 ms; ok is false before the first 400 ms and in digital silence.
func (m *Meter) Momentary() (lufs float64, ok bool) { return m.window(momentarySteps) }

// ShortTerm is the loudness of the last 3 s; ok is false before the first 3 s and in digital silence.
func (m *Meter) ShortTerm() (lufs float64, ok bool) { return m.window(shortSteps) }

func (m *Meter) window(n int64) (float64, bool) {
	if m.whole < n {
		return 0, false
	}
	return known(m.mean(n))
}

// MomentaryMax is the largest Momentary so far.
func (m *Meter) MomentaryMax() (lufs float64, ok bool) { return known(m.momentaryMax) }

// ShortTermMax is the largest ShortTerm so far.
func (m *Meter) ShortTermMax() (lufs float64, ok bool) { return known(m.shortMax) }

func known(power float64) (float64, bool) {
	if power <= 0 {
		return 0, false
	}
	return lufs(power), true
}

// Integrated is the gated loudness of the whole programme; ok is false where no block of 400 ms lies above −70 LUFS.
func (m *Meter) Integrated() (lufs float64, ok bool) { return m.blocks.mean() }

// Range is the loudness range (LRA) of the whole programme; ok is false where no 3 s lie above −70 LUFS. Tech 3342 calls
// it not meaningful for programme shorter than a minute.
func (m *Meter) Range() (lu float64, ok bool) { return m.shorts.spread() }

// SamplePeak is the largest absolute sample in dBFS; ok is false in digital silence.
func (m *Meter) SamplePeak() (dbfs float64, ok bool) {
	top := m.mergedSample
	for c := range m.ch {
		top = max(top, m.ch[c].peak)
	}
	return decibel(top)
}

// TruePeak is the largest interpolated level in dBTP; ok is false in digital silence and where it wasn't asked for.
func (m *Meter) TruePeak() (dbtp float64, ok bool) {
	top := m.mergedTrue
	if m.tp != nil {
		top = max(top, m.tp.Max())
	}
	return decibel(top)
}

func decibel(x float64) (float64, bool) {
	if x <= 0 {
		return 0, false
	}
	return 20 * math.Log10(x), true
}

// Frames is the number of frames taken.
func (m *Meter) Frames() int64 { return m.frames }

// Merge adds what o measured, as that of an album's next track: integrated loudness and range become those of both
// programmes together, maxima and peaks the larger ones. Windows don't reach from one into the other. o isn't changed; it
// may have another rate and other channels.
func (m *Meter) Merge(o *Meter) {
	m.blocks.merge(&o.blocks)
	m.shorts.merge(&o.shorts)
	m.momentaryMax = max(m.momentaryMax, o.momentaryMax)
	m.shortMax = max(m.shortMax, o.shortMax)
	m.mergedSample = max(m.mergedSample, o.mergedSample)
	for c := range o.ch {
		m.mergedSample = max(m.mergedSample, o.ch[c].peak)
	}
	m.mergedTrue = max(m.mergedTrue, o.mergedTrue)
	if o.tp != nil {
		m.mergedTrue = max(m.mergedTrue, o.tp.Max())
	}
}
