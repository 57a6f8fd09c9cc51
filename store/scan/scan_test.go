package scan_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"auralis/store"
	"auralis/store/scan"
)

// flac is the head of a FLAC file with a title; enough for the tags, not for a decoder.
func flac(title string) []byte {
	field := "TITLE=" + title
	c := binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(make([]byte, 4), 1), uint32(len(field)))
	c = append(c, field...)
	return append([]byte{'f', 'L', 'a', 'C', 0x84, 0, 0, byte(len(c))}, c...)
}

// probe takes what begins like FLAC and breaks down at "panic".
func probe(_ context.Context, path string) (scan.Stream, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return scan.Stream{}, err
	}
	if bytes.Contains(b, []byte("panic")) {
		panic("index out of range")
	}
	if !bytes.HasPrefix(b, []byte("fLaC")) {
		return scan.Stream{}, errors.New("not a known audio format")
	}
	return scan.Stream{Codec: "flac", Rate: 44100, Bits: 16, Channels: 2, Seconds: 1.5, Lossless: true}, nil
}

type world struct {
	*testing.T
	dir string
	db  *store.DB
	now time.Time
}

func newWorld(t *testing.T) *world {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	db, _, err := store.Open(store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return &world{t, dir, db, time.Unix(1e9, 0)}
}

func (w *world) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) path(name string) string { return filepath.Join(w.dir, name) }

// put writes a file with a time of its own.
func (w *world) put(name string, content []byte) {
	w.Helper()
	w.check(os.MkdirAll(filepath.Dir(w.path(name)), 0o755))
	w.check(os.WriteFile(w.path(name), content, 0o644))
	w.now = w.now.Add(time.Second)
	w.check(os.Chtimes(w.path(name), w.now, w.now))
}

func (w *world) scan(roots ...string) scan.Result {
	w.Helper()
	for i := range roots {
		roots[i] = w.path(roots[i])
	}
	r, err := scan.Run(context.Background(), w.db, scan.Options{Roots: roots, Probe: probe, Workers: 2})
	w.check(err)
	if !r.Complete || r.Seconds <= 0 {
		w.Errorf("%+v", r)
	}
	return r
}

// expect compares the counts: added, changed, removed, unchanged, failed.
func (w *world) expect(r scan.Result, counts ...int) {
	w.Helper()
	if got := []int{r.Added, r.Changed, r.Removed, r.Unchanged, r.Failed}; !slices.Equal(got, counts) {
		w.Errorf("added, changed, removed, unchanged, failed %v, want %v; %v", got, counts, r.Failures)
	}
	if len(r.Failures) != min(r.Failed, 1000) {
		w.Errorf("%d failures listed", len(r.Failures))
	}
}

func (w *world) titles() map[string]string {
	out := map[string]string{}
	for t := range w.db.View().Tracks() {
		rel, err := filepath.Rel(w.dir, t.Path)
		w.check(err)
		out[rel] = t.Title
	}
	return out
}

func TestScanFollowsWhatChanges(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		w.put(fmt.Sprintf("m/a/%d.flac", i), flac(fmt.Sprint("Song ", i)))
	}
	w.put("m/a/cover.jpg", []byte("x"))
	w.put("m/.hidden/x.flac", flac("hidden"))
	w.put("m/a/._0.flac", flac("fork"))
	w.put("m/A.FLAC", flac(""))
	w.put("m/bad\xffname.flac", flac("not UTF-8"))
	w.expect(w.scan("m"), 7, 0, 0, 0, 0)
	want := map[string]string{"m/A.FLAC": "A", "m/bad\xffname.flac": "not UTF-8"}
	for i := range 5 {
		want[fmt.Sprintf("m/a/%d.flac", i)] = fmt.Sprint("Song ", i)
	}
	if got := w.titles(); !maps.Equal(got, want) {
		t.Errorf("%q", got)
	}
	tr, ok := w.db.View().ByPath(w.path("m/a/3.flac"))
	if !ok || tr.Rate != 44100 || tr.Codec != "flac" || tr.Seconds != 1.5 || tr.Root != w.path("m") || !tr.Lossless || tr.ModTime == 0 {
		t.Errorf("%+v", tr)
	}
	before := w.db.View()
	w.expect(w.scan("m"), 0, 0, 0, 7, 0)
	if w.db.View() != before {
		t.Error("a scan without news committed something")
	}
	w.put("m/a/1.flac", flac("Sung 1")) // the same size
	w.check(os.Remove(w.path("m/a/2.flac")))
	w.check(os.RemoveAll(w.path("m/A.FLAC")))
	w.put("m/b/new.flac", flac("New"))
	w.expect(w.scan("m"), 1, 1, 2, 4, 0)
	if got := w.titles(); got["m/a/1.flac"] != "Sung 1" || got["m/b/new.flac"] != "New" || len(got) != 6 {
		t.Errorf("%q", got)
	}
}

