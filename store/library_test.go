package store

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"

	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"
)

func drawTrack(t *rapid.T) Track {
	word := rapid.SampledFrom([]string{"", "Café", "the", "Straße", "Don't Stop", "a\xff", "II"})
	return Track{Path: fmt.Sprintf("/m/%d/%d.flac", rapid.IntRange(0, 3).Draw(t, "dir"), rapid.IntRange(0, 9).Draw(t, "file")), Root: "/m",
		Title: word.Draw(t, "title"), Artist: word.Draw(t, "artist"), Album: word.Draw(t, "album"), Number: rapid.IntRange(0, 3).Draw(t, "number"),
		Size: rapid.Int64Range(0, 2).Draw(t, "size"), Rate: 96000, Seconds: rapid.Float64Range(0, 1e4).Draw(t, "s"), Year: rapid.IntRange(0, 2030).Draw(t, "year"),
		Gain: ReplayGain{HasTrack: rapid.Bool().Draw(t, "gain"), TrackDB: rapid.Float64Range(-20, 20).Draw(t, "dB")}}
}

// A store and a map get the same batches, and now and then the store is opened anew; they agree always, and so does every
// view with what it was.
func TestLibraryAgainstAMap(t *testing.T) {
	open := func(dir string) *DB {
		d, _ := mustOpen(t, dir)
		d.bolt.NoSync = true // hundreds of commits; what survives a cut is other tests' affair
		return d
	}
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		d := open(dir)
		defer func() { mustClose(t, d) }()
		model := map[string]Track{}
		var oldView *View
		var oldLen int
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			if rapid.IntRange(0, 3).Draw(rt, "reopen") == 0 {
				mustClose(t, d)
				d = open(dir)
				if d.View().Ready() || d.View().Len() != 0 {
					rt.Fatal("a view before Load")
				}
				if rapid.Bool().Draw(rt, "load") {
					if l, err := d.Load(context.Background()); err != nil || l.Tracks != len(model) || l.DamagedTracks != 0 {
						rt.Fatalf("%+v %v", l, err)
					}
				}
			}
			b := Batch{Put: rapid.SliceOfN(rapid.Custom(drawTrack), 0, 5).Draw(rt, "put"), Analyses: map[string]Analysis{}}
			var want Applied
			for i := range b.Put {
				p := b.Put[i]
				p.ID = TrackID(p.Path)
				old, there := model[p.ID]
				if there {
					want.Changed++
					if old.Size == p.Size {
						p.Analysis = old.Analysis
					}
				} else {
					want.Added++
				}
				model[p.ID] = p
			}
			known := slices.Sorted(maps.Keys(model))
			if len(known) > 0 {
				id := rapid.SampledFrom(known).Draw(rt, "analysed")
				a := Analysis{Known: true, Version: 2, LUFS: math.Inf(-1), TruePeak: -1.5, Bands: [7]float64{0.5, 0.5}}
				b.Analyses[id], b.Analyses["unknown"] = a, a
				p := model[id]
				p.Analysis = a
				model[id] = p
				want.Analysed = 1
				b.Remove = []string{rapid.SampledFrom(known).Draw(rt, "removed"), "unknown"}
				delete(model, b.Remove[0])
				want.Removed = 1
			}
			got, err := d.Apply(context.Background(), b)
			if err != nil || got != want {
				rt.Fatalf("%+v, want %+v, %v", got, want, err)
			}
			agree(rt, d.View(), model)
			if oldView != nil && oldView.Len() != oldLen {
				rt.Fatal("an old view changed")
			}
			oldView, oldLen = d.View(), d.View().Len()
			if n := d.OpenTransactions(); n != 0 {
				rt.Fatalf("%d transactions are open", n)
			}
		}
	})
}

func agree(t *rapid.T, v *View, model map[string]Track) {
	if v.Len() != len(model) {
		t.Fatalf("%d tracks, want %d", v.Len(), len(model))
	}
	var last *entry
	for tr := range v.Tracks() {
		if !reflect.DeepEqual(tr, model[tr.ID]) {
			t.Fatalf("%+v\nwant %+v", tr, model[tr.ID])
		}
		if byPath, ok := v.ByPath(tr.Path); !ok || byPath.ID != tr.ID {
			t.Fatal("not found by its path")
		}
		e := newEntry(tr)
		if last != nil && order(last, e) >= 0 {
			t.Fatal("out of order")
		}
		last = e
	}
	if got := v.Page(1, 3); len(got) != max(0, min(3, v.Len()-1)) {
		t.Fatalf("page of %d", len(got))
	}
}

func TestADamagedRecordIsLeftOutAndCounted(t *testing.T) {
	dir := fill(t)
	d, _ := mustOpen(t, dir)
	defer func() { mustClose(t, d) }()
	bad := TrackID(sampleTrack(1).Path)
	err := d.bolt.Update(func(tx *bolt.Tx) error {
		b := tx.Bucket(bucketTracks)
		v := bytes.Clone(b.Get([]byte(bad)))
		v[9] ^= 4
		return b.Put([]byte(bad), v)
	})
	if err != nil {
		t.Fatal(err)
	}
	l, err := d.Load(context.Background())
	if err != nil || l.Tracks != 2 || l.DamagedTracks != 1 || l.Recovered {
		t.Errorf("%+v %v", l, err)
	}
	if got, err := d.Apply(context.Background(), Batch{Put: []Track{sampleTrack(1)}}); err != nil || got.Added != 1 || d.View().Len() != 3 {
		t.Errorf("%+v %v", got, err)
	}
}

