package tag

import (
	"bytes"
	"errors"
	"io"
)

// ErrDamaged: a tag contradicts its form. What was read before that place is returned beside it.
var ErrDamaged = errors.New("damaged tag")

// Tags is what a file says about itself. Texts are valid UTF-8 of one line, at most 1000 bytes; empty = not said, 0 =
// not said.
type Tags struct {
	Title       string
	Artist      string // several are joined by "; "
	Album       string
	AlbumArtist string
	Genre       string
	Year        int
	Number      int // of the track on its disc
	Disc        int
	Gain        Gain
}

// Gain is ReplayGain as tagged.
type Gain struct {
	HasTrack, HasAlbum   bool
	TrackDB, AlbumDB     float64 // dB, -60…60
	TrackPeak, AlbumPeak float64 // linear, 0…16; 0 = not said
}

// Read reads the tags of a file of the given size. A file without tags, or of no known kind, has empty ones and no error.
// With ErrDamaged what could be read is returned; any other error is the reader's.
func Read(r io.ReaderAt, size int64) (Tags, error) {
	var t Tags
	head := make([]byte, 12)
	n, err := r.ReadAt(head[:min(int64(len(head)), max(0, size))], 0)
	if err != nil && err != io.EOF {
		return t, err
	}
	head = head[:n]
	f := span{r, 0, size}
	switch {
	case bytes.HasPrefix(head, []byte("fLaC")):
		err = t.flac(f)
	case bytes.HasPrefix(head, []byte("ID3")):
		err = t.id3First(f)
	case len(head) == 12 && (string(head[:4]) == "RIFF" || string(head[:4]) == "RF64" || string(head[:4]) == "BW64") && string(head[8:]) == "WAVE":
		err = t.wav(f)
	case len(head) == 12 && string(head[:4]) == "FORM" && (string(head[8:]) == "AIFF" || string(head[8:]) == "AIFC"):
		err = t.aiff(f)
	default:
		err = t.id3v1(f)
	}
	return t, err
}

// id3First reads a file that begins with ID3v2: FLAC or MPEG audio follows.
func (t *Tags) id3First(f span) error {
	var own Tags
	length, err := own.id3v2(f)
	if err != nil && !errors.Is(err, ErrDamaged) {
		return err
	}
	behind := f.from(length)
	if magic, readErr := behind.peek(4); readErr == nil && string(magic) == "fLaC" {
		err = errors.Join(err, t.flac(behind))
	}
	t.fill(own)
	if t.Title == "" && t.Artist == "" {
		err = errors.Join(err, t.id3v1(f))
	}
	return err
}

// fill takes what isn't known yet from other.
func (t *Tags) fill(other Tags) {
	for _, p := range []struct{ to, from *string }{{&t.Title, &other.Title}, {&t.Artist, &other.Artist}, {&t.Album, &other.Album},
		{&t.AlbumArtist, &other.AlbumArtist}, {&t.Genre, &other.Genre}} {
		if *p.to == "" {
			*p.to = *p.from
		}
	}
	for _, p := range []struct{ to, from *int }{{&t.Year, &other.Year}, {&t.Number, &other.Number}, {&t.Disc, &other.Disc}} {
		if *p.to == 0 {
			*p.to = *p.from
		}
	}
	if !t.Gain.HasTrack && !t.Gain.HasAlbum {
		t.Gain = other.Gain
	}
}
