//go:build race

package loudness

const underRace = true
