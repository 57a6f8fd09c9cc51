package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// lockFolder takes the folder for this process until the file is closed. It waits for another process up to wait. The file
// holds the number of the process, for the message.
func lockFolder(dir string, wait time.Duration) (*os.File, error) {
	name := filepath.Join(dir, "auralis.lock")
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(wait)
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			break
		}
		if !time.Now().Before(deadline) {
			holder := describeHolder(f)
			return nil, errors.Join(fmt.Errorf("%w: %s is held by %s: stop it, ask it with `auralis ctl`, or give another folder with --data",
				ErrLocked, dir, holder), f.Close())
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err == nil {
		err = f.Truncate(0)
	}
	if err == nil {
		_, err = f.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", name, err), f.Close())
	}
	return f, nil
}

func describeHolder(f *os.File) string {
	b, err := io.ReadAll(io.NewSectionReader(f, 0, 32))
	if pid := strings.TrimSpace(string(b)); err == nil && pid != "" {
		return "process " + pid
	}
	return "another process"
}
