package position

import (
	"time"

	"auralis/store/record"
	"auralis/store/slots"
)

// Record is where playback was.
type Record struct {
	ItemID    string    // playing item of the queue; empty = none
	TrackID   string    // its track in the library
	Path      string    // its file
	Frame     int64     // frame of the track that was heard
	Rate      int       // frames per second of that count
	Volume    int       // 0…100
	Transport string    // "playing", "paused" or "stopped"
	Time      time.Time // wall time of the record, to be shown; the order of records is kept otherwise, clocks jump
}

// Seconds is the position in the track; 0 where the rate isn't known.
func (r Record) Seconds() float64 {
	if r.Rate <= 0 {
		return 0
	}
	return float64(r.Frame) / float64(r.Rate)
}

const version = 1

// encode fits a slot always: a path that doesn't is left out, the ids say the same.
func (r Record) encode() []byte {
	if len(r.ItemID)+len(r.TrackID)+len(r.Path) > slots.MaxValue-200 {
		r.Path = ""
	}
	w := record.New(version)
	w.Text(r.ItemID)
	w.Text(r.TrackID)
	w.Text(r.Path)
	w.Int(r.Frame)
	w.Int(int64(r.Rate))
	w.Int(int64(r.Volume))
	w.Text(r.Transport)
	w.Int(r.Time.UnixMilli())
	return w.Seal()
}

func decode(b []byte) (Record, error) {
	f, err := record.Open(b)
	if err != nil {
		return Record{}, err
	}
	r := Record{ItemID: f.Text(), TrackID: f.Text(), Path: f.Text(), Frame: f.Int(), Rate: int(f.Int()), Volume: int(f.Int()),
		Transport: f.Text(), Time: time.UnixMilli(f.Int())}
	if err := f.Err(); err != nil {
		return Record{}, err
	}
	if r.Frame < 0 || r.Rate < 0 || r.Rate > 1<<24 || r.Volume < 0 || r.Volume > 100 {
		return Record{}, record.ErrBad // a checksum holds, yet no version of ours wrote it
	}
	return r, nil
}
