package store

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
)

func mustOpen(t *testing.T, dir string) (*DB, Opened) {
	t.Helper()
	d, o, err := Open(Options{Dir: dir, LockWait: 10 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return d, o
}

func mustClose(t *testing.T, d *DB) {
	t.Helper()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

func sampleTrack(n int) Track {
	return Track{Path: filepath.Join("/music", string(rune('a'+n%26)), strings.Repeat("x", n)+".flac"), Root: "/music", Title: "Title", Number: n + 1,
		Size: int64(n), Rate: 44100, Seconds: 3}
}

var (
	sampleSettings = Settings{Volume: 33, Repeat: "all", Shuffle: true, Enhance: Enhance{true, "warm", 0.5}, Page: map[string]any{"audio.max_volume": 80.0}}
	sampleQueue    = Queue{NextID: 3, Index: 1, Items: []QueueItem{{"1", TrackID("/a/b"), "/a/b"}, {"2", "", "http://x/\xff"}}, Original: []string{"2", "1"}}
)

// fill opens a folder with three tracks, settings and a queue, and closes it.
func fill(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	d, o := mustOpen(t, dir)
	if !o.Created || o.Recovered {
		t.Fatalf("%+v", o)
	}
	if _, ok := d.Settings(); ok {
		t.Error("settings out of nothing")
	}
	if _, ok := d.Queue(); ok {
		t.Error("a queue out of nothing")
	}
	if _, err := d.Apply(context.Background(), Batch{Put: []Track{sampleTrack(0), sampleTrack(1), sampleTrack(2)}}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.SaveSettings(sampleSettings), d.SaveQueue(sampleQueue)); err != nil {
		t.Fatal(err)
	}
	mustClose(t, d)
	return dir
}

// expect opens a folder and looks for what fill put there.
func expect(t *testing.T, dir string, tracks int) Opened {
	t.Helper()
	d, o := mustOpen(t, dir)
	defer mustClose(t, d)
	loaded, err := d.Load(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if loaded.Tracks != tracks || d.View().Len() != tracks {
		t.Errorf("%d tracks, want %d", loaded.Tracks, tracks)
	}
	if s, ok := d.Settings(); !ok || !reflect.DeepEqual(s, sampleSettings) {
		t.Errorf("settings %+v %v", s, ok)
	}
	if q, ok := d.Queue(); !ok || !reflect.DeepEqual(q, sampleQueue) {
		t.Errorf("queue %+v %v", q, ok)
	}
	if loaded.Recovered {
		o.Recovered, o.Reason, o.Moved = true, loaded.Reason, loaded.Moved
	}
	return o
}

func TestWhatWasSavedIsThereAgain(t *testing.T) {
	dir := fill(t)
	o := expect(t, dir, 3)
	if o.Created || o.Recovered || len(o.Warnings) > 0 {
		t.Errorf("%+v", o)
	}
	names := entries(t, dir)
	if want := []string{"auralis.db", "auralis.lock", "cursor.slots", "queue.side", "settings.side"}; !slices.Equal(names, want) {
		t.Errorf("files %v", names)
	}
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

func TestADamagedDatabaseIsMovedAsideAndLosesNoQueue(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"zeros":           func(b []byte) []byte { return make([]byte, len(b)) },
		"empty":           func([]byte) []byte { return nil },
		"short":           func([]byte) []byte { return []byte("hello") },
		"cut in the half": func(b []byte) []byte { return b[:len(b)/2] },
		"metas only":      func(b []byte) []byte { return b[:2*os.Getpagesize()] },
		"noise behind the metas": func(b []byte) []byte {
			for i := 2 * os.Getpagesize(); i < len(b); i++ {
				b[i] = byte(i * 7)
			}
			return b
		},
		"zeros behind the metas": func(b []byte) []byte { clear(b[2*os.Getpagesize():]); return b },
	} {
		t.Run(name, func(t *testing.T) {
			dir := fill(t)
			path := filepath.Join(dir, fileName)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			damaged := damage(slices.Clone(b))
			if err := os.WriteFile(path, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			o := expect(t, dir, 0)
			if !o.Recovered || o.Reason == "" || !strings.HasPrefix(o.Moved, path+".corrupt-") {
				t.Fatalf("%+v", o)
			}
			if got, err := os.ReadFile(o.Moved); err != nil || len(got) != len(damaged) {
				t.Errorf("moved file: %d bytes, %v", len(got), err)
			}
			if o := expect(t, dir, 0); o.Recovered {
				t.Errorf("and again: %+v", o)
			}
		})
	}
}

func TestDamagedFilesAreKeptThreeTimesOnly(t *testing.T) {
	dir := fill(t)
	for range 6 {
		if err := os.WriteFile(filepath.Join(dir, fileName), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		expect(t, dir, 0)
	}
	n := 0
	for _, name := range entries(t, dir) {
		if strings.Contains(name, ".corrupt-") {
			n++
		}
	}
	if n != kept {
		t.Errorf("%d damaged files", n)
	}
}

func TestEitherCopyOfAValueIsEnough(t *testing.T) {
	for _, name := range []string{"settings.side", "queue.side"} {
		for _, content := range []string{"", "nonsense"} {
			dir := fill(t)
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if o := expect(t, dir, 3); len(o.Warnings) != 1 || !strings.Contains(o.Warnings[0].Error(), name) {
				t.Errorf("warnings %v", o.Warnings)
			}
			if o := expect(t, dir, 3); len(o.Warnings) != 0 {
				t.Errorf("the side file wasn't repaired: %v", o.Warnings)
			}
		}
	}
}

func TestTheNewerCopyOfAValueWins(t *testing.T) {
	dir := fill(t)
	old, err := os.ReadFile(filepath.Join(dir, "settings.side"))
	if err != nil {
		t.Fatal(err)
	}
	d, _ := mustOpen(t, dir)
	changed := sampleSettings
	changed.Volume = 1
	if err := d.SaveSettings(changed); err != nil {
		t.Fatal(err)
	}
	mustClose(t, d)
	if err := os.WriteFile(filepath.Join(dir, "settings.side"), old, 0o600); err != nil { // as if the cut came between the two
		t.Fatal(err)
	}
	d, _ = mustOpen(t, dir)
	if s, _ := d.Settings(); s.Volume != 1 {
		t.Errorf("volume %d", s.Volume)
	}
	mustClose(t, d)
}

func TestALockedFolderNamesTheHolder(t *testing.T) {
	dir := t.TempDir()
	d, _ := mustOpen(t, dir)
	_, _, err := Open(Options{Dir: dir, LockWait: time.Millisecond})
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), "process ") || !strings.Contains(err.Error(), "auralis ctl") {
		t.Error(err)
	}
	mustClose(t, d)
	d, _ = mustOpen(t, dir)
	mustClose(t, d)

	// Another program has the database file itself.
	other, err := bolt.Open(filepath.Join(dir, fileName), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Open(Options{Dir: dir, LockWait: time.Millisecond}); !errors.Is(err, ErrLocked) {
		t.Error(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAFolderThatCantBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Open(Options{Dir: filepath.Join(file, "x")}); err == nil || !strings.Contains(err.Error(), "data.dir") {
		t.Error(err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, fileName), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Open(Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "is no file") {
		t.Error(err)
	}
}

// later is migrations as they may look in two versions' time.
func later(fail error) []migration {
	return append(migrations(),
		migration{2, "a bucket", func(tx *bolt.Tx) error { _, err := tx.CreateBucket([]byte("more")); return err }},
		migration{3, "a key", func(tx *bolt.Tx) error {
			if fail != nil {
				return fail
			}
			return tx.Bucket([]byte("more")).Put([]byte("k"), []byte("v"))
		}})
}

func TestMigration(t *testing.T) {
	dir := fill(t)
	broken := errors.New("broken step")
	_, _, err := Open(Options{Dir: dir, steps: later(broken)})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "step 3 (a key)") || !strings.Contains(err.Error(), ".v1-") {
		t.Error(err)
	}
	expect(t, dir, 3) // the old program still opens it
	d, o, err := Open(Options{Dir: dir, steps: later(nil)})
	if err != nil {
		t.Fatal(err)
	}
	if o.Migrated != 1 {
		t.Errorf("%+v", o)
	}
	if l, err := d.Load(context.Background()); err != nil || l.Tracks != 3 {
		t.Errorf("%+v %v", l, err)
	}
	mustClose(t, d)
	if _, _, err := Open(Options{Dir: dir}); !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "version 3") {
		t.Error(err)
	}
	// The backup is a whole database of the old version.
	if err := os.Rename(o.Backup, filepath.Join(dir, fileName)); err != nil {
		t.Fatal(err)
	}
	expect(t, dir, 3)
	d, o, err = Open(Options{Dir: t.TempDir(), steps: later(nil)})
	if err != nil || o.Migrated != 0 || !o.Created {
		t.Errorf("%+v %v", o, err)
	}
	err = d.bolt.View(func(tx *bolt.Tx) error {
		if v := tx.Bucket(bucketMeta).Get(keySchema); binary.BigEndian.Uint64(v) != 3 {
			t.Errorf("schema %v", v)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	mustClose(t, d)
}

func TestMigrationsAreNumberedWithoutAGap(t *testing.T) {
	for i, m := range migrations() {
		if m.number != uint64(i+1) || m.what == "" {
			t.Errorf("%d: %+v", i, m)
		}
	}
}

func TestAfterCloseEverythingAnswers(t *testing.T) {
	d, _ := mustOpen(t, t.TempDir())
	mustClose(t, d)
	mustClose(t, d)
	_, apply := d.Apply(context.Background(), Batch{})
	for _, err := range []error{apply, d.SaveQueue(sampleQueue), d.SaveSettings(sampleSettings), d.Backup(nil)} {
		if !errors.Is(err, ErrClosed) {
			t.Error(err)
		}
	}
}
