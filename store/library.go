package store

import (
	"context"
	"errors"
	"fmt"
	"io"

	bolt "go.etcd.io/bbolt"
)

// Batch is one change of the library, all of it or nothing.
type Batch struct {
	Put      []Track             // added or replaced by ID, which Apply sets from the path
	Remove   []string            // ids; unknown ones are ignored
	Analyses map[string]Analysis // by id; of a track that isn't there they are ignored
}

// Applied counts what a Batch did.
type Applied struct {
	Added, Changed, Removed, Analysed int
}

// Loaded says what Load found.
type Loaded struct {
	Opened            // Recovered where the database was damaged and is now empty
	Tracks        int // in the library
	DamagedTracks int // records left out; the next scan brings them back
}

// Load reads the library and publishes its View. It is called once after Open, from a goroutine of its own where music is
// to start before: it takes about a second per 100 000 tracks on a slow card. A database that turns out damaged is moved
// aside and made anew, with the queue and the settings. The error is the context's, ErrClosed or the disk's.
func (d *DB) Load(ctx context.Context) (Loaded, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.load(ctx)
}

func (d *DB) load(ctx context.Context) (Loaded, error) {
	var out Loaded
	entries, err := d.readTracks(ctx, &out)
	if errors.Is(err, ErrCorrupt) {
		entries = nil
		err = d.rebuild(err.Error(), &out.Opened)
	}
	if err != nil {
		return Loaded{}, err
	}
	d.view.Store(d.view.Load().with(change{put: entries}))
	d.loaded = true
	out.Tracks = len(entries)
	return out, nil
}

func (d *DB) readTracks(ctx context.Context, out *Loaded) ([]*entry, error) {
	var entries []*entry
	shared := sharing{}
	err := d.use(ctx, false, func(tx *bolt.Tx) error {
		if err := check(tx); err != nil {
			return err
		}
		n := 0
		return tx.Bucket(bucketTracks).ForEach(func(k, v []byte) error {
			if n++; n%1000 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			t, err := decodeTrack(string(k), v)
			if err != nil {
				out.DamagedTracks++ // counted, left out; nothing else hangs on it
				return nil
			}
			entries = append(entries, newEntry(shared.in(t)))
			return nil
		})
	})
	return entries, err
}

// sharing keeps one copy of a text that many tracks have.
type sharing map[string]string

func (s sharing) in(t Track) Track {
	for _, p := range []*string{&t.Root, &t.Artist, &t.Album, &t.AlbumArtist, &t.Genre, &t.Codec} {
		if one, ok := s[*p]; ok {
			*p = one
		} else {
			s[*p] = *p
		}
	}
	return t
}

// check lets bbolt follow every page. A contradiction now would be a panic in some later commit.
func check(tx *bolt.Tx) error {
	var first error
	for err := range tx.Check() { // to its end: the goroutine behind it waits to be heard
		if first == nil {
			first = fmt.Errorf("%w: %w", ErrCorrupt, err)
		}
	}
	return first
}

// rebuild replaces the file while the store is open; d.mu is held.
func (d *DB) rebuild(reason string, done *Opened) error {
	closed := contain(d.bolt.Close)
	d.bolt = nil
	if closed != nil {
		done.Warnings = append(done.Warnings, closed)
	}
	if err := d.recover(reason, done); err != nil {
		return err
	}
	return d.restoreValues()
}

// Apply commits a batch and publishes the View with it before it returns. What a Put doesn't know, the analysis of the same
// file, is kept from the record that is there, within the transaction. After an error nothing has changed.
func (d *DB) Apply(ctx context.Context, b Batch) (Applied, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.loaded {
		if _, err := d.load(ctx); err != nil {
			return Applied{}, err
		}
	}
	var done Applied
	var c change
	err := d.use(ctx, true, func(tx *bolt.Tx) error {
		done, c = Applied{}, change{}
		w := writer{bucket: tx.Bucket(bucketTracks), done: &done, change: &c}
		for _, t := range b.Put {
			if err := w.put(t); err != nil {
				return err
			}
		}
		for id, a := range b.Analyses {
			if err := w.analyse(id, a); err != nil {
				return err
			}
		}
		for _, id := range b.Remove {
			if err := w.remove(id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Applied{}, fmt.Errorf("library: %w", err)
	}
	if done != (Applied{}) {
		d.view.Store(d.view.Load().with(c))
	}
	return done, nil
}

// writer collects what a transaction changes, for the view.
type writer struct {
	bucket *bolt.Bucket
	done   *Applied
	change *change
}

// old gives the record that is there; a damaged one is as good as none.
func (w writer) old(id string) (Track, bool) {
	v := w.bucket.Get([]byte(id))
	if v == nil {
		return Track{}, false
	}
	t, err := decodeTrack(id, v)
	return t, err == nil
}

func (w writer) put(t Track) error {
	if t.Path == "" {
		return errors.New("a track without a path")
	}
	t.ID = TrackID(t.Path)
	old, there := w.old(t.ID)
	if there && !t.Analysis.Known && old.Size == t.Size && old.ModTime == t.ModTime {
		t.Analysis = old.Analysis
	}
	if there {
		w.done.Changed++
	} else {
		w.done.Added++
	}
	return w.store(t)
}

func (w writer) analyse(id string, a Analysis) error {
	t, there := w.old(id)
	if !there {
		return nil
	}
	t.Analysis = a
	w.done.Analysed++
	return w.store(t)
}

func (w writer) store(t Track) error {
	w.change.put = append(w.change.put, newEntry(t))
	return w.bucket.Put([]byte(t.ID), t.encode())
}

func (w writer) remove(id string) error {
	if w.bucket.Get([]byte(id)) == nil {
		return nil
	}
	w.done.Removed++
	w.change.remove = append(w.change.remove, id)
	return w.bucket.Delete([]byte(id))
}

// Backup writes a consistent copy of the database; changes go on meanwhile.
func (d *DB) Backup(out io.Writer) error {
	d.mu.Lock()
	db := d.bolt
	d.mu.Unlock()
	if db == nil {
		return ErrClosed
	}
	return contain(func() error {
		return db.View(func(tx *bolt.Tx) error {
			_, err := tx.WriteTo(out)
			return err
		})
	})
}

// OpenTransactions counts the transactions that are open now: 0 where nobody is at work.
func (d *DB) OpenTransactions() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.bolt == nil {
		return 0
	}
	return d.bolt.Stats().OpenTxN
}
