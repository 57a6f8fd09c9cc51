package player

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"auralis/audio"
	"auralis/audio/engine"
)

// deaf is an engine that does nothing but remember the newest target.
type deaf struct{ target atomic.Pointer[engine.Target] }

func (d *deaf) Direct(t *engine.Target) { d.target.Store(t) }
func (d *deaf) Where() (audio.Epoch, audio.Instance, time.Duration) {
	return 0, 0, 0
}

// kept counts what was given to be saved.
type kept struct{ queue, settings, position atomic.Int64 }

func (k *kept) KeepQueue(*Queue)    { k.queue.Add(1) }
func (k *kept) KeepSettings(*State) { k.settings.Add(1) }
func (k *kept) KeepPosition(*State) { k.position.Add(1) }

func running(t *testing.T, first *State, o Options) (*Control, *deaf, *kept, func()) {
	t.Helper()
	d, k := &deaf{}, &kept{}
	c := NewControl(first, d, k, o)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { c.Run(ctx); close(ended) }()
	return c, d, k, func() { cancel(); <-ended }
}

func fresh(n int) *State {
	q, _ := (&Queue{}).Set(tracks(n), 0)
	return NewState(Limits{Max: 100, Startup: 100}, q, 0, 50, false, Enhance{})
}

func TestCommandsAreAnsweredAndCarriedOut(t *testing.T) {
	c, d, k, stop := running(t, fresh(3), Options{})
	ctx := context.Background()
	s, err := c.Do(ctx, Play{})
	if err != nil || s.Transport != Loading || c.State() != s {
		t.Fatalf("%v, %v", s, err)
	}
	if target := d.target.Load(); len(target.Line) != 2 || target.Line[0].Track != "t0" {
		t.Fatalf("target %+v", target)
	}
	var e *Error
	if _, err = c.Do(ctx, PlayItem{"nowhere"}); !errors.As(err, &e) || e.Code != CodeUnknownItem || c.State() != s {
		t.Fatalf("an unknown item: %v", err)
	}
	if _, err = c.Do(ctx, SetVolume{10}); err != nil || k.settings.Load() != 1 {
		t.Fatalf("%v, settings kept %d times", err, k.settings.Load())
	}
	if _, err = c.Do(ctx, AddToQueue{tracks(1), -1}); err != nil || k.queue.Load() != 1 {
		t.Fatalf("%v, queue kept %d times", err, k.queue.Load())
	}
	before := k.position.Load()
	stop()
	if k.position.Load() != before+1 {
		t.Error("the position wasn't kept at the end")
	}
	if _, err = c.Do(ctx, Play{}); !errors.As(err, &e) || e.Code != CodeClosing {
		t.Errorf("after the end: %v", err)
	}
}

func TestSleepPausesWhenItsTimeComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _, _, stop := running(t, fresh(1), Options{})
		defer stop()
		ctx := context.Background()
		c.Do(ctx, Play{})
		c.Do(ctx, Sleep{After: time.Minute})
		time.Sleep(30 * time.Second)
		c.Do(ctx, Sleep{After: time.Hour}) // again: the first no longer counts
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if c.State().Transport != Loading {
			t.Fatalf("%v although the timer was set anew", c.State().Transport)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if s := c.State(); s.Transport != Paused || !s.SleepAt.IsZero() {
			t.Fatalf("%v, timer %v", s.Transport, s.SleepAt)
		}
	})
}

// C-05, the concurrent part: whoever sends, versions grow by one, every snapshot holds the invariant, and the log of
// inputs replays to the same states.
func TestC05ConcurrentCommandsReplay(t *testing.T) {
	type entry struct {
		in    Input
		after *State
	}
	var log []entry // written by the control goroutine, read after its end
	first := fresh(3)
	c, _, _, stop := running(t, first, Options{Trace: func(in Input, s *State) { log = append(log, entry{in, s}) }})
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			rng := uint64(g + 1)
			last := uint64(0)
			for i := range 500 {
				rng = rng*6364136223846793005 + 1442695040888963407
				q := c.State().Queue
				n := max(1, q.Len())
				pick := func(k int) int { return int(rng>>33) % max(1, k) }
				var cmd Command
				switch pick(9) {
				case 0:
					cmd = AddToQueue{tracks(2), pick(n)}
				case 1:
					if q.Len() > 0 {
						cmd = RemoveFromQueue{[]string{q.Item(pick(q.Len())).ID}}
					}
				case 2:
					cmd = MoveInQueue{pick(n), (pick(n) + i) % n}
				case 3:
					cmd = SetShuffle{On: i%2 == 0}
				case 4:
					cmd = Next{}
				case 5:
					cmd = Play{}
				case 6:
					cmd = UndoQueue{}
				case 7:
					cmd = SetRepeat{Repeat(pick(3))}
				case 8:
					cmd = Previous{}
				}
				if cmd == nil {
					continue
				}
				s, err := c.Do(context.Background(), cmd)
				var e *Error
				if err != nil && !errors.As(err, &e) {
					t.Errorf("%T: %v", cmd, err)
				}
				if s.Version < last {
					t.Errorf("version %d after %d", s.Version, last)
				}
				last = s.Version
				if s.Queue.Len() == 0 && s.Queue.Index() != -1 || s.Queue.Len() > 0 && s.Queue.Index() >= s.Queue.Len() {
					t.Errorf("index %d of %d", s.Queue.Index(), s.Queue.Len())
				}
			}
		})
	}
	all.Wait()
	stop()
	s := first
	for i, e := range log {
		n, _, _ := Reduce(s, e.in)
		if !same(n, e.after) {
			t.Fatalf("input %d (%T) replays to another state", i, e.in)
		}
		if n != s && n.Version != s.Version+1 && n.Version != s.Version {
			t.Fatalf("input %d (%T): version %d after %d", i, e.in, n.Version, s.Version)
		}
		s = n
	}
	if s.Version != c.State().Version || len(log) < 3000 {
		t.Fatalf("replayed %d inputs to version %d, want %d", len(log), s.Version, c.State().Version)
	}
}

