package alsa

// What the board plays and the host looks for: sequences that differ by their seed.
const (
	seedExact = iota + 1
	seedShort
	seedAfterDrain
	seedAfterXrun
	seedAfterDrop
	seedAfterSuspend
	seedUSB
	seedReplug

	exactFrames = 96000
	shortFrames = 1000
)

// pattern is n bytes of a 32-bit linear congruential generator (Numerical Recipes, 2nd ed., 7.1), its upper halves.
func pattern(seed uint32, n int) []byte {
	b := make([]byte, n)
	x := seed * 2654435761
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}
