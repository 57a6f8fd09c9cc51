package player

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Item is one entry of the queue. The same track may be there more than once; the item's id tells them apart.
type Item struct {
	ID     string
	Track  Track
	Broken string // why it couldn't be played when it was tried last; it is passed over until it is played by hand
}

// Repeat says what follows the last item, and whether an item is followed by itself.
type Repeat uint8

// The repeat modes.
const (
	RepeatOff Repeat = iota
	RepeatAll
	RepeatOne
)

// String gives the name that remotes use.
func (r Repeat) String() string { return [...]string{"off", "all", "one"}[r%3] }

// ParseRepeat reads the name that remotes use.
func ParseRepeat(s string) (Repeat, error) {
	for _, r := range [...]Repeat{RepeatOff, RepeatAll, RepeatOne} {
		if r.String() == s {
			return r, nil
		}
	}
	return 0, invalid("repeat mode %q: allowed are off, all, one", s)
}

// MaxQueue is the largest number of items.
const MaxQueue = 50_000

const maxPast = 20 // edits that can be undone

// Queue is the list of what is played, an immutable value: every operation gives a new one and leaves the old alone.
// Invariant: Index is -1 where the queue is empty, else 0 ≤ Index < Len; edits keep the current item current for as long
// as it is there.
type Queue struct {
	version uint64
	items   []Item
	index   int
	repeat  Repeat
	// unshuffled is the order to return to, as item ids; nil where the queue isn't shuffled.
	unshuffled []string
	past       []past // newest last
	made       uint64 // ids given so far
}

type past struct {
	items      []Item
	current    string
	unshuffled []string
}

// Version grows with every change of the items, their order, or the modes; not with Index.
func (q *Queue) Version() uint64 { return q.version }

// Len is the number of items.
func (q *Queue) Len() int { return len(q.items) }

// Index is the place of the current item, -1 where the queue is empty.
func (q *Queue) Index() int {
	if len(q.items) == 0 {
		return -1
	}
	return q.index
}

// Item is the item at place i, 0 ≤ i < Len.
func (q *Queue) Item(i int) Item { return q.items[i] }

// Items is the part [from, to) of the queue; places outside are left out. The slice must not be written to.
func (q *Queue) Items(from, to int) []Item {
	from = max(0, min(from, len(q.items)))
	return q.items[from:max(from, min(to, len(q.items))):len(q.items)]
}

// Repeat is the repeat mode.
func (q *Queue) Repeat() Repeat { return q.repeat }

// Shuffled tells whether the order is a shuffled one.
func (q *Queue) Shuffled() bool { return q.unshuffled != nil }

// CanUndo tells whether Undo would do something.
func (q *Queue) CanUndo() bool { return len(q.past) > 0 }

// Find gives the place of an item, -1 where it isn't in the queue.
func (q *Queue) Find(id string) int {
	return slices.IndexFunc(q.items, func(i Item) bool { return i.ID == id })
}

func (q *Queue) current() (Item, bool) {
	if len(q.items) == 0 {
		return Item{}, false
	}
	return q.items[q.index], true
}

// edit gives a copy with new items, the current item followed to its new place; where it is gone, the one that took its
// place is current.
func (q *Queue) edit(items []Item) *Queue {
	n := *q
	n.version++
	cur, ok := q.current()
	n.past = append(slices.Clip(q.past[max(0, len(q.past)-maxPast+1):]), past{q.items, cur.ID, q.unshuffled})
	n.items = items
	n.index = max(0, min(q.index, len(items)-1))
	if ok {
		if i := n.Find(cur.ID); i >= 0 {
			n.index = i
		}
	}
	return &n
}

func (q *Queue) fresh(tracks []Track) []Item {
	items := make([]Item, len(tracks))
	for i, t := range tracks {
		q.made++
		items[i] = Item{ID: fmt.Sprintf("q%d", q.made), Track: t}
	}
	return items
}

func (q *Queue) fits(n int) error {
	if n > MaxQueue {
		return invalid("the queue would have %d items: at most %d", n, MaxQueue)
	}
	return nil
}

// Set replaces everything; start is the new current item, clamped.
func (q *Queue) Set(tracks []Track, start int) (*Queue, error) {
	if err := q.fits(len(tracks)); err != nil {
		return q, err
	}
	n := *q
	m := n.edit(n.fresh(tracks))
	m.index = max(0, min(start, len(tracks)-1))
	m.unshuffled = nil
	return m, nil
}

// Add inserts tracks before place at; at < 0 or ≥ Len adds at the end. Added tracks of a shuffled queue stand at the end
// of the order that unshuffling returns to.
func (q *Queue) Add(tracks []Track, at int) (*Queue, error) {
	if err := q.fits(len(q.items) + len(tracks)); err != nil {
		return q, err
	}
	if len(tracks) == 0 {
		return q, nil
	}
	if at < 0 || at > len(q.items) {
		at = len(q.items)
	}
	n := *q
	items := n.fresh(tracks)
	m := n.edit(slices.Insert(slices.Clone(q.items), at, items...))
	if q.unshuffled != nil {
		m.unshuffled = slices.Clone(q.unshuffled)
		for _, i := range items {
			m.unshuffled = append(m.unshuffled, i.ID)
		}
	}
	return m, nil
}

