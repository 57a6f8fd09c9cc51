package api_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"auralis/audio/player"
	"auralis/net/api"
	"auralis/net/api/apitest"
)

// The names of docs and dashboards. None may go; more may come.
func TestTheSnapshotHasItsNames(t *testing.T) {
	h := apitest.New(t, 1).Handler(t)
	b, err := h.SnapshotJSON(h.Control.State())
	if err != nil {
		t.Fatal(err)
	}
	var s map[string]any
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"instance", "version", "transport", "track.id", "track.title", "track.artist", "track.album", "position", "duration",
		"volume", "muted", "queue.version", "queue.index", "queue.length", "repeat", "shuffle", "enhance.enabled", "enhance.preset",
		"enhance.intensity", "enhance.plan", "output.name", "underruns"} {
		if get(s, path) == nil {
			t.Errorf("no %s in %s", path, b)
		}
	}
	if _, ok := s["error"]; !ok {
		t.Error("no error")
	}
	if s["duration"] != 150.0 || get(s, "track.id") != "t0" {
		t.Errorf("%s", b)
	}
}

func TestTracksOnTheWire(t *testing.T) {
	for _, c := range []struct {
		in    player.Track
		title string
	}{
		{player.Track{Title: "A", Location: "/x/b.flac"}, "A"},
		{player.Track{Location: "/x/b.c.flac"}, "b.c"},
		{player.Track{Location: "/x/.flac"}, ".flac"},
		{player.Track{Location: "http://radio/stream"}, "stream"},
		{player.Track{}, "."},
	} {
		if got := api.NewTrack(&c.in); got.Title != c.title {
			t.Errorf("%+v: %q, want %q", c.in, got.Title, c.title)
		}
	}
	b, err := json.Marshal(api.NewTrack(&player.Track{ID: "x", Title: "caf\xe9", Location: "/secret/place.flac", Duration: 1234567 * time.Microsecond}))
	if err != nil || !slices.Equal(b, []byte(`{"id":"x","title":"caf\ufffd","artist":"","album":"","album_artist":"","disc":0,"number":0,"duration":1.235}`)) {
		t.Errorf("%s, %v", b, err)
	}
}
