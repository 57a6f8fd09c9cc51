package codec

import "fmt"

// The frame rates that are played, in frames per second; they bound audio.Format.Rate.
const (
	MinRate = 8000
	MaxRate = 384000
)

// CheckStream returns an error wrapping ErrUnsupported where a stream of that rate (frames per second) and number of
// channels lies outside what is played; every decoder asks it once its header is read.
func CheckStream(rate int64, channels int) error {
	if rate < MinRate || rate > MaxRate {
		return fmt.Errorf("%w: %d Hz, played are %d to %d Hz", ErrUnsupported, rate, MinRate, MaxRate)
	}
	if channels < 1 || channels > MaxChannels {
		return fmt.Errorf("%w: %d channels, played are 1 to %d", ErrUnsupported, channels, MaxChannels)
	}
	return nil
}
