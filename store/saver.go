package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

const (
	gather    = 300 * time.Millisecond // how long a Saver waits for a newer value before it writes
	retryMost = time.Minute            // longest pause between two tries
)

// target is what a Saver writes to: a DB.
type target interface {
	SaveQueue(Queue) error
	SaveSettings(Settings) error
}

// SaverStats counts what a Saver did.
type SaverStats struct {
	Saved   int64 // values that became durable
	Failed  int64 // tries that didn't work
	Pending bool  // something handed over isn't durable yet
	Last    error // of the last try that failed, nil once one has worked since
}

// Saver makes queue and settings durable for a goroutine that must not wait for the card, within a second of their being
// handed over: of several values in that time the newest is written. What can't be written (disk full, read-only) is
// reported, counted and tried again, after a second at first and a minute at most.
//
// It has one goroutine. The methods may be called from any; of values handed over by several goroutines at once any may
// count as the newest.
type Saver struct {
	to     target
	report func(error)

	queue    atomic.Pointer[Queue] // mailboxes of one
	settings atomic.Pointer[Settings]
	wake     chan struct{}      // capacity 1
	flush    chan chan<- error  // requests to write at once
	stop     context.CancelFunc // ends run
	stopped  <-chan struct{}
	done     chan struct{}
	last     atomic.Pointer[error]
	saved    atomic.Int64
	failed   atomic.Int64
	pending  atomic.Bool // the goroutine holds values that aren't durable
	closing  sync.Once
}

// NewSaver starts a Saver. report is told of every failed try, from the Saver's goroutine; nil = nobody.
func (d *DB) NewSaver(report func(error)) *Saver { return newSaver(d, report) }

func newSaver(to target, report func(error)) *Saver {
	ctx, stop := context.WithCancel(context.Background())
	s := &Saver{to: to, report: report, wake: make(chan struct{}, 1), flush: make(chan chan<- error), stop: stop,
		stopped: ctx.Done(), done: make(chan struct{})}
	go s.run()
	return s
}

// Queue hands over the newest queue, which isn't changed any more. It never waits.
func (s *Saver) Queue(q Queue) {
	s.queue.Store(&q)
	s.knock()
}

// Settings hands over the newest settings, which aren't changed any more. It never waits.
func (s *Saver) Settings(v Settings) {
	s.settings.Store(&v)
	s.knock()
}

func (s *Saver) knock() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Flush returns when everything handed over before is durable, or with the error of the try.
func (s *Saver) Flush(ctx context.Context) error {
	answer := make(chan error, 1)
	select {
	case s.flush <- answer:
	case <-s.done:
		return errors.New("saver is closed")
	case <-ctx.Done():
		return fmt.Errorf("not saved yet: %w", ctx.Err())
	}
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
		return fmt.Errorf("not saved yet: %w", ctx.Err())
	}
}

// Close writes what is left and ends the goroutine; what couldn't be written is the error.
func (s *Saver) Close(ctx context.Context) error {
	var err error
	s.closing.Do(func() {
		err = s.Flush(ctx)
		s.stop()
	})
	select {
	case <-s.done:
		return err
	case <-ctx.Done():
		return errors.Join(err, ctx.Err())
	}
}

// Stats gives the counts so far.
func (s *Saver) Stats() SaverStats {
	st := SaverStats{Saved: s.saved.Load(), Failed: s.failed.Load(),
		Pending: s.pending.Load() || s.queue.Load() != nil || s.settings.Load() != nil}
	if e := s.last.Load(); e != nil {
		st.Last = *e
	}
	return st
}

// run is the Saver's goroutine.
func (s *Saver) run() {
	defer close(s.done)
	var queue *Queue
	var settings *Settings
	var wait time.Duration // before the next try after a failure; 0 = none failed
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	defer timer.Stop()
	armed := false
	attempt := func() error {
		err := errors.Join(take(s, &queue, &s.queue, s.to.SaveQueue), take(s, &settings, &s.settings, s.to.SaveSettings))
		s.note(err)
		s.pending.Store(queue != nil || settings != nil)
		timer.Stop()
		if armed = err != nil; armed {
			wait = min(max(time.Second, 2*wait), retryMost)
			timer.Reset(wait)
		} else {
			wait = 0
		}
		return err
	}
	for {
		select {
		case <-s.wake:
			if !armed { // neither gathering nor waiting for a retry, which takes the newest anyway
				armed = true
				timer.Reset(gather)
			}
		case <-timer.C:
			attempt()
		case answer := <-s.flush:
			answer <- attempt()
		case <-s.stopped:
			return
		}
	}
}

// note keeps the outcome of a try for Stats and tells of a failure.
func (s *Saver) note(err error) {
	if err == nil {
		s.last.Store(nil)
		return
	}
	s.last.Store(&err)
	if s.report != nil {
		s.report(err)
	}
}

// take moves the newest value of a mailbox to held and saves it; held is nil once it is durable.
func take[T any](s *Saver, held **T, box *atomic.Pointer[T], save func(T) error) error {
	s.pending.Store(true) // before the mailbox is empty, so that Stats never misses the value
	if v := box.Swap(nil); v != nil {
		*held = v
	}
	if *held == nil {
		return nil
	}
	if err := save(**held); err != nil {
		s.failed.Add(1)
		return err
	}
	*held = nil
	s.saved.Add(1)
	return nil
}
