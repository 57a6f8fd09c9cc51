package store

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// What Open and the methods of DB report; test with errors.Is. The text names the file and the remedy.
var (
	// ErrLocked: another process has the folder.
	ErrLocked = errors.New("data folder in use")
	// ErrNewer: the file was written by a newer version.
	ErrNewer = errors.New("file of a newer version")
	// ErrCorrupt: the file contradicts itself.
	ErrCorrupt = errors.New("damaged file")
	// ErrClosed: the DB was closed.
	ErrClosed = errors.New("store is closed")
)

// contain runs f and turns what a damaged file does to a reader of mapped memory into an error: bbolt panics where pages
// contradict each other, and a page that can't be read is a memory fault.
func contain(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrCorrupt, r)
		}
	}()
	return f()
}
