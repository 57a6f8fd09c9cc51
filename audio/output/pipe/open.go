package pipe

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"auralis/audio/output/layout"
)

// ErrNoReader is what Open returns (wrapped) for a fifo that nobody has open for reading. Open it again later.
var ErrNoReader = errors.New("nobody reads from it")

// retry is how often OpenWait looks for a reader.
const retry = 100 * time.Millisecond

// Stdout is the path that stands for the standard output of the process.
const Stdout = "-"

// Open opens path for writing and returns at once. A fifo must have a reader, else the error wraps ErrNoReader; a plain
// file is made where it is missing and emptied where it isn't; Stdout is taken as it is. Anything else (a terminal, a
// device, a directory) is refused with an error that says what it is.
func Open(path string, o layout.Options) (*Sink, error) {
	o, err := o.Complete()
	if err != nil {
		return nil, fmt.Errorf("pipe output %s: %w", path, err)
	}
	fd, mode, err := openFile(path)
	if err != nil {
		return nil, fmt.Errorf("pipe output %s: %w", path, err)
	}
	return newSink(path, fd, mode.Type() == fs.ModeNamedPipe, o), nil
}

// OpenWait is Open that waits for a reader until ctx is done; the error then wraps both ErrNoReader and ctx's.
func OpenWait(ctx context.Context, path string, o layout.Options) (*Sink, error) {
	tick := time.NewTicker(retry)
	defer tick.Stop()
	for {
		s, err := Open(path, o)
		if !errors.Is(err, ErrNoReader) {
			return s, err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, fmt.Errorf("%w (%w)", err, ctx.Err())
		}
	}
}

// openFile gives a descriptor that never blocks, and what kind of file it is.
func openFile(path string) (fd int, mode fs.FileMode, err error) {
	if path == Stdout {
		return openStdout()
	}
	// Not truncated here: what it is comes first. O_NONBLOCK makes a fifo without a reader an error instead of a wait.
	fd, err = ignoringEINTR(func() (int, error) {
		return unix.Open(path, unix.O_WRONLY|unix.O_CREAT|unix.O_NONBLOCK|unix.O_CLOEXEC, 0o644)
	})
	switch {
	case errors.Is(err, unix.ENXIO):
		if fi, serr := os.Stat(path); serr == nil && fi.Mode().Type() != fs.ModeNamedPipe {
			return -1, 0, fmt.Errorf("is %s; give a fifo or a file", kind(fi.Mode()))
		}
		return -1, 0, fmt.Errorf("%w: start the program that reads it (such as `aplay -t raw … < %s`) first", ErrNoReader, path)
	case err != nil:
		return -1, 0, fmt.Errorf("open for writing: %w", err)
	}
	mode, err = modeOf(fd)
	if err == nil && mode.IsRegular() {
		err = unix.Ftruncate(fd, 0)
	}
	if err != nil {
		_ = unix.Close(fd) // nothing was written
		return -1, 0, err
	}
	return fd, mode, nil
}

// openStdout opens the pipe at the standard output anew, so that its not blocking doesn't change the descriptor that other
// processes share with us; a file keeps its position by a duplicate.
func openStdout() (int, fs.FileMode, error) {
	mode, err := modeOf(unix.Stdout)
	if err != nil {
		return -1, 0, err
	}
	fd := -1
	if mode.IsRegular() {
		fd, err = unix.FcntlInt(uintptr(unix.Stdout), unix.F_DUPFD_CLOEXEC, 3)
	} else {
		fd, err = ignoringEINTR(func() (int, error) {
			return unix.Open("/proc/self/fd/1", unix.O_WRONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
		})
		if errors.Is(err, unix.ENXIO) {
			err = ErrNoReader
		}
	}
	if err != nil {
		return -1, 0, fmt.Errorf("open the standard output: %w", err)
	}
	return fd, mode, nil
}

// modeOf gives the type of an open file, or an error where it is none that this sink writes to.
func modeOf(fd int) (fs.FileMode, error) {
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return 0, fmt.Errorf("stat: %w", err)
	}
	var m fs.FileMode
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFREG:
		return 0, nil
	case unix.S_IFIFO:
		return fs.ModeNamedPipe, nil
	case unix.S_IFCHR:
		m = fs.ModeDevice | fs.ModeCharDevice
	case unix.S_IFBLK:
		m = fs.ModeDevice
	case unix.S_IFSOCK:
		m = fs.ModeSocket
	default:
		m = fs.ModeIrregular
	}
	return 0, fmt.Errorf("is %s; give a fifo or a file", kind(m))
}

// kind names a type of file for a person.
func kind(m fs.FileMode) string {
	switch {
	case m&fs.ModeCharDevice != 0:
		return "a terminal or another character device"
	case m&fs.ModeDevice != 0:
		return "a block device"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m.IsDir():
		return "a directory"
	default:
		return "a special file"
	}
}

// ignoringEINTR repeats a call that a signal interrupted.
func ignoringEINTR(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if !errors.Is(err, unix.EINTR) {
			return n, err
		}
	}
}
