package store

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"auralis/store/record"
)

// Track is one file of the library. It is a value: what View gives may be kept and changed.
type Track struct {
	ID          string // TrackID(Path)
	Path        string // absolute, symbolic links resolved; bytes of the file system, not necessarily UTF-8
	Root        string // library root under which the scan met it, as configured
	Size        int64  // bytes
	ModTime     int64  // Unix time in ns
	Title       string
	Artist      string
	Album       string
	AlbumArtist string
	Genre       string
	Year        int // 0 = unknown
	Number      int // in its disc, 0 = unknown
	Disc        int // 0 = unknown
	Codec       string
	Rate        int // Hz
	Bits        int // significant bits; 0 = lossy or float
	Channels    int
	Seconds     float64 // 0 = unknown
	Lossless    bool
	Gain        ReplayGain
	Analysis    Analysis
}

// ReplayGain is what the tags say about loudness (ReplayGain 2.0 specification).
type ReplayGain struct {
	HasTrack, HasAlbum   bool
	TrackDB, AlbumDB     float64 // dB toward -18 LUFS
	TrackPeak, AlbumPeak float64 // linear sample peak; 0 = unknown
}

// Analysis is what was measured on the samples.
type Analysis struct {
	Known    bool
	Version  int        // of the analysis that made it
	LUFS     float64    // integrated loudness (ITU-R BS.1770); -Inf for silence
	TruePeak float64    // dBTP; -Inf for silence
	Bands    [7]float64 // shares of the energy, sub_bass … air, sum 1 (0 for silence)
}

// TrackID gives the id of the file at an absolute path: 26 letters and digits, the same as long as the path is. It is
// made of the bytes of the path alone (128 bits of SHA-256), so it survives new tags and a lost library.
func TrackID(path string) string {
	sum := sha256.Sum256([]byte(path))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16]))
}

const trackVersion = 1

func (t Track) encode() []byte {
	w := record.New(trackVersion)
	for _, s := range []string{t.Path, t.Root, t.Title, t.Artist, t.Album, t.AlbumArtist, t.Genre, t.Codec} {
		w.Text(s)
	}
	for _, n := range []int64{t.Size, t.ModTime, int64(t.Year), int64(t.Number), int64(t.Disc), int64(t.Rate), int64(t.Bits), int64(t.Channels)} {
		w.Int(n)
	}
	w.Float(t.Seconds)
	w.Bool(t.Lossless)
	g := t.Gain
	w.Bool(g.HasTrack)
	w.Bool(g.HasAlbum)
	for _, f := range []float64{g.TrackDB, g.AlbumDB, g.TrackPeak, g.AlbumPeak} {
		w.Float(f)
	}
	a := t.Analysis
	w.Bool(a.Known)
	w.Int(int64(a.Version))
	w.Float(a.LUFS)
	w.Float(a.TruePeak)
	for _, b := range a.Bands {
		w.Float(b)
	}
	return w.Seal()
}

// decodeTrack gives record.ErrBad for anything that isn't a whole track of that id.
func decodeTrack(id string, b []byte) (Track, error) {
	r, err := record.Open(b)
	if err != nil {
		return Track{}, err
	}
	t := Track{ID: id}
	for _, s := range []*string{&t.Path, &t.Root, &t.Title, &t.Artist, &t.Album, &t.AlbumArtist, &t.Genre, &t.Codec} {
		*s = r.Text()
	}
	t.Size, t.ModTime = r.Int(), r.Int()
	for _, n := range []*int{&t.Year, &t.Number, &t.Disc, &t.Rate, &t.Bits, &t.Channels} {
		*n = int(r.Int())
	}
	t.Seconds, t.Lossless = r.Float(), r.Bool()
	g := &t.Gain
	g.HasTrack, g.HasAlbum = r.Bool(), r.Bool()
	for _, f := range []*float64{&g.TrackDB, &g.AlbumDB, &g.TrackPeak, &g.AlbumPeak} {
		*f = r.Float()
	}
	a := &t.Analysis
	a.Known, a.Version = r.Bool(), int(r.Int())
	a.LUFS, a.TruePeak = r.Float(), r.Float()
	for i := range a.Bands {
		a.Bands[i] = r.Float()
	}
	if err := r.Err(); err != nil {
		return Track{}, err
	}
	if t.Path == "" || TrackID(t.Path) != id {
		return Track{}, record.ErrBad
	}
	return t, nil
}
