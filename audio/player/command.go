package player

import (
	"time"

	"auralis/dsp/mastering"
)

// Command is what a remote may ask for. Each is a plain value; the types below are all there are.
type Command interface{ command() }

// The commands. Where the state makes one meaningless (nothing queued, nothing current) it answers an *Error.
type (
	// Play starts the current item where it stands, or goes on after a pause.
	Play struct{}
	// Pause holds the sound; Play goes on with the very next frame.
	Pause struct{}
	// Toggle pauses what plays and plays what doesn't.
	Toggle struct{}
	// Stop ends the sound and goes to the start of the current item.
	Stop struct{}
	// Next goes to the next item and plays it; after the last one it stops. While stopped it only moves.
	Next struct{}
	// Previous restarts the track when more than 3 s of it were heard, else goes to the item before.
	Previous struct{}
	// Seek goes to a place in the current track, clamped to its length.
	Seek struct{ Position time.Duration }
	// SeekBy moves within the current track.
	SeekBy struct{ Offset time.Duration }
	// SetVolume sets the volume, 0…100, bounded by Limits.
	SetVolume struct{ Level int }
	// AddVolume changes the volume by some steps, bounded by 0 and Limits.
	AddVolume struct{ Steps int }
	// Mute silences without touching the volume.
	Mute struct{ On bool }
	// ToggleMute mutes what isn't and unmutes what is.
	ToggleMute struct{}
	// SetRepeat sets the repeat mode.
	SetRepeat struct{ Mode Repeat }
	// SetShuffle shuffles the queue or returns to the order before. Seed is drawn by Control.Do where it is 0.
	SetShuffle struct {
		On   bool
		Seed uint64
	}
	// Sleep pauses after that long; 0 takes it back. At is set by Control.Do.
	Sleep struct {
		After time.Duration
		At    time.Time
	}

	// SetQueue replaces the queue. Start ≥ 0 plays that place; -1 stops.
	SetQueue struct {
		Tracks []Track
		Start  int
	}
	// AddToQueue inserts before place At; -1 adds at the end.
	AddToQueue struct {
		Tracks []Track
		At     int
	}
	// RemoveFromQueue takes items out by id. Where the current one is among them, what took its place is played.
	RemoveFromQueue struct{ Items []string }
	// MoveInQueue takes the item at place From to place To.
	MoveInQueue struct{ From, To int }
	// ClearQueue empties the queue and stops.
	ClearQueue struct{}
	// UndoQueue takes back the last edit of the queue.
	UndoQueue struct{}
	// PlayItem plays an item of the queue from its start.
	PlayItem struct{ Item string }

	// Describe tells what the library knows of tracks, by id: titles of a queue that was restored before the library was
	// read, or tags that were edited. What sounds isn't touched.
	Describe struct{ Tracks []Track }

	// SetEnhance changes what isn't nil.
	SetEnhance struct {
		Enabled   *bool
		Preset    *mastering.Preset
		Intensity *float64 // 0…1
	}
	// ToggleEnhance switches enhancement on or off.
	ToggleEnhance struct{}
	// Compare switches the loudness-matched bypass.
	Compare struct{ On bool }
)

// sleepOver is the control goroutine's own: the sleep timer armed at that time has run out.
type sleepOver struct{ at time.Time }

func (Play) command()            {}
func (Pause) command()           {}
func (Toggle) command()          {}
func (Stop) command()            {}
func (Next) command()            {}
func (Previous) command()        {}
func (Seek) command()            {}
func (SeekBy) command()          {}
func (SetVolume) command()       {}
func (AddVolume) command()       {}
func (Mute) command()            {}
func (ToggleMute) command()      {}
func (SetRepeat) command()       {}
func (SetShuffle) command()      {}
func (Sleep) command()           {}
func (SetQueue) command()        {}
func (AddToQueue) command()      {}
func (RemoveFromQueue) command() {}
func (MoveInQueue) command()     {}
func (ClearQueue) command()      {}
func (UndoQueue) command()       {}
func (PlayItem) command()        {}
func (Describe) command()        {}
func (SetEnhance) command()      {}
func (ToggleEnhance) command()   {}
func (Compare) command()         {}
func (sleepOver) command()       {}
