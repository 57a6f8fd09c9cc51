package ring

import (
	"testing"

	"auralis/audio"

	"pgregory.net/rapid"
)

// number makes a frame whose content tells its place.
func number(n uint64) audio.Frame { return audio.IntFrame(int32(n), int32(n>>32)) }

func place(f audio.Frame) uint64 {
	l, r := audio.Ints(f)
	return uint64(uint32(l)) | uint64(uint32(r))<<32
}

func TestCapacitiesAreRefusedOrRoundedUp(t *testing.T) {
	for _, c := range []struct{ frames, marks, words, wantFrames int }{
		{1, 2, 0, 1}, {5, 2, 1, 8}, {8, 3, 1, 8}, {0, 2, 0, 0}, {1 << 29, 2, 0, 0}, {8, 1, 0, 0}, {8, 2, -1, 0},
	} {
		r, err := New(c.frames, c.marks, c.words)
		if c.wantFrames == 0 {
			if err == nil {
				t.Errorf("New(%d, %d, %d) gave no error", c.frames, c.marks, c.words)
			}
			continue
		}
		if err != nil || r.Cap() != c.wantFrames || len(r.Words()) != c.words {
			t.Errorf("New(%d, %d, %d): cap %d, %v", c.frames, c.marks, c.words, r.Cap(), err)
		}
	}
}

// The ring against a slice: any order of writes, marks, reads and new sides gives the frames in order, each under the
// last mark put at or before it, from any start of the counters, past 2³² too.
func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, err := New(rapid.IntRange(1, 40).Draw(t, "frames"), rapid.IntRange(2, 5).Draw(t, "marks"), 0)
		if err != nil {
			t.Fatal(err)
		}
		start := rapid.SampledFrom([]uint64{0, 1, 1<<32 - 7, 1<<63 - 3}).Draw(t, "start")
		r.h.written.Store(start)
		r.h.read.Store(start)
		w, rd := r.Writer(), r.Reader()
		written, read := start, start
		type span struct {
			frame    uint64
			instance audio.Instance
		}
		marks := []span{}
		under := func(f uint64) audio.Instance {
			var in audio.Instance
			for _, m := range marks {
				if m.frame <= f {
					in = m.instance
				}
			}
			return in
		}
		next := audio.Instance(1)
		t.Repeat(map[string]func(*rapid.T){
			"write": func(t *rapid.T) {
				n := rapid.IntRange(0, 50).Draw(t, "n")
				a, b := w.Regions(n)
				if got, want := len(a)+len(b), min(n, r.Cap()-int(written-read)); got != want {
					t.Fatalf("room for %d of %d frames, want %d", got, n, want)
				}
				k := rapid.IntRange(0, len(a)+len(b)).Draw(t, "commit")
				for i := range k {
					if i < len(a) {
						a[i] = number(written + uint64(i))
					} else {
						b[i-len(a)] = number(written + uint64(i))
					}
				}
				w.Commit(k)
				written += uint64(k)
			},
			"mark": func(t *rapid.T) {
				if w.Mark(audio.Mark{Instance: next}) {
					marks = append(marks, span{written, next})
					next++
				}
			},
			"read": func(t *rapid.T) {
				n := rapid.IntRange(0, 50).Draw(t, "n")
				m, a, b := rd.Next(n)
				if len(a)+len(b) == 0 && n > 0 && written > read {
					t.Fatalf("nothing to read of %d", written-read)
				}
				for i, f := range append(append([]audio.Frame{}, a...), b...) {
					if place(f) != read+uint64(i) {
						t.Fatalf("frame %d holds %d", read+uint64(i), place(f))
					}
					if want := under(read + uint64(i)); m.Instance != want {
						t.Fatalf("frame %d under mark %d, want %d", read+uint64(i), m.Instance, want)
					}
				}
				k := rapid.IntRange(0, len(a)+len(b)).Draw(t, "release")
				rd.Release(k)
				read += uint64(k)
			},
			"replace reader": func(t *rapid.T) { rd = r.Reader() },
			"replace writer": func(t *rapid.T) { w = r.Writer() },
			"": func(t *rapid.T) {
				if r.Fill() != int(written-read) || w.Fill() != r.Fill() || rd.Available() != r.Fill() {
					t.Fatalf("fill %d %d %d, want %d", r.Fill(), w.Fill(), rd.Available(), written-read)
				}
			},
		})
	})
}

func TestMarkRingFullIsSaidAndRecovers(t *testing.T) {
	r, _ := New(16, 2, 0)
	w, rd := r.Writer(), r.Reader()
	one := []audio.Frame{{1, 1}}
	for i := range 2 {
		if !w.Mark(audio.Mark{Instance: audio.Instance(i + 1)}) {
			t.Fatalf("mark %d didn't fit", i)
		}
		w.Write(one)
	}
	if w.Mark(audio.Mark{Instance: 3}) {
		t.Fatal("a third mark fitted into two places")
	}
	rd.Next(1)
	rd.Release(1)
	if m, ok := rd.Mark(); !ok || m.Instance != 2 {
		t.Fatalf("current mark %v %v", m, ok)
	}
	if !w.Mark(audio.Mark{Instance: 3}) {
		t.Fatal("no place although the first mark is past")
	}
}

// Two goroutines, random block sizes: every frame once, in order, under its mark.
func TestTwoGoroutines(t *testing.T) {
	const total = 2_000_000
	r, _ := New(4096, 16, 0)
	done := make(chan error, 1)
	go func() {
		w := r.Writer()
		rng := uint32(1)
		var at uint64
		for at < total {
			rng = rng*1664525 + 1013904223
			if at%1000 == 0 && !w.Mark(audio.Mark{Instance: audio.Instance(at/1000 + 1)}) {
				continue
			}
			n := min(int(rng>>22)+1, int(1000-at%1000), int(total-at))
			a, b := w.Regions(n)
			for i := range a {
				a[i] = number(at + uint64(i))
			}
			for i := range b {
				b[i] = number(at + uint64(len(a)+i))
			}
			if len(a) == 0 && at%1000 == 0 { // the mark is put: it mustn't be put twice
				for len(a) == 0 {
					a, b = w.Regions(n)
				}
				for i := range a {
					a[i] = number(at + uint64(i))
				}
				for i := range b {
					b[i] = number(at + uint64(len(a)+i))
				}
			}
			w.Commit(len(a) + len(b))
			at += uint64(len(a) + len(b))
		}
		done <- nil
	}()
	rd := r.Reader()
	rng := uint32(7)
	for at := uint64(0); at < total; {
		rng = rng*1664525 + 1013904223
		m, a, b := rd.Next(int(rng>>21) + 1)
		for _, part := range [2][]audio.Frame{a, b} {
			for _, f := range part {
				if place(f) != at || m.Instance != audio.Instance(at/1000+1) || m.At(at) != int64(at%1000) {
					t.Fatalf("frame %d: holds %d under mark %+v", at, place(f), m)
				}
				at++
			}
		}
		rd.Release(len(a) + len(b))
	}
	<-done
}