func TestACancelledOrWrongBatchChangesNothing(t *testing.T) {
	d, _ := mustOpen(t, fill(t))
	defer func() { mustClose(t, d) }()
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := d.Load(ctx); err != nil {
		t.Fatal(err)
	}
	before := d.View()
	if _, err := d.Apply(ctx, Batch{Put: []Track{sampleTrack(7), {Title: "no path"}}}); err == nil {
		t.Error("a track without a path was taken")
	}
	cancel()
	if _, err := d.Apply(ctx, Batch{Put: []Track{sampleTrack(8)}}); err == nil {
		t.Error("a cancelled batch was applied")
	}
	if d.View() != before {
		t.Error("the view changed")
	}
	if got, err := d.Apply(context.Background(), Batch{Remove: []string{"x"}}); err != nil || got != (Applied{}) || d.View() != before {
		t.Errorf("a batch without effect: %+v %v", got, err)
	}
}

func TestSearch(t *testing.T) {
	var c change
	for _, tr := range []Track{
		{ID: "1", Path: "/m/a/01 x.flac", Number: 1, Title: "Für Elise", Artist: "Ludwig van Beethoven", Album: "Bagatelles"},
		{ID: "2", Path: "/m/a/02 x.flac", Number: 2, Title: "Moonlight", Artist: "Beethoven", AlbumArtist: "Various Artists"},
		{ID: "3", Path: "/m/b/don’t.flac", Title: "Don't Stop", Artist: "Fleetwood Mac"},
		{ID: "4", Path: "/m/c/beet.flac", Title: "Beethoven's Dream", Artist: "Þór Ærö", Genre: "Straßenmusik"},
		{ID: "5", Path: "/m/d/untagged \xff name.wav"},
		{ID: "6", Path: "/m/e/1.mp3", Title: "夜に駆ける", Artist: "YOASOBI"},
	} {
		c.put = append(c.put, newEntry(tr))
	}
	v := (&View{}).with(c)
	for text, want := range map[string][]string{
		"beeth":             {"4", "1", "2"},
		"BEETHOVEN moon":    {"2"},
		"fur elise":         {"1"},
		"für élise":         {"1"},
		"dont":              {"3"},
		"don't stop":        {"3"},
		"strassen":          {"4"},
		"thor aero":         {"4"},
		"thor aer":          {"4"},
		"untagged name":     {"5"},
		"夜に":                {"6"},
		"elise beethoven x": {"1"},
		"lise":              nil,
		"":                  nil,
		" - ":               nil,
		"flac":              nil,
	} {
		var got []string
		for _, tr := range v.Search(text, 10) {
			got = append(got, tr.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	if n := len(v.Search("beeth", 2)); n != 2 {
		t.Errorf("limit: %d", n)
	}
}

func TestReadersSeeWholeBatchesOnly(t *testing.T) {
	d, _ := mustOpen(t, t.TempDir())
	defer func() { mustClose(t, d) }()
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			last := uint64(0)
			for {
				select {
				case <-stop:
					return
				default:
				}
				v := d.View()
				if v.Version() < last || v.Len()%3 != 0 {
					t.Errorf("version %d after %d, %d tracks", v.Version(), last, v.Len())
					return
				}
				last = v.Version()
			}
		})
	}
	for i := range 20 {
		if _, err := d.Apply(context.Background(), Batch{Put: []Track{sampleTrack(3 * i), sampleTrack(3*i + 1), sampleTrack(3*i + 2)}}); err != nil {
			t.Error(err)
		}
		if d.View().Len() != 3*i+3 {
			t.Error("not visible when the call returned")
		}
	}
	close(stop)
	readers.Wait()
}

func TestBackupIsAWholeStore(t *testing.T) {
	d, _ := mustOpen(t, fill(t))
	var b bytes.Buffer
	if err := d.Backup(&b); err != nil {
		t.Fatal(err)
	}
	mustClose(t, d)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, fileName), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	d, _ = mustOpen(t, dir)
	defer func() { mustClose(t, d) }()
	if l, err := d.Load(context.Background()); err != nil || l.Tracks != 3 {
		t.Errorf("%+v %v", l, err)
	}
	if s, ok := d.Settings(); !ok || s.Volume != sampleSettings.Volume {
		t.Errorf("%+v", s)
	}
}

// FuzzDecodeTrack: any bytes are refused, or a track that encodes to the same again.
func FuzzDecodeTrack(f *testing.F) {
	s := sampleTrack(4)
	f.Add(TrackID(s.Path), s.encode())
	f.Add("x", []byte{1})
	f.Fuzz(func(t *testing.T, id string, b []byte) {
		tr, err := decodeTrack(id, b)
		if err != nil {
			return
		}
		again, err := decodeTrack(id, tr.encode())
		if err != nil || again.Path != tr.Path || again.Size != tr.Size {
			t.Errorf("%+v %v", again, err)
		}
	})
}

// FuzzDecodeQueue seals any fields: they are refused, or a queue that comes back from its own encoding.
func FuzzDecodeQueue(f *testing.F) {
	b, err := sampleQueue.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b[1 : len(b)-4])
	f.Add([]byte{0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	f.Fuzz(func(t *testing.T, fields []byte) {
		q, err := decodeQueue(sealBytes(append([]byte{queueVersion}, fields...)))
		if err != nil {
			return
		}
		b, err := q.encode()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := decodeQueue(b); err != nil || !reflect.DeepEqual(again, q) {
			t.Errorf("%+v\n%+v %v", again, q, err)
		}
	})
}
