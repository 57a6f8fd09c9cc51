package player

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func tracks(n int) []Track {
	t := make([]Track, n)
	for i := range t {
		t[i] = Track{ID: fmt.Sprintf("t%d", i), Location: fmt.Sprintf("/music/%d.flac", i)}
	}
	return t
}

func ids(q *Queue) []string {
	s := make([]string, q.Len())
	for i := range s {
		s[i] = q.Item(i).ID
	}
	return s
}

// draw makes a random edit; ok is false where the operation refused it.
func draw(t *rapid.T, q *Queue) (n *Queue, name string, ok bool) {
	var err error
	place := func(label string) int { return rapid.IntRange(-2, q.Len()+1).Draw(t, label) }
	switch name = rapid.SampledFrom([]string{"set", "add", "remove", "move", "clear", "undo", "shuffle", "repeat", "to"}).Draw(t, "op"); name {
	case "set":
		n, err = q.Set(tracks(rapid.IntRange(0, 6).Draw(t, "n")), place("start"))
	case "add":
		n, err = q.Add(tracks(rapid.IntRange(0, 3).Draw(t, "n")), place("at"))
	case "remove":
		var some []string
		for _, id := range ids(q) {
			if rapid.Bool().Draw(t, "this") {
				some = append(some, id)
			}
		}
		n, err = q.Remove(some)
	case "move":
		n, err = q.Move(place("from"), place("to"))
	case "clear":
		n = q.Clear()
	case "undo":
		n, err = q.Undo()
	case "shuffle":
		n = q.Shuffle(rapid.Bool().Draw(t, "on"), rapid.Uint64().Draw(t, "seed"))
	case "repeat":
		n = q.SetRepeat(Repeat(rapid.IntRange(0, 2).Draw(t, "mode")))
	case "to":
		if q.Len() == 0 {
			return q, name, true
		}
		n = q.to(rapid.IntRange(0, q.Len()-1).Draw(t, "to"))
	}
	return n, name, err == nil
}

// C-05: list and index can't part, because they are one value: any sequence of edits keeps 0 ≤ index < len or -1, keeps
// the current item current while it is there, never changes an older value, and refused edits change nothing.
func TestC05QueueInvariant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := &Queue{}
		type old struct {
			q     *Queue
			items []string
			index int
		}
		var history []old
		for range rapid.IntRange(1, 60).Draw(t, "edits") {
			history = append(history, old{q, ids(q), q.Index()})
			cur, had := q.current()
			n, op, ok := draw(t, q)
			if !ok && n != q {
				t.Fatalf("%s was refused and gave another queue", op)
			}
			if n.Len() == 0 && n.Index() != -1 || n.Len() > 0 && (n.Index() < 0 || n.Index() >= n.Len()) {
				t.Fatalf("after %s: index %d of %d", op, n.Index(), n.Len())
			}
			if now, _ := n.current(); had && op != "set" && op != "to" && n.Find(cur.ID) >= 0 && now.ID != cur.ID {
				t.Fatalf("after %s: current %s became %s although it is still there", op, cur.ID, now.ID)
			}
			seen := map[string]bool{}
			for _, id := range ids(n) {
				if seen[id] {
					t.Fatalf("after %s: item %s twice", op, id)
				}
				seen[id] = true
			}
			if n != q && op != "to" && n.Version() <= q.Version() {
				t.Fatalf("after %s: version %d after %d", op, n.Version(), q.Version())
			}
			q = n
		}
		for _, o := range history {
			if !slices.Equal(ids(o.q), o.items) || o.q.Index() != o.index {
				t.Fatal("an older queue changed")
			}
		}
	})
}

func TestUndoTakesBackTheLastEdit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, _ := (&Queue{}).Set(tracks(rapid.IntRange(1, 5).Draw(t, "n")), 0)
		before := ids(q)
		n, op, ok := draw(t, q)
		if !ok || n == q || op == "undo" || op == "shuffle" || op == "repeat" || op == "to" {
			return
		}
		u, err := n.Undo()
		if err != nil || !slices.Equal(ids(u), before) {
			t.Fatalf("undo of %s: %v, %v; want %v", op, ids(u), err, before)
		}
	})
}

