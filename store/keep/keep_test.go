package keep

import (
	"testing"
	"time"

	"auralis/audio/player"
	"auralis/store"
	"auralis/store/position"
)

// memory is both stores at once.
type memory struct {
	Source
	nows, ticks int
}

func (m *memory) Queue(q store.Queue)       { m.Source.Queue, m.HasQueue = q, true }
func (m *memory) Settings(s store.Settings) { m.Source.Settings, m.HasSettings = s, true }
func (m *memory) Now(r position.Record)     { m.Record, m.HasRecord = r, true; m.nows++ }
func (m *memory) Tick(r position.Record)    { m.Record, m.HasRecord = r, true; m.ticks++ }

func played(t *testing.T, in ...player.Input) *player.State {
	t.Helper()
	s := player.NewState(player.Limits{Max: 100, Startup: 100}, nil, 0, 70, false, player.Enhance{Intensity: 1})
	set := player.SetQueue{Tracks: []player.Track{{ID: "a", Location: "/a"}, {ID: "b", Location: "/b"}, {ID: "a", Location: "/a"}}, Start: 0}
	for _, i := range append([]player.Input{set}, in...) {
		n, _, err := player.Reduce(s, i)
		if err != nil {
			t.Fatal(err)
		}
		s = n
	}
	return s
}

func TestWhatIsKeptIsWhatTheNextStartBeginsWith(t *testing.T) {
	before := played(t, player.SetShuffle{On: true, Seed: 5}, player.SetRepeat{Mode: player.RepeatAll}, player.Next{}, player.Mute{On: true}, player.ToggleEnhance{})
	m := &memory{}
	k := New(m, m, map[string]any{"audio.rate": 48000})
	k.KeepQueue(before.Queue)
	k.KeepSettings(before)
	k.KeepPosition(before)
	k.Tick(before, 12345*time.Millisecond)
	if m.nows != 1 || m.ticks != 1 || m.Source.Settings.Page["audio.rate"] != 48000 {
		t.Fatalf("%+v", m)
	}
	after, play := Restore(m.Source, player.Limits{Max: 100, Startup: 30}, Defaults{Volume: 50})
	if !play || after.Position != 12345*time.Millisecond || after.Transport != player.Stopped {
		t.Errorf("play %v from %v, %v", play, after.Position, after.Transport)
	}
	if after.Volume != 30 {
		t.Errorf("volume %d: louder than the startup volume allows", after.Volume)
	}
	if !after.Muted || !after.Enhance.Enabled || after.Enhance.Intensity != 1 || after.Queue.Repeat() != player.RepeatAll || !after.Queue.Shuffled() {
		t.Errorf("%+v", after)
	}
	if after.Queue.Index() != before.Queue.Index() || after.Queue.Len() != 3 {
		t.Fatalf("at %d of %d", after.Queue.Index(), after.Queue.Len())
	}
	for i := range 3 {
		if a, b := after.Queue.Item(i), before.Queue.Item(i); a.ID != b.ID || a.Track.ID != b.Track.ID || a.Track.Location != b.Track.Location {
			t.Errorf("item %d: %+v, want %+v", i, a, b)
		}
	}
}

func TestTheFirstStartAndAForeignPosition(t *testing.T) {
	d := Defaults{Volume: 40, Enhance: player.Enhance{Enabled: true, Intensity: 0.8}}
	s, play := Restore(Source{}, player.Limits{Max: 100, Startup: 100}, d)
	if play || s.Queue.Len() != 0 || s.Volume != 40 || !s.Enhance.Enabled || s.Enhance.Intensity != 0.8 {
		t.Errorf("%v %+v", play, s)
	}
	m := &memory{}
	New(m, m, nil).KeepQueue(played(t).Queue)
	m.Record, m.HasRecord = position.Record{ItemID: "q99", Path: "/elsewhere", Frame: 5000, Rate: 1000, Transport: "playing"}, true
	if s, play = Restore(m.Source, player.Limits{Max: 100}, d); play || s.Position != 0 || s.Queue.Index() != 0 {
		t.Errorf("a position of a track that isn't queued was taken: %v at %v", play, s.Position)
	}
}