// Remove takes items out; an id that isn't there is an error and nothing is removed.
func (q *Queue) Remove(ids []string) (*Queue, error) {
	gone := make(map[string]bool, len(ids))
	for _, id := range ids {
		if q.Find(id) < 0 {
			return q, unknownItem(id)
		}
		gone[id] = true
	}
	if len(gone) == 0 {
		return q, nil
	}
	items := make([]Item, 0, len(q.items))
	index := q.index
	for k, i := range q.items {
		switch {
		case !gone[i.ID]:
			items = append(items, i)
		case k < q.index:
			index--
		}
	}
	n := q.edit(items)
	n.index = max(0, min(index, len(items)-1))
	if q.unshuffled != nil {
		n.unshuffled = slices.DeleteFunc(slices.Clone(q.unshuffled), func(id string) bool { return gone[id] })
	}
	return n, nil
}

// Move takes the item at place from to place to.
func (q *Queue) Move(from, to int) (*Queue, error) {
	if from < 0 || from >= len(q.items) || to < 0 || to >= len(q.items) {
		return q, invalid("move from %d to %d: the queue has places 0 to %d", from, to, len(q.items)-1)
	}
	if from == to {
		return q, nil
	}
	items := slices.Delete(slices.Clone(q.items), from, from+1)
	return q.edit(slices.Insert(items, to, q.items[from])), nil
}

// Clear takes everything out.
func (q *Queue) Clear() *Queue {
	if len(q.items) == 0 {
		return q
	}
	n := q.edit(nil)
	n.unshuffled = nil
	return n
}

// Undo takes back the last edit; the current item stays current where it is in the restored list.
func (q *Queue) Undo() (*Queue, error) {
	if len(q.past) == 0 {
		return q, &Error{Code: CodeNothingToUndo, Message: "there is no edit of the queue to undo"}
	}
	n := *q
	n.version++
	p := q.past[len(q.past)-1]
	n.past = q.past[:len(q.past)-1]
	n.items, n.unshuffled = p.items, p.unshuffled
	n.index = max(0, n.Find(p.current))
	if cur, ok := q.current(); ok {
		if i := n.Find(cur.ID); i >= 0 {
			n.index = i
		}
	}
	return &n, nil
}

// Shuffle puts the current item first and the others in an order drawn from seed, or returns to the order before.
func (q *Queue) Shuffle(on bool, seed uint64) *Queue {
	if on == q.Shuffled() {
		return q
	}
	n := *q
	n.version++
	cur, ok := q.current()
	if on {
		n.unshuffled = make([]string, len(q.items))
		for i := range q.items {
			n.unshuffled[i] = q.items[i].ID
		}
		n.items = slices.Clone(q.items)
		if ok {
			n.items[0], n.items[q.index] = n.items[q.index], n.items[0]
			rest := n.items[1:]
			r := rand.New(rand.NewPCG(seed, 0))
			r.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
		}
	} else {
		place := make(map[string]int, len(q.items))
		for i, id := range q.unshuffled {
			place[id] = i
		}
		n.items = slices.Clone(q.items)
		slices.SortStableFunc(n.items, func(a, b Item) int { return place[a.ID] - place[b.ID] })
		n.unshuffled = nil
	}
	n.index = 0
	if ok {
		n.index = max(0, n.Find(cur.ID))
	}
	return &n
}

// SetRepeat changes the repeat mode.
func (q *Queue) SetRepeat(r Repeat) *Queue {
	if r == q.repeat {
		return q
	}
	n := *q
	n.version++
	n.repeat = r
	return &n
}

// to makes the item at place i current.
func (q *Queue) to(i int) *Queue {
	if i == q.index {
		return q
	}
	n := *q
	n.index = i
	return &n
}

// blame marks an item as broken, or with an empty reason as whole.
func (q *Queue) blame(id, why string) *Queue {
	i := q.Find(id)
	if i < 0 || q.items[i].Broken == why {
		return q
	}
	n := *q
	n.version++
	n.items = slices.Clone(q.items)
	n.items[i].Broken = why
	return &n
}

// describe replaces what is known of tracks; their locations stay.
func (q *Queue) describe(tracks []Track) *Queue {
	known := make(map[string]*Track, len(tracks))
	for i := range tracks {
		known[tracks[i].ID] = &tracks[i]
	}
	n := *q
	n.items = nil
	for i := range q.items {
		t, ok := known[q.items[i].Track.ID]
		if !ok {
			continue
		}
		described := *t
		described.Location = q.items[i].Track.Location
		if described == q.items[i].Track {
			continue
		}
		if n.items == nil {
			n.items = slices.Clone(q.items)
		}
		n.items[i].Track = described
	}
	if n.items == nil {
		return q
	}
	n.version++
	return &n
}

// after gives the place that follows place i when i has ended by itself, broken items passed over; -1 where nothing
// follows.
func (q *Queue) after(i int) int {
	if q.repeat == RepeatOne && i >= 0 && i < len(q.items) && q.items[i].Broken == "" {
		return i
	}
	return q.step(i, +1)
}

// step gives the next whole item in a direction, around the end where the mode is RepeatAll; -1 where there is none. At
// most every item is looked at once.
func (q *Queue) step(i, direction int) int {
	for range q.items {
		i += direction
		if i < 0 || i >= len(q.items) {
			if q.repeat != RepeatAll {
				return -1
			}
			i = (i + len(q.items)) % len(q.items)
		}
		if q.items[i].Broken == "" {
			return i
		}
	}
	return -1
}
