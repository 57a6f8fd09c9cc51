package output

import (
	"auralis/audio"
	"auralis/dsp"
)

// newQuantizer makes the quantizer for a sink. The seed is fixed: rendering twice gives the same file.
func newQuantizer(c audio.SinkConfig) (*dsp.Quantizer, error) {
	layout := map[audio.SampleFormat]dsp.PCM{
		audio.S16LE: dsp.PCM16, audio.S24x3LE: dsp.PCM24, audio.S24LE: dsp.PCM24L, audio.S32LE: dsp.PCM32, audio.F32LE: dsp.Float,
	}[c.Format]
	return dsp.NewQuantizer(layout, c.Rate, 1)
}