// same compares all of two states but what can be undone.
func same(a, b *State) bool {
	x, y := *a, *b
	p, q := *a.Queue, *b.Queue
	p.past, q.past = nil, nil
	x.Queue, y.Queue = &p, &q
	return len(a.Queue.past) == len(b.Queue.past) && reflect.DeepEqual(x, y)
}

// C-11: subscribing and leaving while events pour in, beside one subscriber who never looks: every subscriber sees
// versions that only grow, and the last one; notices come without a gap or with a Resync in its place; and nobody who is
// slow keeps a command waiting.
func TestC11SubscribersComeAndGo(t *testing.T) {
	c, _, _, stop := running(t, fresh(3), Options{})
	blocked := c.Subscribe() // never read
	done := make(chan struct{})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 250 {
				s := c.Subscribe()
				last := uint64(0)
				next := -1
				for range 20 {
					select {
					case st := <-s.States():
						if st.Version < last {
							t.Errorf("version %d after %d", st.Version, last)
						}
						last = st.Version
					case n := <-s.Notices():
						if n.Kind == Resync {
							next = -1
							continue
						}
						if k := n.Data.(int); next >= 0 && k != next {
							t.Errorf("notice %d, want %d", k, next)
						} else {
							next = k + 1
						}
					case <-done:
					}
				}
				s.Close()
			}
		})
	}
	const events = 4_000
	for i := range events {
		c.Announce(Notice{Kind: "button", Data: i})
		if _, err := c.Do(context.Background(), SetVolume{i % 100}); err != nil {
			t.Fatal(err)
		}
	}
	close(done)
	all.Wait()
	if n := c.Subscribers(); n != 1 {
		t.Errorf("%d subscriptions left, want the blocked one", n)
	}
	if st := <-blocked.States(); st.Version != c.State().Version {
		t.Errorf("the mailbox holds version %d, want the newest %d", st.Version, c.State().Version)
	}
	got, resync := 0, false
	for range noticeRoom {
		if n := <-blocked.Notices(); n.Kind != Resync && n.Data.(int) != got {
			t.Errorf("notice %v at %d", n, got)
		}
		got++
	}
	c.Announce(Notice{Kind: "button", Data: events})
	select {
	case n := <-blocked.Notices():
		resync = n.Kind == Resync
	case <-time.After(10 * time.Second):
	}
	if !resync {
		t.Error("lost notices aren't marked by a Resync")
	}
	stop()
	if _, open := <-blocked.States(); open {
		t.Error("a mailbox is open after the end")
	}
}

func TestSubscribeAfterTheEnd(t *testing.T) {
	c, _, _, stop := running(t, fresh(1), Options{})
	stop()
	s := c.Subscribe()
	if _, open := <-s.States(); open {
		t.Error("open")
	}
	s.Close()
	if c.Subscribers() != 0 {
		t.Error("somebody listens")
	}
}

func ExampleControl_Do() {
	queue, _ := (&Queue{}).Set([]Track{{ID: "a", Location: "a.flac", Title: "First"}}, 0)
	c := NewControl(NewState(Limits{Max: 100, Startup: 40}, queue, 0, 80, false, Enhance{}), &deaf{}, &kept{}, Options{})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go c.Run(ctx)
	s, err := c.Do(ctx, Play{})
	item, _ := s.Current()
	fmt.Println(s.Transport, item.Track.Title, s.Volume, err)
	// Output: loading First 40 <nil>
}
