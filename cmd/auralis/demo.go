package main

import (
	"context"
	"path/filepath"
	"strings"

	"auralis/audio/player"
	"auralis/deploy/demo"
	"auralis/store"
)

// demo makes the demo album and plays it, where nothing is queued.
func (p *parts) demo(ctx context.Context) {
	if p.ctl.State().Queue.Len() > 0 {
		return
	}
	p.log.Info("making a small album of demo music", "folder", p.demoDir())
	files, err := demo.Make(p.demoDir())
	if err != nil {
		p.log.Error("no demo music", "error", err)
		return
	}
	var tracks []player.Track
	for i, f := range files {
		_, title, _ := strings.Cut(strings.TrimSuffix(filepath.Base(f), ".flac"), " ")
		tracks = append(tracks, player.Track{
			ID: store.TrackID(f), Location: f, Title: title, Artist: demo.Artist, Album: demo.Album, AlbumArtist: demo.Artist, Number: i + 1,
		})
	}
	p.do(ctx, player.SetQueue{Tracks: tracks, Start: 0})
}

// demoDir is where the demo album lies.
func (p *parts) demoDir() string { return filepath.Join(p.dir, "demo") }
