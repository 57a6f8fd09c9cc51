package store

import (
	"encoding/json"
	"fmt"

	"auralis/store/record"
)

// Settings is what a person changes while listening. The zero value isn't meant: where nothing was saved, the caller has
// its own defaults.
type Settings struct {
	Volume  int            `json:"volume"` // 0…100
	Muted   bool           `json:"muted"`
	Repeat  string         `json:"repeat"` // "off", "all" or "one"
	Shuffle bool           `json:"shuffle"`
	Enhance Enhance        `json:"enhance"`
	Page    map[string]any `json:"page,omitempty"` // configuration keys that were set on the page, config.Options.Page
}

// Enhance is the state of the mastering.
type Enhance struct {
	Enabled   bool    `json:"enabled"`
	Preset    string  `json:"preset"`
	Intensity float64 `json:"intensity"` // 0…1
}

// Queue is the list that is played. The slices of one that was handed over or taken belong to nobody: don't change them.
type Queue struct {
	NextID   uint64      // what the player gives the next item, so that ids aren't used twice
	Items    []QueueItem // in the order of playing
	Index    int         // current item; -1 = none
	Original []string    // ids in the order before shuffling; nil = not shuffled
}

// QueueItem is one entry of a Queue.
type QueueItem struct {
	ID      string // of this entry; the same track may be there twice
	TrackID string // track of the library; empty = none
	Path    string // file or URL
}

const (
	settingsVersion = 1
	queueVersion    = 1
	cursorVersion   = 1
)

func (s Settings) encode() ([]byte, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("settings can't be written: %w", err)
	}
	w := record.New(settingsVersion)
	w.Bytes(b)
	return w.Seal(), nil
}

func decodeSettings(b []byte) (Settings, error) {
	r, err := record.Open(b)
	if err != nil {
		return Settings{}, err
	}
	var s Settings
	if err := json.Unmarshal(r.Bytes(), &s); err != nil {
		return Settings{}, fmt.Errorf("%w: %w", record.ErrBad, err)
	}
	s.Volume = min(max(0, s.Volume), 100)
	if !(s.Enhance.Intensity >= 0 && s.Enhance.Intensity <= 1) {
		s.Enhance.Intensity = 1
	}
	return s, nil
}

// encode leaves Index out, which has a place of its own: it changes with every track. A path is written as what differs
// from the one before, and an id that follows from the path isn't written, which makes an album of 15 tracks 600 bytes.
func (q Queue) encode() ([]byte, error) {
	total := 0
	for _, it := range q.Items {
		if total += len(it.Path); len(it.Path) > maxPath || total > maxPaths {
			return nil, fmt.Errorf("a queue with paths of over %d bytes each or %d together isn't kept", maxPath, maxPaths)
		}
	}
	w := record.New(queueVersion)
	w.Uint(q.NextID)
	w.Uint(uint64(len(q.Items)))
	before := ""
	for _, it := range q.Items {
		w.Text(it.ID)
		common := commonPrefix(before, it.Path)
		w.Uint(uint64(common))
		w.Text(it.Path[common:])
		before = it.Path
		derived := it.TrackID == TrackID(it.Path)
		w.Bool(derived)
		if !derived {
			w.Text(it.TrackID)
		}
	}
	w.Bool(q.Original != nil)
	w.Uint(uint64(len(q.Original)))
	for _, id := range q.Original {
		w.Text(id)
	}
	return w.Seal(), nil
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func decodeQueue(b []byte) (Queue, error) {
	r, err := record.Open(b)
	if err != nil {
		return Queue{}, err
	}
	q := Queue{NextID: r.Uint(), Index: -1}
	before, total := "", 0
	for range r.Uint() {
		it := QueueItem{ID: r.Text()}
		common := r.Uint()
		if r.Ended() || r.Err() != nil || common > uint64(len(before)) {
			return Queue{}, record.ErrBad
		}
		it.Path = before[:common] + r.Text()
		if total += len(it.Path); len(it.Path) > maxPath || total > maxPaths {
			return Queue{}, record.ErrBad
		}
		before = it.Path
		if r.Bool() {
			it.TrackID = TrackID(it.Path)
		} else {
			it.TrackID = r.Text()
		}
		q.Items = append(q.Items, it)
	}
	if r.Bool() {
		q.Original = []string{}
	}
	for range r.Uint() {
		q.Original = append(q.Original, r.Text())
		if r.Ended() || r.Err() != nil {
			return Queue{}, record.ErrBad
		}
	}
	if r.Ended() || r.Err() != nil {
		return Queue{}, record.ErrBad
	}
	return q, nil
}

// The limits bound what a damaged file can make of shared prefixes. Longer paths and URLs aren't played either; 64 MiB are
// over half a million tracks.
const (
	maxPath  = 16 << 10
	maxPaths = 64 << 20
)

// cursor is where a queue is: it counts for the queue with this sequence only.
type cursor struct {
	queue uint64
	index int
	item  string
}

func (c cursor) encode() []byte {
	w := record.New(cursorVersion)
	w.Uint(c.queue)
	w.Int(int64(c.index))
	w.Text(c.item)
	return w.Seal()
}

func decodeCursor(b []byte) (cursor, error) {
	r, err := record.Open(b)
	if err != nil {
		return cursor{}, err
	}
	c := cursor{queue: r.Uint(), index: int(r.Int()), item: r.Text()}
	return c, r.Err()
}

// apply sets the index of a queue where the cursor is about it.
func (c cursor) apply(q *Queue, sequence uint64) {
	if c.queue == sequence && c.index >= 0 && c.index < len(q.Items) && q.Items[c.index].ID == c.item {
		q.Index = c.index
	}
}