func TestWhatCantBeReadIsNamedAndStays(t *testing.T) {
	w := newWorld(t)
	w.put("m/good.flac", flac("good"))
	w.put("m/sub/kept.flac", flac("kept"))
	w.put("m/noise.mp3", []byte("noise"))
	w.put("m/empty.wav", nil)
	w.put("m/panic.flac", append(flac("x"), "panic"...))
	r := w.scan("m")
	w.expect(r, 2, 0, 0, 0, 3)
	texts := fmt.Sprint(r.Failures)
	for _, want := range []string{"noise.mp3 not a known audio format", "empty.wav", "panic.flac its decoder broke down: index out of range"} {
		if !strings.Contains(texts, want) {
			t.Errorf("%q is not in %s", want, texts)
		}
	}
	w.put("m/good.flac", []byte("broken now"))
	w.expect(w.scan("m"), 0, 0, 0, 1, 4)
	if w.titles()["m/good.flac"] != "good" {
		t.Error("a track that can't be read any more is gone")
	}
	w.put("m/tags.flac", flac("cut off")[:20])
	if r := w.scan("m"); len(r.Warnings) != 1 || r.Warnings[0].Path != w.path("m/tags.flac") || r.Added != 1 {
		t.Errorf("%+v", r)
	}
	if os.Geteuid() == 0 {
		return // root reads every folder; the same path is taken for links that lead nowhere, below
	}
	w.check(os.Chmod(w.path("m/sub"), 0))
	defer func() { w.check(os.Chmod(w.path("m/sub"), 0o755)) }()
	w.scan("m")
	if w.titles()["m/sub/kept.flac"] != "kept" {
		t.Error("a folder without rights lost its tracks")
	}
}

func TestAMissingOrEmptyRootRemovesNothing(t *testing.T) {
	w := newWorld(t)
	w.put("disk/a.flac", flac("a"))
	w.put("other/b.flac", flac("b"))
	w.expect(w.scan("disk", "other"), 2, 0, 0, 0, 0)
	w.check(os.Rename(w.path("disk"), w.path("away")))
	r := w.scan("disk", "other")
	w.expect(r, 0, 0, 0, 1, 1)
	if r.Failures[0].Path != w.path("disk") {
		t.Errorf("%v", r.Failures)
	}
	w.check(os.Mkdir(w.path("disk"), 0o755)) // the mount point
	w.expect(w.scan("disk", "other"), 0, 0, 0, 1, 1)
	w.expect(w.scan("other"), 0, 0, 0, 1, 0) // a root that isn't asked for isn't touched
	if len(w.titles()) != 2 {
		t.Errorf("%v", w.titles())
	}
	w.put("disk/c.flac", flac("c"))
	w.expect(w.scan("disk", "other"), 1, 0, 1, 1, 0)
}

