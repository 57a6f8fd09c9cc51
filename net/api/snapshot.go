package api

import (
	"path"
	"strings"
	"time"

	"auralis/audio/player"
)

// Snapshot is a state as remotes see it. Positions and durations are seconds.
type Snapshot struct {
	Instance  string   `json:"instance"` // this start of the process
	Version   uint64   `json:"version"`  // grows with every change but of the position, within one instance
	Transport string   `json:"transport"`
	Track     *Playing `json:"track"` // null where the queue is empty
	Position  float64  `json:"position"`
	Duration  float64  `json:"duration"` // 0 = unknown
	Volume    int      `json:"volume"`   // 0…100
	MaxVolume int      `json:"max_volume"`
	Fixed     bool     `json:"volume_fixed"` // volume commands are refused
	Muted     bool     `json:"muted"`
	Queue     QueueAt  `json:"queue"`
	Repeat    string   `json:"repeat"`
	Shuffle   bool     `json:"shuffle"`
	Enhance   Enhance  `json:"enhance"`
	Output    Output   `json:"output"`
	Underruns uint64   `json:"underruns"` // since the process started
	SleepAt   *string  `json:"sleep_at"`  // RFC 3339; null where no sleep timer runs
	Error     *string  `json:"error"`     // what went wrong last, in words; null where nothing did
}

// Track is a track as remotes see it.
type Track struct {
	ID          string  `json:"id"`
	Title       string  `json:"title"` // never empty: the file's name where there is no title
	Artist      string  `json:"artist"`
	Album       string  `json:"album"`
	AlbumArtist string  `json:"album_artist"`
	Disc        int     `json:"disc"`     // 0 = unknown
	Number      int     `json:"number"`   // 0 = unknown
	Duration    float64 `json:"duration"` // 0 = unknown
}

// Playing is the current track with what opening it told.
type Playing struct {
	Track
	Item  string `json:"item"`  // id of its place in the queue
	Codec string `json:"codec"` // empty until it was opened, as are the next two
	Rate  int    `json:"rate"`  // Hz
	Bits  int    `json:"bits"`  // 0 = lossy or float
}

// QueueAt is where the queue stands.
type QueueAt struct {
	Version uint64 `json:"version"` // grows with every change of items, order or modes
	Index   int    `json:"index"`   // -1 where the queue is empty
	Length  int    `json:"length"`
	CanUndo bool   `json:"can_undo"`
}

// Enhance is the mastering.
type Enhance struct {
	Enabled   bool     `json:"enabled"`
	Preset    string   `json:"preset"`
	Intensity float64  `json:"intensity"` // 0…1
	Compare   bool     `json:"compare"`   // the loudness-matched bypass is heard
	Plan      []string `json:"plan"`      // what it does now, in words
}

// Output is the output.
type Output struct {
	Spec   string  `json:"spec"`
	Name   string  `json:"name"`
	Open   bool    `json:"open"`
	Rate   int     `json:"rate"`   // Hz, 0 when closed
	Format string  `json:"format"` // "" when closed
	Error  *string `json:"error"`
}

// Item is an entry of the queue.
type Item struct {
	Item   string  `json:"item"`
	Track  Track   `json:"track"`
	Broken *string `json:"broken"` // why it couldn't be played; null where nothing is known against it
}

// Seconds is a duration on the wire, rounded to milliseconds.
func Seconds(d time.Duration) float64 {
	return float64(d.Round(time.Millisecond)/time.Millisecond) / 1000
}

// NewTrack is the JSON of a track. The location stays inside: it is no business of a phone's.
func NewTrack(t *player.Track) Track {
	title := t.Title
	if title == "" {
		title = path.Base(t.Location)
		if stem := strings.TrimSuffix(title, path.Ext(title)); stem != "" {
			title = stem
		}
	}
	return Track{ID: t.ID, Title: title, Artist: t.Artist, Album: t.Album, AlbumArtist: t.AlbumArtist, Disc: t.Disc,
		Number: t.Number, Duration: Seconds(t.Duration)}
}

// NewSnapshot is the JSON of a state at a position.
func NewSnapshot(instance string, s *player.State, position time.Duration) Snapshot {
	n := Snapshot{
		Instance: instance, Version: s.Version, Transport: s.Transport.String(), Position: Seconds(position),
		Duration: Seconds(s.Duration()), Volume: s.Volume, MaxVolume: s.Limits.Max, Fixed: s.Limits.Fixed, Muted: s.Muted,
		Queue: NewQueueAt(s.Queue), Repeat: s.Queue.Repeat().String(), Shuffle: s.Queue.Shuffled(),
		Enhance: NewEnhance(&s.Enhance), Underruns: s.Underruns, Error: words(s.Err),
		Output: Output{Spec: s.Output.Spec, Name: s.Output.Name, Open: s.Output.Open, Error: words(s.Output.Err)},
	}
	if item, ok := s.Current(); ok {
		about := s.About()
		n.Track = &Playing{Track: NewTrack(&item.Track), Item: item.ID, Codec: about.Codec, Rate: about.Rate, Bits: about.Bits}
		n.Track.Duration = n.Duration
	}
	if s.Output.Open {
		n.Output.Rate, n.Output.Format = s.Output.Rate, s.Output.Format.String()
	}
	if !s.SleepAt.IsZero() {
		at := s.SleepAt.UTC().Format(time.RFC3339)
		n.SleepAt = &at
	}
	return n
}

// NewQueueAt is the JSON of where a queue stands.
func NewQueueAt(q *player.Queue) QueueAt {
	return QueueAt{Version: q.Version(), Index: q.Index(), Length: q.Len(), CanUndo: q.CanUndo()}
}

// NewEnhance is the JSON of the mastering.
func NewEnhance(e *player.Enhance) Enhance {
	plan := e.Plan
	if plan == nil {
		plan = []string{}
	}
	return Enhance{Enabled: e.Enabled, Preset: e.Preset.String(), Intensity: e.Intensity, Compare: e.Compare, Plan: plan}
}

// NewItems is the JSON of entries of the queue.
func NewItems(items []player.Item) []Item {
	out := make([]Item, len(items))
	for i := range items {
		out[i] = Item{Item: items[i].ID, Track: NewTrack(&items[i].Track), Broken: words(items[i].Broken)}
	}
	return out
}

// words is text on the wire: null where there is none.
func words(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
