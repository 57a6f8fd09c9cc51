package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"

	"auralis/audio/player"
	"auralis/store/scan"
)

// scanner runs one scan at a time; one that is asked for meanwhile follows it.
type scanner struct {
	p       *parts
	wanted  chan []string
	running atomic.Bool
}

func newScanner(p *parts) *scanner { return &scanner{p: p, wanted: make(chan []string, 1)} }

func (s *scanner) busy() bool { return s.running.Load() }

// Scan asks for a scan of folders below the roots, of all roots where there are none.
func (s *scanner) Scan(dirs []string) error {
	roots := s.p.roots()
	if len(roots) == 0 {
		return errors.New("there is no folder of music: name one with --music or the configuration key library.roots")
	}
	for _, d := range dirs {
		if !slices.Contains(roots, filepath.Clean(d)) {
			return fmt.Errorf("%s is none of the library's folders", d)
		}
	}
	select {
	case s.wanted <- dirs:
	default: // one waits already, and covers this
	}
	return nil
}

// run is the scanner's goroutine.
func (s *scanner) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wanted:
		}
		s.running.Store(true)
		r, err := scan.Run(ctx, s.p.db, scan.Options{Roots: s.p.roots(), Probe: probeStream, Workers: 1})
		s.running.Store(false)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			s.p.log.Error("the scan broke off", "error", err)
		}
		for _, f := range r.Failures[:min(len(r.Failures), 20)] {
			s.p.log.Warn("not in the library", "file", f)
		}
		s.p.log.Info("library scanned", "added", r.Added, "changed", r.Changed, "removed", r.Removed, "unchanged", r.Unchanged,
			"failed", r.Failed, "seconds", r.Seconds)
		s.p.ctl.Announce(player.Notice{Kind: "library", Data: r})
		s.p.describe(ctx)
	}
}

// probeStream opens a file as playback would and tells its properties.
func probeStream(_ context.Context, path string) (scan.Stream, error) {
	m, err := openMedia(path)
	if err != nil {
		return scan.Stream{}, err
	}
	defer m.Close() //nolint:errcheck // it was only read
	i := m.Info()
	s := scan.Stream{Codec: i.Codec, Rate: i.Rate, Bits: i.Bits, Channels: i.Channels, Lossless: i.Lossless}
	if i.Frames > 0 {
		s.Seconds = float64(i.Frames) / float64(i.Rate)
	}
	return s, nil
}
