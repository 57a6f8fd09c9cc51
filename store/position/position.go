// Package position keeps where playback is, so that a restart goes on there.
//
// Two copies are kept. One lies in a tmpfs and is at most a second old: it survives the end of the process, however it
// comes. The other lies on the card in two slots written in place (package slots) at most every 15 s, and within a second
// after Now (pause, stop): it survives a power cut. Both carry one sequence, and the newer whole one wins. An hour of playback
// writes 240 pages of 4 KiB, 0.98 MB.
//
// A Keeper has one goroutine, which alone touches the files. Tick and Now hand it the newest record and never wait. Where a
// write fails it is reported, counted and repeated later; the other copy is kept meanwhile.
package position

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"auralis/store/disk"
	"auralis/store/slots"
)

const (
	cardEvery     = 15 * time.Second // between two writes to the card while the position moves
	cardAtLeast   = time.Second      // between two writes to the card, whatever is asked for
	volatileEvery = time.Second      // between two writes to the tmpfs
	retryLongest  = time.Minute      // between two tries of a copy that can't be written
)

// Options says where the copies lie.
type Options struct {
	Dir      string      // folder on the card, which exists
	Volatile string      // folder in a tmpfs (/run/auralis, $XDG_RUNTIME_DIR), made where missing; empty = no such copy
	Report   func(error) // told of every failed write, from the Keeper's goroutine; nil = nobody
	FS       disk.FS     // nil = the real one
}

// Stats counts what a Keeper did.
type Stats struct {
	CardWrites int64 // records written to the card
	CardBytes  int64 // bytes written to the card
	Failed     int64 // failed writes of either copy
}

// Keeper keeps the position. Its methods may be called from any goroutine.
type Keeper struct {
	options  Options
	volatile string // file of the volatile copy; empty = none
	pair     *slots.Pair
	found    Record
	isFound  bool
	sequence uint64 // of the newest record; the goroutine's

	newest atomic.Pointer[Record] // mailbox of one
	urgent atomic.Bool            // the card is to be written at once
	wake   chan struct{}          // capacity 1
	stop   chan struct{}
	done   chan struct{}
	once   sync.Once
	result error // of the last writes; read after done

	cardWrites, cardBytes, failed atomic.Int64
}

// Open finds the newest record and starts the goroutine. The error names the file on the card that can't be opened; a
// volatile folder that can't be made is only reported.
func Open(o Options) (*Keeper, error) {
	if o.FS == nil {
		o.FS = disk.OS{}
	}
	k := &Keeper{options: o, wake: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{})}
	name := filepath.Join(o.Dir, "position.slots")
	pair, value, sequence, err := slots.Open(o.FS, name)
	if err != nil {
		return nil, fmt.Errorf("position file %s: %w", name, err)
	}
	k.pair, k.sequence = pair, sequence
	if sequence > 0 {
		k.found, err = decode(value)
		k.isFound = err == nil
	}
	if o.Volatile != "" {
		k.openVolatile()
	}
	k.cardBytes.Store(pair.BytesWritten())
	go k.run()
	return k, nil
}

// openVolatile takes over the volatile record where it is the newer one. The file's name holds a sum of the folder on the
// card, so that two players don't take each other's.
func (k *Keeper) openVolatile() {
	dir, err := filepath.Abs(k.options.Dir)
	if err != nil {
		dir = k.options.Dir
	}
	if _, real := k.options.FS.(disk.OS); real {
		if err := os.MkdirAll(k.options.Volatile, 0o700); err != nil {
			k.report(err)
			return
		}
	}
	k.volatile = filepath.Join(k.options.Volatile, fmt.Sprintf("position-%08x", crc32.ChecksumIEEE([]byte(dir))))
	b, err := disk.ReadFile(k.options.FS, k.volatile, slots.Size)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			k.report(err)
		}
		return
	}
	sequence, value, err := slots.Decode(b)
	if err != nil || sequence <= k.sequence {
		return // torn by the end of the process, or older than the card's
	}
	if r, err := decode(value); err == nil {
		k.found, k.isFound, k.sequence = r, true, sequence
	}
}

// Restore gives the record that Open found; false where there is none.
func (k *Keeper) Restore() (Record, bool) { return k.found, k.isFound }

// Tick hands over the present position, about once a second while it moves. It never waits; of several the last counts,
// and one that says the same as the last is not written again.
func (k *Keeper) Tick(r Record) {
	k.newest.Store(&r)
	k.knock()
}

// Now is Tick for a moment that should survive a power cut right after it: pause, stop, a change of volume at rest. It
// never waits either; the card is written within a second.
func (k *Keeper) Now(r Record) {
	k.newest.Store(&r)
	k.urgent.Store(true)
	k.knock()
}

func (k *Keeper) knock() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

// Close writes the last record to the card and ends the goroutine. It returns the error of that write, or the context's.
func (k *Keeper) Close(ctx context.Context) error {
	k.once.Do(func() { close(k.stop) })
	select {
	case <-k.done:
		return k.result
	case <-ctx.Done():
		return fmt.Errorf("the position isn't written yet: %w", ctx.Err())
	}
}

// Stats gives the counts so far.
func (k *Keeper) Stats() Stats {
	return Stats{CardWrites: k.cardWrites.Load(), CardBytes: k.cardBytes.Load(), Failed: k.failed.Load()}
}

// BytesWritten counts the bytes written to the card since Open, the making of the file included.
func (k *Keeper) BytesWritten() int64 { return k.cardBytes.Load() }

func (k *Keeper) report(err error) {
	k.failed.Add(1)
	if k.options.Report != nil {
		k.options.Report(err)
	}
}