func TestLinksLoopsAndOverlappingRoots(t *testing.T) {
	w := newWorld(t)
	w.put("m/a/1.flac", flac("1"))
	w.put("m/a/b/2.flac", flac("2"))
	w.put("usb/3.flac", flac("3"))
	w.put("usb/single.flac", flac("4"))
	for link, to := range map[string]string{"m/a/b/up": "..", "m/self": ".", "m/usb": "../usb", "m/alias": "a/b", "m/two.flac": "a/b/2.flac",
		"m/nowhere": "/nonexistent/xyz", "m/l1": "l2", "m/l2": "l1", "root": "m"} {
		w.check(os.Symlink(to, w.path(link)))
	}
	r := w.scan("root", "m", "m/a", "usb")
	w.expect(r, 4, 0, 0, 0, 3) // nowhere, l1 and l2
	want := []string{"m/a/1.flac", "m/a/b/2.flac", "usb/3.flac", "usb/single.flac"}
	if got := slices.Sorted(maps.Keys(w.titles())); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	w.expect(w.scan("root", "m", "m/a", "usb"), 0, 0, 0, 4, 3)
	// The same folder under another configured name: nothing is read or lost.
	w.expect(w.scan("m"), 0, 0, 0, 4, 3)
	tr, _ := w.db.View().ByPath(w.path("m/a/1.flac"))
	if tr.Root != w.path("m") {
		t.Errorf("root %s", tr.Root)
	}
	// The disk behind the link goes: its tracks stay.
	w.check(os.Rename(w.path("usb"), w.path("gone")))
	w.expect(w.scan("m"), 0, 0, 0, 2, 4)
	if len(w.titles()) != 4 {
		t.Errorf("%v", w.titles())
	}
	// The link itself goes: they leave.
	w.check(os.Remove(w.path("m/usb")))
	w.expect(w.scan("m"), 0, 0, 2, 2, 3)
}

func TestCancelledScansRemoveNothingAndGoOnLater(t *testing.T) {
	w := newWorld(t)
	for i := range 60 {
		w.put(fmt.Sprintf("m/%02d.flac", i), flac(fmt.Sprint(i)))
	}
	w.put("m/z.flac", flac("z"))
	w.expect(w.scan("m"), 61, 0, 0, 0, 0)
	w.check(os.Remove(w.path("m/z.flac")))
	for i := range 60 {
		w.put(fmt.Sprintf("m/%02d.flac", i), flac(fmt.Sprint("new ", i)))
	}
	for after := 1; after < 60; after += 7 {
		ctx, cancel := context.WithCancel(context.Background())
		calls := 0
		r, err := scan.Run(ctx, w.db, scan.Options{Roots: []string{w.path("m")}, Workers: 1, Probe: func(ctx context.Context, p string) (scan.Stream, error) {
			if calls++; calls == after {
				cancel()
			}
			return probe(ctx, p)
		}})
		cancel()
		if !errors.Is(err, context.Canceled) || r.Complete || r.Removed != 0 {
			t.Errorf("%+v %v", r, err)
		}
		if w.db.View().Len() != 61 {
			t.Errorf("%d tracks", w.db.View().Len())
		}
	}
	r := w.scan("m")
	if r.Changed+r.Unchanged != 60 || r.Removed != 1 || r.Added != 0 {
		t.Errorf("%+v", r)
	}
}

// failing is a library whose disk is full.
type failing struct {
	*store.DB
	err error
}

func (f failing) Apply(context.Context, store.Batch) (store.Applied, error) {
	return store.Applied{}, f.err
}

func TestALibraryThatFailsEndsTheScan(t *testing.T) {
	w := newWorld(t)
	for i := range 3000 {
		w.put(fmt.Sprintf("m/%d.flac", i), flac("x"))
	}
	_, err := w.db.Load(context.Background())
	w.check(err)
	full := errors.New("no space left")
	if r, err := scan.Run(context.Background(), failing{w.db, full}, scan.Options{Roots: []string{w.path("m")}, Probe: probe}); !errors.Is(err, full) || r.Complete {
		t.Errorf("%+v %v", r, err)
	}
	var last scan.Progress
	r, err := scan.Run(context.Background(), w.db, scan.Options{Roots: []string{w.path("m")}, Probe: probe, Progress: func(p scan.Progress) { last = p }})
	if err != nil || r.Added != 3000 || last.Done != 3000 || last.Folder != w.path("m") {
		t.Errorf("%+v %+v %v", r, last, err)
	}
}
