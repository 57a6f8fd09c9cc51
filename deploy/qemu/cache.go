package qemu

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// CacheVariable names the environment variable that moves the cache folder
// away from .cache in the module's root.
const CacheVariable = "AURALIS_CACHE"

// CacheDir returns the folder that keeps the kernel and the built guest
// programs between runs, and makes it: $AURALIS_CACHE/board, or
// .cache/board in the root of the module that the working directory is in.
func CacheDir() (string, error) {
	root := os.Getenv(CacheVariable)
	if root == "" {
		module, err := moduleRoot()
		if err != nil {
			return "", err
		}
		root = filepath.Join(module, ".cache")
	}
	dir, err := filepath.Abs(filepath.Join(root, "board"))
	if err != nil {
		return "", fmt.Errorf("qemu: cache folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("qemu: cache folder: %w", err)
	}
	return dir, nil
}

// moduleRoot walks up from the working directory (`go test` sets it to the
// package's folder) to the folder with go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("qemu: working directory: %w", err)
	}
	for from := dir; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("qemu: no go.mod above %s; set %s to a folder for the cache", from, CacheVariable)
		}
	}
}

// lockCache keeps the other processes that use dir out until unlock is
// called. The kernel drops the lock of a process that dies, so a killed test
// blocks nobody.
func lockCache(dir string) (unlock func() error, err error) {
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("qemu: lock cache: %w", err)
	}
	for {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("qemu: lock cache %s: %w", dir, err), file.Close())
	}
	return file.Close, nil // closing the only descriptor drops the lock
}
