package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"auralis/store/disk"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

const fileName = "auralis.db"

// Options says where the data lies.
type Options struct {
	Dir      string           // folder, made where missing
	LockWait time.Duration    // how long to wait for another process to let it go; 0 = 2 s
	Now      func() time.Time // for the names of backups; nil = time.Now

	fs    disk.FS     // of the side files; nil = the real one
	steps []migration // nil = migrations()
}

// Opened says what Open, or Load, had to do. Each of it is worth a line in the log.
type Opened struct {
	Created   bool   // there was no database
	Recovered bool   // it was damaged, moved to Moved, and made anew
	Reason    string // what was wrong with it
	Moved     string // where the damaged file is now
	Migrated  uint64 // version before the migration; 0 = there was none
	Backup    string // copy of the file before the migration
	Warnings  []error
}

// DB is the open store.
type DB struct {
	options Options
	path    string
	lock    *os.File

	mu     sync.Mutex // guards all below but view: every use of the file, one writer at a time
	bolt   *bolt.DB   // nil after Close
	loaded bool
	values values

	view atomic.Pointer[View]
}

// Open opens the store of a folder, or makes it. It reads the queue and the settings, but not yet the library: that is
// Load's, so that music can start before. The error says what keeps it from opening: ErrLocked, ErrNewer, or the disk's
// own. A damaged database is no error, see Opened.
func Open(o Options) (*DB, Opened, error) {
	if o.LockWait == 0 {
		o.LockWait = 2 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.fs == nil {
		o.fs = disk.OS{}
	}
	if o.steps == nil {
		o.steps = migrations()
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, Opened{}, fmt.Errorf("data folder: %w; set data.dir or --data to a folder that can be written", err)
	}
	lock, err := lockFolder(o.Dir, o.LockWait)
	if err != nil {
		return nil, Opened{}, err
	}
	d := &DB{options: o, path: filepath.Join(o.Dir, fileName), lock: lock}
	d.view.Store(&View{})
	var done Opened
	if err = d.openFile(&done); err != nil {
		return nil, Opened{}, errors.Join(err, d.Close())
	}
	d.openValues(&done)
	return d, done, nil
}

// openFile opens, migrates, recovers or makes the database file.
func (d *DB) openFile(done *Opened) error {
	info, err := os.Stat(d.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		done.Created = true
		if err := d.create(); err != nil {
			return fmt.Errorf("new database %s: %w", d.path, err)
		}
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no file", d.path)
	}
	err = d.tryOpen(done)
	if errors.Is(err, ErrCorrupt) {
		return d.recover(err.Error(), done)
	}
	return err
}

// tryOpen opens the file that is there; d.bolt is set where it returns nil.
func (d *DB) tryOpen(done *Opened) error {
	db, err := openBolt(d.path, d.options.LockWait)
	if err != nil {
		return err
	}
	var version uint64
	err = contain(func() error {
		return db.View(func(tx *bolt.Tx) (err error) {
			if version, err = schemaOf(tx); err != nil {
				return err
			}
			for _, b := range [][]byte{bucketTracks, bucketValues} {
				if version > 0 && tx.Bucket(b) == nil {
					return fmt.Errorf("%w: the part %q is missing", ErrCorrupt, b)
				}
			}
			return nil
		})
	})
	newest := d.options.steps[len(d.options.steps)-1].number
	switch {
	case err != nil:
	case version > newest:
		err = fmt.Errorf("%w: %s has version %d, this program knows up to %d: install the newer program again, or move the file away",
			ErrNewer, d.path, version, newest)
	case version < newest:
		err = d.migrateFile(db, version, done)
	}
	if err != nil {
		return errors.Join(err, contain(db.Close))
	}
	d.bolt = db
	return nil
}

// openBolt sorts the answers of bbolt into damage, a lock and the disk's own errors.
func openBolt(path string, wait time.Duration) (*bolt.DB, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() == 0 { // bbolt would make a new database of it; ours come into being whole
		return nil, fmt.Errorf("%w: it is empty", ErrCorrupt)
	}
	var db *bolt.DB
	err = contain(func() (err error) {
		db, err = bolt.Open(path, 0o600, &bolt.Options{Timeout: wait, FreelistType: bolt.FreelistMapType})
		return err
	})
	if err != nil {
		return nil, sortError(path, err)
	}
	// A page beyond the end of the file is a fault when it is read, maybe only days later.
	err = contain(func() error {
		return db.View(func(tx *bolt.Tx) error {
			if tx.Size() > info.Size() {
				return fmt.Errorf("%w: it was cut to %d of %d bytes", ErrCorrupt, info.Size(), tx.Size())
			}
			return nil
		})
	})
	if err != nil {
		return nil, errors.Join(err, contain(db.Close))
	}
	return db, nil
}

func sortError(path string, err error) error {
	if errors.Is(err, ErrCorrupt) {
		return err
	}
	if errors.Is(err, bolterrors.ErrTimeout) {
		return fmt.Errorf("%w: another program has %s open: stop it", ErrLocked, path)
	}
	if errors.Is(err, bolterrors.ErrVersionMismatch) {
		return fmt.Errorf("%w: %s has another layout than this program's database (%w): install the newer program again, or move the file away",
			ErrNewer, path, err)
	}
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return err
	}
	if _, ok := errors.AsType[errno](err); ok {
		return fmt.Errorf("%s: %w", path, err)
	}
	return fmt.Errorf("%w: %w", ErrCorrupt, err)
}

// Close ends the store. Savers must have been closed before. Views stay usable.
func (d *DB) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	var errs []error
	if d.bolt != nil {
		errs = append(errs, contain(d.bolt.Close))
		d.bolt = nil
	}
	errs = append(errs, d.values.close())
	if d.lock != nil {
		errs = append(errs, d.lock.Close())
		d.lock = nil
	}
	return errors.Join(errs...)
}

// View gives the library as of the last committed change. It never waits.
func (d *DB) View() *View { return d.view.Load() }

// use runs a transaction; d.mu is held. A panic or fault in it comes back as ErrCorrupt.
func (d *DB) use(ctx context.Context, write bool, f func(*bolt.Tx) error) error {
	if d.bolt == nil {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return contain(func() error {
		if write {
			return d.bolt.Update(f)
		}
		return d.bolt.View(f)
	})
}
