package player

import (
	"slices"
	"time"

	"auralis/audio/engine"
)

// cut begins a new epoch with the current item from a position; what sounded is cut.
func (s *State) cut(from time.Duration) {
	s.silence()
	item, ok := s.Current()
	if !ok {
		return
	}
	s.Position = from
	s.line = []lined{s.cue(item, from, false)}
	s.joined = 0
	s.extend()
}

// silence begins a new epoch in which nothing sounds.
func (s *State) silence() {
	s.epoch++
	s.line, s.joined = nil, 0
	s.lost = false
}

func (s *State) cue(item Item, from time.Duration, album bool) lined {
	s.instance++
	return lined{
		item: item.ID,
		Cue: engine.Cue{
			Instance: s.instance, Track: item.Track.ID, Location: item.Track.Location, Start: from, Album: album,
		},
	}
}

// extend makes the line what the queue says: what sounds now, what the decode stage has begun already and still follows,
// and one more for it to begin. Entries that no longer follow are revoked with all after them.
func (s *State) extend() {
	if len(s.line) == 0 {
		return
	}
	q := s.Queue
	at := q.Index()
	if at < 0 || q.items[at].ID != s.line[0].item {
		return // the current item is about to be cut to
	}
	line := s.line[:1:1]
	for k := 1; k <= max(1, s.joined); k++ {
		before := &q.items[at].Track
		if at = q.after(at); at < 0 {
			break
		}
		item := q.items[at]
		if k < len(s.line) && s.line[k].item == item.ID && len(line) == k {
			line = append(line, s.line[k])
			continue
		}
		line = append(line, s.cue(item, 0, item.Track.follows(before)))
		break
	}
	s.joined = min(s.joined, common(s.line, line))
	s.line = line
}

// common is the length of the part that both lines begin with.
func common(a, b []lined) int {
	n := 0
	for n < len(a) && n < len(b) && a[n].Instance == b[n].Instance {
		n++
	}
	return n
}

// advance makes line[k] the one that is heard.
func (s *State) advance(k int) {
	s.line = slices.Clone(s.line[k:])
	s.joined -= k
	if i := s.Queue.Find(s.line[0].item); i >= 0 {
		s.Queue = s.Queue.to(i)
	}
}
