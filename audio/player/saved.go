package player

import (
	"fmt"
	"slices"
)

// Saved is a queue as it is kept over a restart.
type Saved struct {
	Items      []Item
	Index      int
	Repeat     Repeat
	Unshuffled []string // nil where it isn't shuffled
}

// Save gives what Restore needs.
func (q *Queue) Save() Saved {
	return Saved{Items: q.items, Index: q.Index(), Repeat: q.repeat, Unshuffled: q.unshuffled}
}

// Restore makes a queue of what was saved. What can't be (two items of one id, an index outside) is mended.
func Restore(s Saved) *Queue {
	q := &Queue{version: 1, repeat: s.Repeat % 3}
	seen := make(map[string]bool, len(s.Items))
	for i, item := range s.Items[:min(len(s.Items), MaxQueue)] {
		if item.ID == "" || seen[item.ID] {
			continue
		}
		if i == s.Index {
			q.index = len(q.items)
		}
		seen[item.ID] = true
		item.Broken = ""
		q.items = append(q.items, item)
		var n uint64
		if _, err := fmt.Sscanf(item.ID, "q%d", &n); err == nil {
			q.made = max(q.made, n)
		}
	}
	if s.Unshuffled != nil && len(s.Unshuffled) >= len(q.items) {
		q.unshuffled = slices.DeleteFunc(slices.Clone(s.Unshuffled), func(id string) bool { return !seen[id] })
	}
	return q
}
