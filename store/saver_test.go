package store

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// fake is a card whose time and failures the test decides.
type fake struct {
	mu       sync.Mutex
	slow     time.Duration
	fail     error
	queues   []uint64 // NextID of each saved one
	settings []int
	tries    int
}

func (f *fake) write(note func()) error {
	time.Sleep(f.slow) // of the bubble
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tries++
	if f.fail != nil {
		return f.fail
	}
	note()
	return nil
}

// saved gives the volumes that are durable.
func (f *fake) saved() []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.settings)
}

func (f *fake) SaveQueue(q Queue) error {
	return f.write(func() { f.queues = append(f.queues, q.NextID) })
}

func (f *fake) SaveSettings(s Settings) error {
	return f.write(func() { f.settings = append(f.settings, s.Volume) })
}

func TestSaverWritesTheNewestWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{slow: 50 * time.Millisecond}
		s := newSaver(f, nil)
		start := time.Now()
		for i := range 1000 { // a fast hand at the knob
			s.Settings(Settings{Volume: i})
			s.Queue(Queue{NextID: uint64(i)})
		}
		if time.Since(start) != 0 {
			t.Error("handing over took time")
		}
		if !s.Stats().Pending {
			t.Error("nothing pending")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if len(f.queues) != 1 || f.queues[0] != 999 || len(f.settings) != 1 || f.settings[0] != 999 {
			t.Errorf("%v %v", f.queues, f.settings)
		}
		for i := range 100 { // a slow one: every value is durable within a second of its coming
			s.Settings(Settings{Volume: i})
			time.Sleep(100 * time.Millisecond)
			if v := f.saved(); i > 12 && v[len(v)-1] < i-9 {
				t.Errorf("at %d only %d is durable", i, v[len(v)-1])
			}
		}
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if n := len(f.settings); f.settings[n-1] != 99 || n > 40 {
			t.Errorf("%d writes, last %v", n, f.settings[n-1])
		}
		if st := s.Stats(); st.Pending || st.Failed != 0 || st.Last != nil || st.Saved != int64(len(f.settings)+len(f.queues)) {
			t.Errorf("%+v", st)
		}
	})
}

func TestSaverTriesAgainMoreAndMoreSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := errors.New("no space left")
		f := &fake{fail: full}
		reports := 0
		s := newSaver(f, func(err error) {
			if !errors.Is(err, full) {
				t.Error(err)
			}
			reports++
		})
		for i := range 3600 {
			s.Settings(Settings{Volume: i})
			time.Sleep(time.Second)
		}
		synctest.Wait()
		if reports < 60 || reports > 70 || f.tries != reports {
			t.Errorf("%d reports, %d tries in an hour", reports, f.tries)
		}
		if st := s.Stats(); !errors.Is(st.Last, full) || !st.Pending || st.Failed != int64(reports) {
			t.Errorf("%+v", st)
		}
		if err := s.Flush(context.Background()); !errors.Is(err, full) {
			t.Error(err)
		}
		f.mu.Lock()
		f.fail = nil
		f.mu.Unlock()
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if len(f.settings) != 1 || f.settings[0] != 3599 || s.Stats().Last != nil {
			t.Errorf("%v %+v", f.settings, s.Stats())
		}
		s.Settings(Settings{Volume: 7})
		if err := s.Flush(context.Background()); err != nil || f.settings[1] != 7 {
			t.Errorf("%v %v", f.settings, err)
		}
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if s.Close(context.Background()) != nil || s.Flush(context.Background()) == nil {
			t.Error("after Close")
		}
	})
}

func TestSaverOnAStuckCardGivesUpWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{slow: time.Hour}
		s := newSaver(f, nil)
		s.Queue(Queue{NextID: 1})
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := s.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		time.Sleep(3 * time.Hour)
	})
}

func TestSaverOnARealStore(t *testing.T) {
	dir := t.TempDir()
	d, _ := mustOpen(t, dir)
	s := d.NewSaver(func(err error) { t.Error(err) })
	s.Queue(sampleQueue)
	s.Settings(sampleSettings)
	if err := s.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	mustClose(t, d)
	expect(t, dir, 0)
}
