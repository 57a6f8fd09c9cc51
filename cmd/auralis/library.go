package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"auralis/audio/player"
	"auralis/net/api"
	"auralis/store"
)

// library reads the library once music plays, brings it up to date and gives the queue its titles.
func (p *parts) library(ctx context.Context) {
	loaded, err := p.db.Load(ctx)
	if err != nil {
		if ctx.Err() == nil {
			p.log.Error("the library can't be read: music goes on without it", "error", err)
		}
		return
	}
	p.tellOpened(loaded.Opened)
	p.describe(ctx)
	if err := p.scanner.Scan(nil); err != nil && len(p.cfg.Library.Roots) > 0 {
		p.log.Warn("no scan", "error", err)
	}
}

// describe gives the queued tracks the titles that the library knows.
func (p *parts) describe(ctx context.Context) {
	q := p.ctl.State().Queue
	view := p.db.View()
	var known []player.Track
	for _, item := range q.Items(0, q.Len()) {
		if t, ok := view.Track(item.Track.ID); ok {
			known = append(known, playerTrack(t))
		}
	}
	if len(known) > 0 {
		p.do(ctx, player.Describe{Tracks: known})
	}
}

// playerTrack is a track of the library as the player takes it.
func playerTrack(t store.Track) player.Track {
	title := t.Title
	if title == "" {
		title = filepath.Base(t.Path)
	}
	return player.Track{
		ID: t.ID, Location: t.Path, Title: title, Artist: t.Artist, Album: t.Album, AlbumArtist: t.AlbumArtist, Disc: t.Disc,
		Number: t.Number, Duration: time.Duration(t.Seconds * float64(time.Second)),
	}
}

// catalog answers the remotes' queries from the library's view.
type catalog struct{ p *parts }

// Track finds a track by id.
func (c catalog) Track(id string) (player.Track, bool) {
	t, ok := c.p.db.View().Track(id)
	if !ok {
		return player.Track{}, false
	}
	return playerTrack(t), true
}

// File gives the track of a path that lies in the library's folders.
func (c catalog) File(location string) (player.Track, error) {
	path, err := filepath.EvalSymlinks(location)
	if err != nil {
		return player.Track{}, fmt.Errorf("%s: is not there", location)
	}
	if path, err = filepath.Abs(path); err != nil {
		return player.Track{}, err
	}
	if t, ok := c.p.db.View().ByPath(path); ok {
		return playerTrack(t), nil
	}
	for _, root := range c.p.roots() {
		if real, err := filepath.EvalSymlinks(root); err == nil && strings.HasPrefix(path, real+string(os.PathSeparator)) {
			if st, err := os.Stat(path); err != nil || !st.Mode().IsRegular() {
				return player.Track{}, fmt.Errorf("%s: not a file", location)
			}
			return player.Track{ID: store.TrackID(path), Location: path, Title: filepath.Base(path)}, nil
		}
	}
	return player.Track{}, errors.New("the file isn't in the library: only what lies in its folders may be played (configuration key library.roots)")
}

// Tracks is a page of all tracks.
func (c catalog) Tracks(offset, limit int, sort string) ([]player.Track, int) {
	view := c.p.db.View()
	if sort == "" || sort == "folder" {
		var page []player.Track
		for _, t := range view.Page(offset, limit) {
			page = append(page, playerTrack(t))
		}
		return page, view.Len()
	}
	all := slices.Collect(view.Tracks())
	by := func(t store.Track) string {
		switch sort {
		case "artist":
			return strings.ToLower(t.Artist)
		case "album":
			return strings.ToLower(t.Album)
		}
		return strings.ToLower(playerTrack(t).Title)
	}
	slices.SortStableFunc(all, func(a, b store.Track) int {
		return cmp.Or(cmp.Compare(by(a), by(b)), cmp.Compare(a.Album, b.Album), cmp.Compare(a.Disc, b.Disc), cmp.Compare(a.Number, b.Number))
	})
	var page []player.Track
	for _, t := range all[min(offset, len(all)):min(offset+limit, len(all))] {
		page = append(page, playerTrack(t))
	}
	return page, len(all)
}

// Search gives the tracks that match all words.
func (c catalog) Search(words string, limit int) []player.Track {
	var found []player.Track
	for _, t := range c.p.db.View().Search(words, limit) {
		found = append(found, playerTrack(t))
	}
	return found
}

// findLimit is how many tracks play_media takes.
const findLimit = 500

// Find is what MQTT's play_media searches.
func (c catalog) Find(text string) []player.Track { return c.Search(text, findLimit) }

// Stats counts.
func (c catalog) Stats() api.LibraryStats {
	view := c.p.db.View()
	s := api.LibraryStats{Ready: view.Ready(), Version: view.Version(), Tracks: view.Len(), Scanning: c.p.scanner.busy()}
	artists, albums := map[string]bool{}, map[string]bool{}
	for t := range view.Tracks() {
		artists[t.Artist] = true
		albums[t.AlbumArtist+"\x00"+t.Album] = true
		s.Seconds += t.Seconds
	}
	s.Artists, s.Albums = len(artists), len(albums)
	return s
}

// roots are the folders that are scanned and played from: the demo album's is one where it was asked for.
func (p *parts) roots() []string {
	roots := slices.Clone(p.cfg.Library.Roots)
	if _, err := os.Stat(p.demoDir()); err == nil {
		roots = append(roots, p.demoDir())
	}
	return roots
}
