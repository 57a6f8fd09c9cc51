package store

import (
	"context"
	"fmt"
	"testing"
)

const manyTracks = 100_000

func manyBatches() []Batch {
	var out []Batch
	names := []string{"Moonlight", "River", "Stone", "Für Elise", "Night", "Sonata", "Walking", "Blue", "Garden", "Winter"}
	for i := 0; i < manyTracks; i += 5000 {
		var b Batch
		for n := i; n < i+5000; n++ {
			b.Put = append(b.Put, Track{Path: fmt.Sprintf("/srv/music/Artist %d/Album %d/%02d.flac", n/150, n/15, n%15), Root: "/srv/music",
				Title: fmt.Sprint(names[n%10], " ", names[n/10%10], " ", n), Artist: fmt.Sprint("Artist ", n/150), Album: fmt.Sprint("Album ", n/15), Number: n%15 + 1})
		}
		out = append(out, b)
	}
	return out
}

func bigStore(b *testing.B) (*DB, string) {
	b.Helper()
	dir := b.TempDir()
	d, _, err := Open(Options{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	for _, batch := range manyBatches() {
		if _, err := d.Apply(context.Background(), batch); err != nil {
			b.Fatal(err)
		}
	}
	return d, dir
}

// BenchmarkOpen is what stands between the start and the first sound: the queue of 1000 and the settings, beside a library of 100 000.
func BenchmarkOpen(b *testing.B) {
	d, dir := bigStore(b)
	q := Queue{}
	for i := range 1000 {
		p := fmt.Sprintf("/srv/music/Artist/Album/%d.flac", i)
		q.Items = append(q.Items, QueueItem{ID: fmt.Sprint(i), Path: p, TrackID: TrackID(p)})
	}
	if err := d.SaveQueue(q); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := d.Close(); err != nil {
			b.Fatal(err)
		}
		var err error
		if d, _, err = Open(Options{Dir: dir}); err != nil {
			b.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkLoad reads 100 000 tracks and makes their view.
func BenchmarkLoad(b *testing.B) {
	d, _ := bigStore(b)
	for b.Loop() {
		d.view.Store(&View{})
		if _, err := d.Load(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkApply changes one track among 100 000.
func BenchmarkApply(b *testing.B) {
	d, _ := bigStore(b)
	one := d.View().Page(500, 1)
	for b.Loop() {
		one[0].Year++
		if _, err := d.Apply(context.Background(), Batch{Put: one}); err != nil {
			b.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkSearch looks for two words in 100 000 tracks.
func BenchmarkSearch(b *testing.B) {
	v := &View{}
	for _, batch := range manyBatches() {
		var c change
		for _, t := range batch.Put {
			t.ID = TrackID(t.Path)
			c.put = append(c.put, newEntry(t))
		}
		v = v.with(c)
	}
	for b.Loop() {
		if len(v.Search("moonl riv", 50)) == 0 {
			b.Fatal("nothing found")
		}
	}
}
