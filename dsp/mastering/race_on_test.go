//go:build race

package mastering

const underRace = true
