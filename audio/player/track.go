package player

import "time"

// Track is what is known of a track when it is put into the queue. It is a value and never changes there.
type Track struct {
	ID          string // stable id in the library; for a file outside it, made from the path
	Location    string // path or URL
	Title       string
	Artist      string
	Album       string
	AlbumArtist string
	Disc        int           // 0 = unknown
	Number      int           // on the disc; 0 = unknown
	Duration    time.Duration // 0 = unknown
}

// follows tells whether t comes right after o on the same album, so that nothing may change between them.
func (t *Track) follows(o *Track) bool {
	return t.Album != "" && t.Album == o.Album && t.AlbumArtist == o.AlbumArtist &&
		(t.Disc == o.Disc && t.Number == o.Number+1 && o.Number > 0 || t.Disc == o.Disc+1 && t.Number == 1 && o.Disc > 0)
}
