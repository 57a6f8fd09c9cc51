// Package apitest is a player for the tests of the remotes: a real control goroutine over an engine that makes no sound
// but keeps time, and a small library.
package apitest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"auralis/audio"
	"auralis/audio/engine"
	"auralis/audio/player"
	"auralis/net/api"
)

// Engine does at once what a target asks for: the first track of a line is heard as soon as its epoch is new.
type Engine struct {
	mu     sync.Mutex // Direct comes from the control goroutine, Where from anywhere
	target *engine.Target
	from   time.Duration // position at since
	since  time.Time     // zero while nothing moves
	events chan engine.Event
}

// Direct follows a target.
func (e *Engine) Direct(t *engine.Target) {
	e.mu.Lock()
	defer e.mu.Unlock()
	before := e.target
	e.target = t
	if len(t.Line) == 0 {
		e.from, e.since = 0, time.Time{}
		return
	}
	if before == nil || before.Epoch != t.Epoch {
		e.from, e.since = t.Line[0].Start, time.Now()
		e.events <- engine.Joined{Epoch: t.Epoch, Instance: t.Line[0].Instance, Codec: "flac", Rate: 44100, Bits: 16}
		e.events <- engine.Planned{Instance: t.Line[0].Instance, Plan: []string{"Loudness −3.2 dB, toward −14 LUFS", "Tone: a little more air above 10 kHz (+1.5 dB)", "Peaks held at −1 dBTP"}}
		if !t.Paused {
			e.events <- engine.Heard{Epoch: t.Epoch, Instance: t.Line[0].Instance, Position: e.from}
		}
	}
	if t.Paused && !e.since.IsZero() {
		e.from, e.since = e.at(), time.Time{}
	} else if !t.Paused && e.since.IsZero() {
		e.since = time.Now()
	}
}

func (e *Engine) at() time.Duration {
	if e.since.IsZero() {
		return e.from
	}
	return e.from + time.Since(e.since)
}

// Where is what is heard.
func (e *Engine) Where() (audio.Epoch, audio.Instance, time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.target == nil || len(e.target.Line) == 0 {
		return 0, 0, 0
	}
	return e.target.Epoch, e.target.Line[0].Instance, e.at()
}

// Gain is the gain that was asked for last.
func (e *Engine) Gain() float32 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.target.Gain
}

// Levels gives steady levels.
func (e *Engine) Levels() (engine.Levels, bool) {
	return engine.Levels{Peak: [2]float64{-3, -4}, RMS: [2]float64{-20, -21}, Reduction: -1}, true
}

type forgetful struct{}

func (forgetful) KeepQueue(*player.Queue)    {}
func (forgetful) KeepSettings(*player.State) {}
func (forgetful) KeepPosition(*player.State) {}

// Player is a running player.
type Player struct {
	Control *player.Control
	Engine  *Engine
	Library Library
	stop    context.CancelFunc
	ended   sync.WaitGroup
}

// New starts a player with the first n tracks of the library in its queue, volume 50. It ends with the test.
func New(t testing.TB, n int) *Player { return With(t, n, player.Limits{Max: 100, Startup: 100}) }

// With is New with limits.
func With(t testing.TB, n int, limits player.Limits) *Player {
	t.Helper()
	p := &Player{Engine: &Engine{events: make(chan engine.Event, 1024)}, Library: NewLibrary(20)}
	q, err := (&player.Queue{}).Set(p.Library.All[:n], 0)
	if err != nil {
		t.Fatal(err)
	}
	q = player.Restore(q.Save()) // without an edit to undo
	first := player.NewState(limits, q, 0, 50, false, player.Enhance{Enabled: true, Intensity: 1})
	p.Control = player.NewControl(first, p.Engine, forgetful{}, player.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	p.stop = cancel
	p.ended.Go(func() { p.Control.Run(ctx) })
	p.ended.Go(func() {
		for {
			select {
			case e := <-p.Engine.events:
				p.Control.Report(e)
			case <-ctx.Done():
				return
			}
		}
	})
	t.Cleanup(p.Stop)
	return p
}

// Stop ends the player.
func (p *Player) Stop() {
	p.stop()
	p.ended.Wait()
}

// Handler is the API of the player, with everything there is.
func (p *Player) Handler(t testing.TB) *api.Handler {
	t.Helper()
	h, err := api.New(api.Parts{Control: p.Control, Instance: "test", Library: p.Library, Scanner: Scanner{}, System: system{}, Outputs: outputs{}, Settings: settings{}})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// Library is a library of some tracks, t0 … in /music.
type Library struct{ All []player.Track }

var albums = [...]struct{ artist, album string }{{"Mira Holt", "Tidal Rooms"}, {"The Long Way", "North of Here"}, {"Ana Sol & Quartet", "Evening Papers"}}

var titles = [...]string{"Low Water", "Harbour Lights", "A Slow Machine", "Glass", "Paper Lanterns", "What the River Said When Nobody Was Listening",
	"Second Floor", "Ember", "Nightbus", "Ohm"}

// NewLibrary makes n tracks.
func NewLibrary(n int) Library {
	var l Library
	for i := range n {
		a := albums[i/8%len(albums)]
		l.All = append(l.All, player.Track{ID: fmt.Sprintf("t%d", i), Location: fmt.Sprintf("/music/%02d.flac", i), Title: titles[i%len(titles)],
			Artist: a.artist, Album: a.album, Number: i%8 + 1, Duration: time.Duration(150+17*i) * time.Second})
	}
	return l
}

// Track finds by id.
func (l Library) Track(id string) (player.Track, bool) {
	for _, t := range l.All {
		if t.ID == id {
			return t, true
		}
	}
	return player.Track{}, false
}

// File finds by path.
func (l Library) File(location string) (player.Track, error) {
	for _, t := range l.All {
		if t.Location == location {
			return t, nil
		}
	}
	return player.Track{}, fmt.Errorf("%s: not in a folder of the library", location)
}

// Tracks gives a page.
func (l Library) Tracks(offset, limit int, sort string) ([]player.Track, int) {
	n := len(l.All)
	offset = min(offset, n)
	return l.All[offset:min(n, offset+limit)], n
}

// Search finds by a part of the title.
func (l Library) Search(words string, limit int) (found []player.Track) {
	for _, t := range l.All {
		if strings.Contains(strings.ToLower(t.Title), strings.ToLower(words)) && len(found) < limit {
			found = append(found, t)
		}
	}
	return found
}

// Stats counts.
func (l Library) Stats() api.LibraryStats { return api.LibraryStats{Ready: true, Tracks: len(l.All)} }

// Scanner takes /music alone.
type Scanner struct{}

// Scan begins nothing.
func (Scanner) Scan(dirs []string) error {
	for _, d := range dirs {
		if d != "/music" {
			return errors.New(d + ": not a folder of the library")
		}
	}
	return nil
}

type system struct{}

func (system) Info() api.Info { return api.Info{Name: "Kitchen", Version: "test"} }

type outputs struct{}

func (outputs) Devices(context.Context) ([]api.Device, error) {
	return []api.Device{{Spec: "clock", Name: "clock"}}, nil
}

func (outputs) Select(_ context.Context, spec string) error {
	if spec != "clock" {
		return errors.New("no output " + spec)
	}
	return nil
}

type settings struct{}

func (settings) Settings() []api.Setting {
	return []api.Setting{{Key: "http.listen", Value: ":8080", Source: "default"}}
}
