package config

import "strings"

// nearest gives the word that was probably meant, or "" where none is near: at most a third of its letters differ. Two
// names also match where the last parts do ("enhance.max_volume" means audio.max_volume).
func nearest(got string, words []string) string {
	best, bestCost := "", 1<<30
	lower := strings.ToLower(got)
	if len(lower) > 64 {
		return "" // no key is that long, and the cost grows with the product
	}
	for _, w := range words {
		cost := distance(lower, strings.ToLower(w))
		limit := max(1, len(w)/3)
		if leaf(lower) == leaf(w) && strings.Contains(w, ".") {
			cost, limit = min(cost, 1), max(limit, 1)
		}
		if cost <= limit && cost < bestCost {
			best, bestCost = w, cost
		}
	}
	return best
}

func leaf(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// distance counts the letters to insert, delete, replace or swap with their neighbour to make b out of a (Damerau's
// optimal string alignment).
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(change, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
