package main

import (
	"context"
	"path/filepath"
	"time"

	"auralis/audio/player"
	"auralis/store"
)

// library reads the library once music plays, and fills an empty queue with it.
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
	p.scanRoots(ctx)
	p.describe(ctx)
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
