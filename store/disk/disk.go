// Package disk is the small part of a file system that store writes through, so that a test can cut the power at every
// call, and the one way in which a whole file is replaced.
package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// File is an open file. It is used by one goroutine at a time.
type File interface {
	io.ReaderAt
	io.WriterAt
	// Sync makes content and metadata durable (fsync).
	Sync() error
	// Datasync makes the content durable and of the metadata what is needed to read it (fdatasync). After an error from
	// either the content is unknown and has to be written again.
	Datasync() error
	Close() error
}

// FS opens, renames and removes files. Errors are those of package os.
type FS interface {
	OpenFile(name string, flag int, perm fs.FileMode) (File, error)
	// Rename replaces what stood under the new name. It is durable after SyncDir.
	Rename(from, to string) error
	Remove(name string) error
	// SyncDir makes the names in a folder durable.
	SyncDir(name string) error
}

// OS is the real file system.
type OS struct{}

type osFile struct{ *os.File }

// OpenFile is os.OpenFile.
func (OS) OpenFile(name string, flag int, perm fs.FileMode) (File, error) {
	f, err := os.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

// Datasync is fdatasync(2).
func (f osFile) Datasync() error {
	for {
		err := unix.Fdatasync(int(f.Fd()))
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return &fs.PathError{Op: "fdatasync", Path: f.Name(), Err: err}
		}
		return nil
	}
}

// Rename is os.Rename.
func (OS) Rename(from, to string) error { return os.Rename(from, to) }

// Remove is os.Remove.
func (OS) Remove(name string) error { return os.Remove(name) }

// SyncDir opens the folder and syncs it.
func (OS) SyncDir(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// ReadFile reads a whole file of at most limit bytes; a larger one is an error.
func ReadFile(fsys FS, name string, limit int) ([]byte, error) {
	f, err := fsys.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.NewSectionReader(f, 0, int64(limit)+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if len(b) > limit {
		return nil, fmt.Errorf("%s is larger than %d bytes", name, limit)
	}
	return b, nil
}

// Replace puts a file with exactly this content in place: temporary file, fsync, rename, fsync of the folder. Whatever
// happens, the name stands for the old content or the new, whole; after nil it is the new one, also after a power cut.
// Two calls for the same name must not overlap.
func Replace(fsys FS, name string, content []byte, perm fs.FileMode) error {
	return replace(fsys, name, content, perm, true)
}

// ReplaceVolatile is Replace without the syncs, for a tmpfs: it survives the end of the process, not a power cut.
func ReplaceVolatile(fsys FS, name string, content []byte, perm fs.FileMode) error {
	return replace(fsys, name, content, perm, false)
}

func replace(fsys FS, name string, content []byte, perm fs.FileMode, durable bool) error {
	temp := name + ".tmp"
	f, err := fsys.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_TRUNC, perm)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(content, 0)
	if err == nil && durable {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = fsys.Rename(temp, name)
	}
	if err != nil {
		if left := fsys.Remove(temp); left != nil && !errors.Is(left, fs.ErrNotExist) {
			err = errors.Join(err, left)
		}
		return err
	}
	if durable {
		return fsys.SyncDir(filepath.Dir(name))
	}
	return nil
}