func TestShuffleKeepsTheItemsAndUnshuffleTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, _ := (&Queue{}).Set(tracks(rapid.IntRange(1, 20).Draw(t, "n")), 0)
		q = q.to(rapid.IntRange(0, q.Len()-1).Draw(t, "current"))
		before := ids(q)
		cur, _ := q.current()
		s := q.Shuffle(true, rapid.Uint64().Draw(t, "seed"))
		if s.Index() != 0 || s.Item(0).ID != cur.ID {
			t.Fatal("the current item isn't first")
		}
		a, b := slices.Sorted(slices.Values(ids(s))), slices.Sorted(slices.Values(before))
		if !slices.Equal(a, b) {
			t.Fatalf("%v isn't an order of %v", a, b)
		}
		s, _ = s.Add(tracks(2), rapid.IntRange(-1, 3).Draw(t, "at"))
		u := s.Shuffle(false, 0)
		if !slices.Equal(ids(u)[:len(before)], before) {
			t.Fatalf("unshuffled %v, want %v first", ids(u), before)
		}
		if now, _ := u.current(); now.ID != cur.ID {
			t.Fatal("the current item changed")
		}
	})
}

func TestWhatFollows(t *testing.T) {
	q, _ := (&Queue{}).Set(tracks(3), 0)
	broken := q.blame(q.Item(1).ID, "unreadable")
	all := q
	for i := range 3 {
		all = all.blame(all.Item(i).ID, "unreadable")
	}
	for _, c := range []struct {
		name   string
		q      *Queue
		repeat Repeat
		from   int
		after  int // by itself
		next   int // by hand
		prev   int
	}{
		{"middle", q, RepeatOff, 1, 2, 2, 0},
		{"last", q, RepeatOff, 2, -1, -1, 1},
		{"first", q, RepeatOff, 0, 1, 1, -1},
		{"last, all", q, RepeatAll, 2, 0, 0, 1},
		{"first, all", q, RepeatAll, 0, 1, 1, 2},
		{"one", q, RepeatOne, 1, 1, 2, 0},
		{"broken passed over", broken, RepeatOff, 0, 2, 2, -1},
		{"broken one isn't repeated", broken, RepeatOne, 1, 2, 2, 0},
		{"all broken", all, RepeatAll, 0, -1, -1, -1},
	} {
		q := c.q.SetRepeat(c.repeat)
		if a, n, p := q.after(c.from), q.step(c.from, 1), q.step(c.from, -1); a != c.after || n != c.next || p != c.prev {
			t.Errorf("%s: after %d, next %d, previous %d; want %d, %d, %d", c.name, a, n, p, c.after, c.next, c.prev)
		}
	}
}

func TestSaveAndRestore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := &Queue{}
		for range rapid.IntRange(0, 20).Draw(t, "edits") {
			q, _, _ = draw(t, q)
		}
		r := Restore(q.Save())
		if !slices.Equal(ids(r), ids(q)) || r.Index() != q.Index() || r.Repeat() != q.Repeat() || r.Shuffled() != q.Shuffled() {
			t.Fatalf("restored %+v, want %+v", r, q)
		}
		more, err := r.Add(tracks(3), -1)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, id := range ids(more) {
			if seen[id] {
				t.Fatalf("item id %s given again", id)
			}
			seen[id] = true
		}
	})
	broken := Restore(Saved{Items: []Item{{ID: "q1"}, {ID: "q1"}, {ID: ""}, {ID: "q3"}}, Index: 99, Unshuffled: []string{"x"}, Repeat: 200})
	if broken.Len() != 2 || broken.Index() != 0 || broken.Shuffled() {
		t.Errorf("a damaged queue became %+v", broken)
	}
}

func TestDescribeChangesWhatIsShownAndNothingElse(t *testing.T) {
	q, _ := (&Queue{}).Set(tracks(3), 1)
	n := q.describe([]Track{{ID: "t1", Title: "One", Location: "elsewhere"}, {ID: "unknown"}})
	if got := n.Item(1).Track; got.Title != "One" || got.Location != "/music/1.flac" || n.Index() != 1 || n.Len() != 3 {
		t.Errorf("%+v at %d", got, n.Index())
	}
	if q.Item(1).Track.Title != "" || n.describe(nil) != n || n.describe([]Track{{ID: "t1", Title: "One"}}) != n {
		t.Error("an older queue changed, or nothing new made a new one")
	}
}
