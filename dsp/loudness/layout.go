package loudness

import "fmt"

// MaxChannels is the widest programme a meter takes: 5.1.
const MaxChannels = 6

// weights are those of BS.1770-5 annex 1 table 3 by the usual orders of channels: front 1, surround 1.41 (+1.5 dB), LFE 0.
// One channel is the standard's mono: a player that puts it on both sides sounds 3 dB louder, and measures that as stereo.
func weights(channels int) ([]float64, error) {
	const surround = 1.41
	switch channels {
	case 1:
		return []float64{1}, nil
	case 2: // L R
		return []float64{1, 1}, nil
	case 3: // L R C
		return []float64{1, 1, 1}, nil
	case 4: // L R Ls Rs
		return []float64{1, 1, surround, surround}, nil
	case 5: // L R C Ls Rs
		return []float64{1, 1, 1, surround, surround}, nil
	case 6: // L R C LFE Ls Rs
		return []float64{1, 1, 1, 0, surround, surround}, nil
	}
	return nil, fmt.Errorf("loudness: %d channels: want 1…%d", channels, MaxChannels)
}
