// Package keep carries playback over a restart: what the player hands out to be kept goes to the store and to the
// position file, and what they hold becomes the state the player starts with.
//
// Keeper's methods are called by the control goroutine and never wait: each hands a value to a goroutine that writes.
package keep

import (
	"fmt"
	"math"
	"time"

	"auralis/audio/player"
	"auralis/dsp/mastering"
	"auralis/store"
	"auralis/store/position"
)

// Saver takes what is to be durable within a second (store.Saver).
type Saver interface {
	Queue(store.Queue)
	Settings(store.Settings)
}

// Position takes the position (position.Keeper).
type Position interface {
	Tick(position.Record)
	Now(position.Record)
}

// Keeper implements player.Keeper.
type Keeper struct {
	saver    Saver
	position Position
	page     map[string]any
	now      func() time.Time
}

// New makes a Keeper. page are the page settings, which are kept beside the player's.
func New(s Saver, p Position, page map[string]any) *Keeper {
	return &Keeper{saver: s, position: p, page: page, now: time.Now}
}

// KeepQueue keeps the queue.
func (k *Keeper) KeepQueue(q *player.Queue) {
	s := q.Save()
	out := store.Queue{Index: s.Index, Original: s.Unshuffled, Items: make([]store.QueueItem, len(s.Items))}
	for i, item := range s.Items {
		out.Items[i] = store.QueueItem{ID: item.ID, TrackID: item.Track.ID, Path: item.Track.Location}
	}
	k.saver.Queue(out)
}

// KeepSettings keeps volume, modes and enhancement.
func (k *Keeper) KeepSettings(s *player.State) {
	k.saver.Settings(store.Settings{
		Volume: s.Volume, Muted: s.Muted, Repeat: s.Queue.Repeat().String(), Shuffle: s.Queue.Shuffled(), Page: k.page,
		Enhance: store.Enhance{Enabled: s.Enhance.Enabled, Preset: s.Enhance.Preset.String(), Intensity: s.Enhance.Intensity},
	})
}

// KeepPosition keeps the position at a moment that should survive a power cut right after it.
func (k *Keeper) KeepPosition(s *player.State) { k.position.Now(k.record(s)) }

// Tick keeps the position of a track that plays. It may be called from any goroutine.
func (k *Keeper) Tick(s *player.State, at time.Duration) {
	here := *s
	here.Position = at
	k.position.Tick(k.record(&here))
}

// resolution of the kept position: milliseconds.
const resolution = 1000

func (k *Keeper) record(s *player.State) position.Record {
	item, _ := s.Current()
	transport := s.Transport
	if transport == player.Loading {
		transport = player.Playing
	}
	return position.Record{
		ItemID: item.ID, TrackID: item.Track.ID, Path: item.Track.Location, Frame: s.Position.Milliseconds(), Rate: resolution,
		Volume: s.Volume, Transport: transport.String(), Time: k.now(),
	}
}

// Source is what was kept.
type Source struct {
	Queue       store.Queue
	HasQueue    bool
	Settings    store.Settings
	HasSettings bool
	Record      position.Record
	HasRecord   bool
}

// Defaults are the settings where none were kept, and those that the configuration fixes.
type Defaults struct {
	Volume  int
	Enhance player.Enhance
	// FixedEnhance tells that the configuration decides, whatever was kept.
	FixedEnhance bool
}

// Restore makes the first state. play tells whether it played when it ended and is to go on.
func Restore(s Source, limits player.Limits, d Defaults) (first *player.State, play bool) {
	volume, muted, enhance, repeat := d.Volume, false, d.Enhance, player.RepeatOff
	if s.HasSettings {
		volume, muted = s.Settings.Volume, s.Settings.Muted
		if r, err := player.ParseRepeat(s.Settings.Repeat); err == nil {
			repeat = r
		}
		if !d.FixedEnhance {
			enhance.Enabled = s.Settings.Enhance.Enabled
			if p, err := mastering.ParsePreset(s.Settings.Enhance.Preset); err == nil {
				enhance.Preset = p
			}
			if x := s.Settings.Enhance.Intensity; x >= 0 && x <= 1 && !math.IsNaN(x) {
				enhance.Intensity = x
			}
		}
	}
	saved := player.Saved{Index: s.Queue.Index, Repeat: repeat, Unshuffled: s.Queue.Original}
	for _, item := range s.Queue.Items {
		saved.Items = append(saved.Items, player.Item{ID: item.ID, Track: player.Track{ID: item.TrackID, Location: item.Path}})
	}
	var at time.Duration
	if s.HasRecord {
		for i, item := range saved.Items { // the position is newer than the queue's index
			if item.ID == s.Record.ItemID && item.Track.Location == s.Record.Path {
				saved.Index = i
				at = time.Duration(s.Record.Seconds() * float64(time.Second))
				play = s.Record.Transport == player.Playing.String()
			}
		}
	}
	return player.NewState(limits, player.Restore(saved), at, volume, muted, enhance), play
}

// String says what was found, for the log.
func (s Source) String() string {
	return fmt.Sprintf("%d items, position %.1f s, %s", len(s.Queue.Items), s.Record.Seconds(), s.Record.Transport)
}
