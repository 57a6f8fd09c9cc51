package player

import "math"

// The volume curve, the same for every remote: linear in decibels, 0.6 dB a step, so that equal steps sound equal.
//
//	gain(dB) = 60·(v/100 − 1) for 1 ≤ v ≤ 100;  v = 0 is silence;  v = 100 is 0 dB, exactly 1
const (
	MaxVolume     = 100
	volumeRangeDB = 60
)

// VolumeDB gives the gain of a volume 0…100 in dB; 0 gives -Inf.
func VolumeDB(v int) float64 {
	if v <= 0 {
		return math.Inf(-1)
	}
	return volumeRangeDB * (float64(min(v, MaxVolume))/MaxVolume - 1)
}

// VolumeGain gives the linear gain of a volume 0…100.
func VolumeGain(v int) float32 {
	if v >= MaxVolume {
		return 1
	}
	return float32(math.Pow(10, VolumeDB(v)/20))
}

// Limits are the bounds on volume that the configuration sets. No command passes them.
type Limits struct {
	Max     int  // 0…100: the loudest volume any remote can set
	Startup int  // 0…100: the loudest volume the player starts with, whatever was saved
	Fixed   bool // volume is fixed at 100, commands are refused; mute works
}
