package scan

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"auralis/store"
)

const (
	batchFiles   = 1000            // tracks of one commit at most
	batchTime    = 2 * time.Second // and how long the first of them waits
	progressTime = 250 * time.Millisecond
	maxNotes     = 1000 // failures and warnings that are listed; all are counted
)

// Stream is what a decoder says about a file.
type Stream struct {
	Codec    string
	Rate     int // Hz
	Bits     int // 0 = lossy or float
	Channels int
	Seconds  float64 // 0 = unknown
	Lossless bool
}

// Probe opens a file as a decoder would and tells its properties. It is called by several goroutines at once; a panic in
// it fails that file alone.
type Probe func(ctx context.Context, path string) (Stream, error)

// Library is what is brought up to date: a *store.DB.
type Library interface {
	View() *store.View
	Apply(context.Context, store.Batch) (store.Applied, error)
}

// Options says what to scan and how.
type Options struct {
	Roots      []string // absolute folders
	Probe      Probe
	Extensions []string       // of files that are looked at, lower case with the dot; nil = Extensions()
	Workers    int            // goroutines that read files; 0 = GOMAXPROCS-2, at least 1
	Progress   func(Progress) // from Run's goroutine, at most four times a second and once at the end; nil = nobody
}

// Extensions are the file name endings of music that can be played.
func Extensions() []string {
	return []string{".flac", ".mp3", ".wav", ".wave", ".rf64", ".bwf", ".aif", ".aiff", ".aifc"}
}

// Progress tells how far a scan is.
type Progress struct {
	Folder string // being walked
	Found  int    // files so far
	Done   int    // of them handled
}

// Note is one thing that was wrong with one file or folder.
type Note struct {
	Path string
	Err  error
}

// Result counts what a scan did.
type Result struct {
	Added          int     `json:"added"`
	Changed        int     `json:"changed"`
	Removed        int     `json:"removed"`
	Unchanged      int     `json:"unchanged"`
	Failed         int     `json:"failed"` // files and folders that couldn't be read; what the library knew of them stays
	Seconds        float64 `json:"seconds"`
	FilesPerSecond float64 `json:"files_per_second"`
	Complete       bool    `json:"complete"` // false where the scan was cut short: then nothing was removed
	Failures       []Note  `json:"-"`        // the first 1000
	Warnings       []Note  `json:"-"`        // damaged tags, the first 1000
}

// Run scans the roots once. The error is the context's, or the library's; the result counts what was done until then.
func Run(ctx context.Context, lib Library, o Options) (Result, error) {
	start := time.Now()
	if o.Extensions == nil {
		o.Extensions = Extensions()
	}
	if o.Workers <= 0 {
		o.Workers = max(1, runtime.GOMAXPROCS(0)-2)
	}
	r := run{lib: lib, options: o, roots: map[string]bool{}, seen: map[string]bool{}}
	err := r.all(ctx)
	r.result.Seconds = time.Since(start).Seconds()
	if r.result.Seconds > 0 {
		n := r.result.Added + r.result.Changed + r.result.Unchanged + r.result.Failed
		r.result.FilesPerSecond = float64(n) / r.result.Seconds
	}
	r.result.Complete = err == nil
	return r.result, err
}

// run is one scan; its fields belong to Run's goroutine.
type run struct {
	lib     Library
	options Options
	result  Result

	batch   []store.Track
	moved   int       // of the batch only the root has changed
	since   time.Time // of the first in batch
	shown   time.Time // of the last Progress
	state   Progress
	roots   map[string]bool // roots that were walked
	seen    map[string]bool // paths that are there
	doubted []string        // paths below which nothing is removed
}

func (r *run) all(ctx context.Context) error {
	if !r.lib.View().Ready() {
		if _, err := r.lib.Apply(ctx, store.Batch{}); err != nil { // reads the library
			return err
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	found := make(chan event, 64)
	done := make(chan event, 64)
	var walking, working sync.WaitGroup
	walking.Go(func() {
		defer close(found)
		walkRoots(ctx, r.options, func(e event) { send(ctx, found, e) })
	})
	view := r.lib.View()
	for range r.options.Workers {
		working.Go(func() {
			for e := range found {
				if e.kind == fileFound {
					e = examine(ctx, view, r.options.Probe, e)
				}
				send(ctx, done, e)
			}
		})
	}
	go func() {
		walking.Wait()
		working.Wait()
		close(done)
	}()
	var failed error
	for e := range done {
		if failed == nil {
			if failed = r.take(ctx, e); failed != nil {
				cancel() // the others end; what they still send is passed over
			}
		}
	}
	if failed == nil {
		failed = ctx.Err()
	}
	if failed == nil {
		failed = r.commit(ctx)
	}
	if failed == nil {
		failed = r.remove(ctx)
	}
	r.show(true)
	if failed != nil {
		return fmt.Errorf("scan: %w", failed)
	}
	return nil
}

func send(ctx context.Context, to chan<- event, e event) {
	select {
	case to <- e:
	case <-ctx.Done():
	}
}

// take counts one event and collects its track.
func (r *run) take(ctx context.Context, e event) error {
	switch e.kind {
	case folderFound:
		r.state.Folder = e.path
	case rootWalked:
		r.roots[e.path] = true
	case doubtful:
		r.doubted = append(r.doubted, e.path)
		r.fail(e)
	case fileFailed:
		r.file(e)
		r.fail(e)
	case fileSame:
		r.file(e)
		r.result.Unchanged++
	case fileRead:
		r.file(e)
		if e.err != nil {
			r.result.Warnings = note(r.result.Warnings, e)
		}
		if len(r.batch) == 0 {
			r.since = time.Now()
		}
		r.batch = append(r.batch, e.track)
		if e.moved {
			r.moved++
		}
	}
	r.show(false)
	if len(r.batch) >= batchFiles || len(r.batch) > 0 && time.Since(r.since) >= batchTime {
		return r.commit(ctx)
	}
	return nil
}

func (r *run) file(e event) {
	r.seen[e.path] = true
	r.state.Found++
	r.state.Done++
}

func (r *run) fail(e event) {
	r.result.Failed++
	r.result.Failures = note(r.result.Failures, e)
}

func note(to []Note, e event) []Note {
	if len(to) < maxNotes {
		to = append(to, Note{e.path, e.err})
	}
	return to
}

func (r *run) commit(ctx context.Context) error {
	if len(r.batch) == 0 {
		return nil
	}
	done, err := r.lib.Apply(ctx, store.Batch{Put: r.batch})
	if err != nil {
		return err
	}
	r.result.Added += done.Added
	r.result.Changed += done.Changed - r.moved
	r.result.Unchanged += r.moved
	r.batch, r.moved = nil, 0
	return nil
}

// remove takes out of the library what was in a walked root and is there no more.
func (r *run) remove(ctx context.Context) error {
	var gone []string
	for t := range r.lib.View().Tracks() {
		if r.roots[t.Root] && !r.seen[t.Path] && !r.inDoubt(t.Path) {
			gone = append(gone, t.ID)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	done, err := r.lib.Apply(ctx, store.Batch{Remove: gone})
	r.result.Removed += done.Removed
	return err
}

func (r *run) inDoubt(path string) bool {
	for _, d := range r.doubted {
		if path == d || strings.HasPrefix(path, strings.TrimSuffix(d, "/")+"/") {
			return true
		}
	}
	return false
}

func (r *run) show(last bool) {
	if r.options.Progress == nil || !last && time.Since(r.shown) < progressTime {
		return
	}
	r.shown = time.Now()
	r.options.Progress(r.state)
}
