package store

import (
	"cmp"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// View is the library at one moment. It never changes.
type View struct {
	version uint64
	ready   bool
	sorted  []*entry
	byID    map[string]*entry
}

// entry is a track and what searching and sorting need of it; shared by views, never changed.
type entry struct {
	track Track
	dir   string
	title string // folded, each word behind a space
	words string // title, artist, album, album artist, genre and file name likewise
}

func newEntry(t Track) *entry {
	e := &entry{track: t, dir: filepath.Dir(t.Path), title: words(t.Title)}
	name := filepath.Base(t.Path)
	name = strings.TrimSuffix(name, filepath.Ext(name))
	e.words = e.title + words(t.Artist) + words(t.Album) + words(t.AlbumArtist) + words(t.Genre) + words(name)
	return e
}

// Version grows with every change of the library.
func (v *View) Version() uint64 { return v.version }

// Ready tells that the library was loaded; before, the view is empty whatever the file holds.
func (v *View) Ready() bool { return v.ready }

// Len is the number of tracks.
func (v *View) Len() int { return len(v.sorted) }

// Tracks goes through all tracks by folder, then disc, number and file name.
func (v *View) Tracks() iter.Seq[Track] {
	return func(yield func(Track) bool) {
		for _, e := range v.sorted {
			if !yield(e.track) {
				return
			}
		}
	}
}

// Page gives up to limit tracks from offset on, in the order of Tracks.
func (v *View) Page(offset, limit int) []Track {
	offset = min(max(0, offset), len(v.sorted))
	end := offset + min(max(0, limit), len(v.sorted)-offset)
	out := make([]Track, 0, end-offset)
	for _, e := range v.sorted[offset:end] {
		out = append(out, e.track)
	}
	return out
}

// Track finds a track by its id.
func (v *View) Track(id string) (Track, bool) {
	if e, ok := v.byID[id]; ok {
		return e.track, true
	}
	return Track{}, false
}

// ByPath finds the track of a file; the path is the resolved one, see Track.
func (v *View) ByPath(path string) (Track, bool) { return v.Track(TrackID(path)) }

// Search gives up to limit tracks in which every word of the text begins a word of title, artist, album, genre or file
// name; case and accents don't count. Those that match by the title alone come first, within that the order is that of
// Tracks. A text without a word finds nothing.
func (v *View) Search(text string, limit int) []Track {
	wanted := strings.Fields(words(text))
	if len(wanted) == 0 || limit <= 0 {
		return nil
	}
	for i := range wanted {
		wanted[i] = " " + wanted[i]
	}
	var first, second []*entry
	for _, e := range v.sorted {
		if !all(e.words, wanted) {
			continue
		}
		if all(e.title, wanted) {
			first = append(first, e)
		} else {
			second = append(second, e)
		}
	}
	found := append(first, second...)
	out := make([]Track, 0, min(limit, len(found)))
	for _, e := range found[:min(limit, len(found))] {
		out = append(out, e.track)
	}
	return out
}

func all(text string, wanted []string) bool {
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// change is what one committed batch did.
type change struct {
	put    []*entry // of one track the last counts
	remove []string
}

// with gives the view after a change; the receiver stays as it is.
func (v *View) with(c change) *View {
	next := &View{version: v.version + 1, ready: true, byID: maps.Clone(v.byID)}
	if next.byID == nil {
		next.byID = make(map[string]*entry, len(c.put))
	}
	fresh := make(map[string]*entry, len(c.put))
	for _, e := range c.put {
		fresh[e.track.ID] = e
	}
	for _, id := range c.remove {
		delete(fresh, id)
		delete(next.byID, id)
	}
	maps.Copy(next.byID, fresh)
	next.sorted = merge(v.sorted, slices.SortedFunc(maps.Values(fresh), order), next.byID)
	return next
}

// merge puts the new entries among those of the old that are still current; a scan commits hundreds of small batches,
// each of which would else sort the whole library.
func merge(old, fresh []*entry, current map[string]*entry) []*entry {
	out := make([]*entry, 0, len(current))
	for _, e := range old {
		if current[e.track.ID] != e {
			continue
		}
		for len(fresh) > 0 && order(fresh[0], e) < 0 {
			out, fresh = append(out, fresh[0]), fresh[1:]
		}
		out = append(out, e)
	}
	return append(out, fresh...)
}

func order(a, b *entry) int {
	return cmp.Or(cmp.Compare(a.dir, b.dir), cmp.Compare(a.track.Disc, b.track.Disc), cmp.Compare(a.track.Number, b.track.Number),
		cmp.Compare(a.track.Path, b.track.Path))
}
