package output

import (
	"auralis/audio"
	"auralis/dsp"
)

func quantFormat(f audio.SampleFormat) dsp.PCM { return dsp.PCM(f) }
