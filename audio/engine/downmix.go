package engine

import (
	"math"

	"auralis/audio"
)

// downmix turns planar samples into frames. Mono goes to both sides; more than two channels, in WAVE order, are folded
// as ITU-R BS.775-3 table 2 says (C and the surrounds at -3 dB, LFE left out). The sum isn't scaled: the final limiter
// guards it.
func downmix(dst []audio.Frame, src [][]float32, channels int) {
	const k = math.Sqrt2 / 2
	switch channels {
	case 1:
		for i, v := range src[0][:len(dst)] {
			dst[i] = audio.Frame{v, v}
		}
		return
	case 2:
		l, r := src[0][:len(dst)], src[1][:len(dst)]
		for i := range dst {
			dst[i] = audio.Frame{l[i], r[i]}
		}
		return
	}
	weights := downmixWeights(channels)
	for i := range dst {
		var l, r float64
		for c, w := range weights {
			v := float64(src[c][i]) * k
			switch w {
			case toLeft:
				l += v
			case toRight:
				r += v
			case toBoth:
				l, r = l+v, r+v
			}
		}
		dst[i] = audio.Frame{float32(float64(src[0][i]) + l), float32(float64(src[1][i]) + r)}
	}
}

// Where a channel beside the front pair goes.
type fold uint8

const (
	dropped fold = iota
	toLeft
	toRight
	toBoth
)

// downmixWeights says where each channel of the usual layouts goes. The front pair (0, 1) is counted by the caller.
func downmixWeights(channels int) []fold {
	switch channels {
	case 3: // L R C
		return []fold{dropped, dropped, toBoth}
	case 4: // L R Ls Rs
		return []fold{dropped, dropped, toLeft, toRight}
	case 5: // L R C Ls Rs
		return []fold{dropped, dropped, toBoth, toLeft, toRight}
	case 6: // L R C LFE Ls Rs
		return []fold{dropped, dropped, toBoth, dropped, toLeft, toRight}
	case 7: // L R C LFE Cs Ls Rs
		return []fold{dropped, dropped, toBoth, dropped, toBoth, toLeft, toRight}
	default: // L R C LFE Lb Rb Ls Rs
		return []fold{dropped, dropped, toBoth, dropped, toLeft, toRight, toLeft, toRight}
	}
}
