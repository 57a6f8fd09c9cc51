package api

import (
	"context"

	"auralis/audio/player"
)

// Parts is what a Handler works with. Control must be given; a method whose part is nil answers CodeUnavailable.
type Parts struct {
	Control  *player.Control
	Instance string // tells this start of the process from others; NewInstance makes one
	Library  Library
	Scanner  Scanner
	System   System
	Outputs  Outputs
	Settings Settings
}

// Library answers queries from a view in memory: no method blocks.
type Library interface {
	// Track finds a track by its id.
	Track(id string) (player.Track, bool)
	// File gives the track of a path or a URL. The error says why it may not be played, or isn't there: a remote must not
	// be able to open what lies outside the library.
	File(location string) (player.Track, error)
	// Tracks is a page of all tracks in the order of Sorts that was asked for, and how many there are.
	Tracks(offset, limit int, sort string) (page []player.Track, total int)
	// Search gives the tracks that match all words, best first.
	Search(words string, limit int) []player.Track
	// Stats counts.
	Stats() LibraryStats
}

// Sorts are the orders a Library knows; the first is the default.
func Sorts() []string { return []string{"folder", "title", "artist", "album"} }

// LibraryStats counts what the library has.
type LibraryStats struct {
	Ready    bool    `json:"ready"` // false while it is being read
	Version  uint64  `json:"version"`
	Tracks   int     `json:"tracks"`
	Artists  int     `json:"artists"`
	Albums   int     `json:"albums"`
	Seconds  float64 `json:"seconds"`
	Scanning bool    `json:"scanning"`
}

// Scanner looks for new files.
type Scanner interface {
	// Scan begins a scan of folders, of all roots where there are none, and returns at once. The error says which folder
	// can't be scanned and why.
	Scan(dirs []string) error
}

// Info is what there is to know of the player itself.
type Info struct {
	Name     string  `json:"name"`    // of the player, for people
	Version  string  `json:"version"` // of the program
	Instance string  `json:"instance"`
	Uptime   float64 `json:"uptime"` // seconds
	Board    string  `json:"board"`  // "" = unknown
	Go       string  `json:"go"`
	Arch     string  `json:"arch"`
}

// System tells about the player itself. Instance of what it returns is filled in by the Handler.
type System interface{ Info() Info }

// Device is one place that sound can go to.
type Device struct {
	Spec        string `json:"spec"` // as `auralis run --output` takes it
	Name        string `json:"name"`
	Description string `json:"description"`
}

// Outputs lists and chooses where the sound goes.
type Outputs interface {
	// Devices lists what is there now.
	Devices(ctx context.Context) ([]Device, error)
	// Select changes the output. The error says what is wrong with the spec.
	Select(ctx context.Context, spec string) error
}

// Setting is a key of the configuration.
type Setting struct {
	Key    string `json:"key"`
	Value  any    `json:"value"`
	Source string `json:"source"` // default, page, a file with its line, environment, a flag
	Locked bool   `json:"locked"` // set from outside: the page can't change it
}

// Settings lists the configuration, without anything secret.
type Settings interface{ Settings() []Setting }
