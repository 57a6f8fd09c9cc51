package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	bolt "go.etcd.io/bbolt"
)

type errno = syscall.Errno

const kept = 3 // damaged files and backups of each kind that stay

// create makes an empty database of the present version: under another name first, so that a power cut leaves the
// finished file or none.
func (d *DB) create() (err error) {
	temp := d.path + ".tmp"
	if err := os.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	db, err := bolt.Open(temp, 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType, Timeout: d.options.LockWait})
	if err != nil {
		return err
	}
	err = migrate(db, d.options.steps, 0)
	if err == nil {
		err = db.Sync()
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	if err := d.options.fs.Rename(temp, d.path); err != nil {
		return err
	}
	return d.options.fs.SyncDir(d.options.Dir)
}

// recover moves the damaged file aside and opens a new one.
func (d *DB) recover(reason string, done *Opened) error {
	moved, err := d.freeName("corrupt")
	if err != nil {
		return err
	}
	if err := os.Rename(d.path, moved); err != nil {
		return fmt.Errorf("damaged database (%s) can't be moved aside: %w", reason, err)
	}
	if err := d.create(); err != nil {
		return fmt.Errorf("new database in place of the damaged one, which is now %s: %w", moved, err)
	}
	if err := d.tryOpen(done); err != nil {
		return fmt.Errorf("new database in place of the damaged one, which is now %s: %w", moved, err)
	}
	done.Recovered, done.Reason, done.Moved = true, reason, moved
	d.prune("corrupt", done)
	return nil
}

// migrateFile copies the file, then brings it to the present version.
func (d *DB) migrateFile(db *bolt.DB, from uint64, done *Opened) error {
	backup, err := d.freeName(fmt.Sprintf("v%d", from))
	if err != nil {
		return err
	}
	if err := copyTo(db, backup); err != nil {
		return fmt.Errorf("backup before the migration of %s: %w; make room or set data.dir to another disk", d.path, err)
	}
	if err := d.options.fs.SyncDir(d.options.Dir); err != nil {
		return err
	}
	if err := migrate(db, d.options.steps, from); err != nil {
		return fmt.Errorf("migration of %s from version %d: %w; the file is as it was, a copy is %s", d.path, from, err, backup)
	}
	done.Migrated, done.Backup = from, backup
	d.prune("v*", done)
	return nil
}

// copyTo writes a consistent copy of the open database, durable under its name once it is whole.
func copyTo(db *bolt.DB, name string) error {
	temp := name + ".tmp"
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = contain(func() error {
		return db.View(func(tx *bolt.Tx) error {
			_, err := tx.WriteTo(f)
			return err
		})
	})
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return os.Rename(temp, name)
}

// freeName makes a name beside the database out of the time; there may be one of the same second.
func (d *DB) freeName(kind string) (string, error) {
	stamp := d.options.Now().UTC().Format("20060102T150405Z")
	for n := range 100 {
		name := fmt.Sprintf("%s.%s-%s", d.path, kind, stamp)
		if n > 0 {
			name = fmt.Sprintf("%s.%02d", name, n)
		}
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		} else if err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("no free name for %s.%s-%s: move the old ones away", d.path, kind, stamp)
}

// prune removes the oldest files of a kind: a card that damages the file again and again must not fill up with them.
func (d *DB) prune(kind string, done *Opened) {
	names, err := filepath.Glob(d.path + "." + kind + "-*")
	if err != nil {
		done.Warnings = append(done.Warnings, err)
		return
	}
	type aged struct {
		name string
		at   int64
	}
	var files []aged
	for _, n := range names {
		if info, err := os.Lstat(n); err == nil {
			files = append(files, aged{n, info.ModTime().UnixNano()})
		}
	}
	slices.SortFunc(files, func(a, b aged) int { return int(min(max(b.at-a.at, -1), 1)) })
	for _, f := range files[min(kept, len(files)):] {
		if err := os.Remove(f.name); err != nil {
			done.Warnings = append(done.Warnings, err)
		}
	}
}
