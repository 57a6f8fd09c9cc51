package scan

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"auralis/store"
	"auralis/store/scan/tag"
)

// examine turns a found file into what is to be done with it.
func examine(ctx context.Context, known *store.View, probe Probe, e event) event {
	old, there := known.ByPath(e.path)
	if there && old.Size == e.size && old.ModTime == e.mtime {
		if old.Root == e.root {
			e.kind = fileSame
			return e
		}
		e.kind, e.moved, e.track = fileRead, true, old
		e.track.Root = e.root
		return e
	}
	stream, err := safely(ctx, probe, e.path)
	if err != nil {
		e.kind, e.err = fileFailed, cause(err)
		return e
	}
	tags, err := readTags(e.path, e.size)
	if err != nil && !errors.Is(err, tag.ErrDamaged) {
		e.kind, e.err = fileFailed, cause(err)
		return e
	}
	e.kind, e.err, e.track = fileRead, err, track(e, stream, tags)
	return e
}

// safely contains a panic of a decoder: the file fails, the scan goes on.
func safely(ctx context.Context, probe Probe, path string) (s Stream, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("its decoder broke down: %v", r)
		}
	}()
	return probe(ctx, path)
}

func readTags(path string, size int64) (t tag.Tags, err error) {
	f, err := os.Open(path)
	if err != nil {
		return t, err
	}
	t, err = tag.Read(f, size)
	return t, errors.Join(err, f.Close())
}

func track(e event, s Stream, t tag.Tags) store.Track {
	if t.Title == "" {
		name := filepath.Base(e.path)
		t.Title = strings.ToValidUTF8(strings.TrimSuffix(name, filepath.Ext(name)), "\uFFFD")
	}
	return store.Track{ID: store.TrackID(e.path), Path: e.path, Root: e.root, Size: e.size, ModTime: e.mtime, Title: t.Title, Artist: t.Artist,
		Album: t.Album, AlbumArtist: t.AlbumArtist, Genre: t.Genre, Year: t.Year, Number: t.Number, Disc: t.Disc, Codec: s.Codec, Rate: s.Rate,
		Bits: s.Bits, Channels: s.Channels, Seconds: s.Seconds, Lossless: s.Lossless, Gain: store.ReplayGain(t.Gain)}
}
