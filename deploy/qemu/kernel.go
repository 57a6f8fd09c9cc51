package qemu

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Kernel is an unpacked Debian kernel package.
type Kernel struct {
	Release string // as uname -r says, for instance 6.1.0-41-arm64
	Image   string // path of vmlinuz
	Modules string // path of lib/modules/RELEASE with modules.dep
}

// CachedKernel returns the kernel in the cache folder, or an error that
// satisfies errors.Is(err, os.ErrNotExist) where there is none yet. Of several
// the one built last is taken.
func CachedKernel(cache string) (Kernel, error) {
	dirs, err := filepath.Glob(filepath.Join(cache, "kernel-*"))
	if err != nil {
		return Kernel{}, fmt.Errorf("qemu: look for a kernel: %w", err)
	}
	newest := ""
	var at int64
	for _, dir := range dirs {
		info, err := os.Stat(dir)
		if err != nil {
			return Kernel{}, fmt.Errorf("qemu: look for a kernel: %w", err)
		}
		if when := info.ModTime().UnixNano(); newest == "" || when > at {
			newest, at = dir, when
		}
	}
	if newest == "" {
		return Kernel{}, fmt.Errorf("qemu: no kernel in %s (go run ./deploy/qemu/fetch gets one): %w", cache, os.ErrNotExist)
	}
	return kernelIn(newest)
}

// kernelIn finds the parts of the kernel unpacked in root. Debian moved
// modules from /lib to /usr/lib over time, so both are looked at.
func kernelIn(root string) (Kernel, error) {
	images, err := filepath.Glob(filepath.Join(root, "boot", "vmlinuz-*"))
	if err != nil || len(images) != 1 {
		return Kernel{}, fmt.Errorf("qemu: want one boot/vmlinuz-* in %s, found %d; remove that folder and fetch again", root, len(images))
	}
	kernel := Kernel{Image: images[0], Release: filepath.Base(images[0])[len("vmlinuz-"):]}
	for _, lib := range []string{"lib", "usr/lib"} {
		dir := filepath.Join(root, lib, "modules", kernel.Release)
		if _, err := os.Stat(dir); err == nil {
			kernel.Modules = dir
			return kernel, nil
		} else if !errors.Is(err, os.ErrNotExist) {
			return Kernel{}, fmt.Errorf("qemu: modules: %w", err)
		}
	}
	return Kernel{}, fmt.Errorf("qemu: no modules/%s in %s; remove that folder and fetch again", kernel.Release, root)
}
