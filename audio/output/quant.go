package output

import (
	"encoding/binary"
	"fmt"
	"math"

	"auralis/audio"
	"auralis/dsp"
)

// encoder turns frames into what the sink takes.
type encoder struct {
	q     *dsp.Quantizer // nil for float
	panel Panel
}

// newEncoder makes one for a sink. The seed of the dither is fixed: rendering twice gives the same file.
func newEncoder(c audio.SinkConfig, p Panel) (*encoder, error) {
	var layout dsp.WordLayout
	switch c.Format {
	case audio.S16LE:
		layout = dsp.WordS16
	case audio.S24x3LE:
		layout = dsp.WordS24x3
	case audio.S24LE:
		layout = dsp.WordS24
	case audio.S32LE:
		layout = dsp.WordS32
	case audio.F32LE:
		return &encoder{panel: p}, nil
	default:
		return nil, fmt.Errorf("no encoder for %v", c.Format)
	}
	q, err := dsp.NewQuantizer(dsp.QuantizerSettings{Layout: layout, Seed: 1}, c.Rate)
	return &encoder{q: q, panel: p}, err
}

// floats encodes float frames. bits is the word length they came with, 0 where they were computed; altered tells that
// they were changed here.
func (e *encoder) floats(dst []byte, run []audio.Frame, bits int, altered bool) {
	if e.q == nil {
		for i, f := range run {
			binary.LittleEndian.PutUint32(dst[i*8:], math.Float32bits(f[0]))
			binary.LittleEndian.PutUint32(dst[i*8+4:], math.Float32bits(f[1]))
		}
		return
	}
	e.q.Source(bits, altered)
	e.q.Encode(dst, run)
	e.panel.w[wordClipped].Store(uint64(e.q.Clipped()))
}

// ints encodes integer frames.
func (e *encoder) ints(dst []byte, run []audio.Frame) {
	if e.q == nil {
		for i, f := range run {
			l, r := audio.Ints(f)
			binary.LittleEndian.PutUint32(dst[i*8:], math.Float32bits(float32(float64(l)/(1<<31))))
			binary.LittleEndian.PutUint32(dst[i*8+4:], math.Float32bits(float32(float64(r)/(1<<31))))
		}
		return
	}
	e.q.EncodeInts(dst, run)
}
