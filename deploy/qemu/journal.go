package qemu

import (
	"context"
	"errors"
	"sync"
)

// errEnded says that a journal ended without the entry waited for.
var errEnded = errors.New("ended without it")

// journal is a list that one goroutine appends to while others wait for
// entries. The zero value is ready to use.
type journal[T any] struct {
	mu      sync.Mutex
	entries []T
	ended   bool
	changed chan struct{} // closed at the next change; nil until somebody waits
}

// add appends an entry.
func (j *journal[T]) add(entry T) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, entry)
	j.wake()
}

// end says that no entry will follow.
func (j *journal[T]) end() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ended = true
	j.wake()
}

func (j *journal[T]) wake() {
	if j.changed != nil {
		close(j.changed)
		j.changed = nil
	}
}

// all returns the entries so far; they must not be changed.
func (j *journal[T]) all() []T {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.entries[:len(j.entries):len(j.entries)]
}

// wait returns the index of the first entry from index from on that matches.
// It fails with errEnded where the journal ends before, and with ctx's error.
func (j *journal[T]) wait(ctx context.Context, from int, match func(T) bool) (int, error) {
	for {
		j.mu.Lock()
		entries, ended := j.entries, j.ended
		if j.changed == nil {
			j.changed = make(chan struct{})
		}
		changed := j.changed
		j.mu.Unlock()
		for ; from < len(entries); from++ {
			if match(entries[from]) {
				return from, nil
			}
		}
		if ended {
			return 0, errEnded
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
}
