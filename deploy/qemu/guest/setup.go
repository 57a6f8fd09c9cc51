//go:build linux

package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"auralis/deploy/qemu/script"
)

const dataDir = "/data"

// mountAll mounts what programs expect of a Linux system.
func mountAll() error {
	for _, m := range []struct{ kind, dir string }{
		{"proc", "/proc"},
		{"sysfs", "/sys"},
		{"devtmpfs", "/dev"},
		{"tmpfs", "/dev/shm"},
		{"tmpfs", "/tmp"},
		{"tmpfs", "/run"},
	} {
		if err := os.MkdirAll(m.dir, 0o755); err != nil {
			return fmt.Errorf("mount %s: %w", m.dir, err)
		}
		if err := unix.Mount(m.kind, m.dir, m.kind, 0, ""); err != nil {
			return fmt.Errorf("mount %s on %s: %w", m.kind, m.dir, err)
		}
	}
	return nil
}

// loadModules loads the modules in the order the host found in modules.dep.
func loadModules(modules []script.Module) error {
	for _, m := range modules {
		file, err := os.Open(m.Path)
		if err != nil {
			return fmt.Errorf("module: %w", err)
		}
		err = unix.FinitModule(int(file.Fd()), m.Parameters, 0)
		if errors.Is(err, unix.EEXIST) { // built in or loaded by another's request
			err = nil
		}
		if err = errors.Join(err, file.Close()); err != nil {
			return fmt.Errorf("load module %s: %w", filepath.Base(m.Path), err)
		}
	}
	return nil
}

// networkUp configures lo, and eth0 as QEMU's user network expects it.
func networkUp() error {
	lo, err := netlink.LinkByName("lo")
	if err != nil {
		return fmt.Errorf("network: lo: %w", err)
	}
	if err := netlink.LinkSetUp(lo); err != nil {
		return fmt.Errorf("network: lo up: %w", err)
	}
	if err := waitFor("/sys/class/net/eth0"); err != nil {
		return fmt.Errorf("network: %w", err)
	}
	eth0, err := netlink.LinkByName("eth0")
	if err != nil {
		return fmt.Errorf("network: eth0: %w", err)
	}
	address, err := netlink.ParseAddr("10.0.2.15/24")
	if err != nil {
		return fmt.Errorf("network: %w", err)
	}
	if err := netlink.AddrAdd(eth0, address); err != nil {
		return fmt.Errorf("network: address of eth0: %w", err)
	}
	if err := netlink.LinkSetUp(eth0); err != nil {
		return fmt.Errorf("network: eth0 up: %w", err)
	}
	route := &netlink.Route{LinkIndex: eth0.Attrs().Index, Gw: net.IPv4(10, 0, 2, 2)}
	if err := netlink.RouteAdd(route); err != nil {
		return fmt.Errorf("network: default route: %w", err)
	}
	return nil
}

// mountData mounts an ext4 disk.
func mountData(device string) error {
	if err := waitFor(device); err != nil {
		return fmt.Errorf("disk: %w", err)
	}
	if err := os.MkdirAll(dataDir, 0o755); err != nil {
		return fmt.Errorf("disk: %w", err)
	}
	if err := unix.Mount(device, dataDir, "ext4", unix.MS_NOATIME, ""); err != nil {
		return fmt.Errorf("disk: mount ext4 of %s on %s: %w", device, dataDir, err)
	}
	return nil
}

// unmountData unmounts the disk where there is one, so that a clean end is
// clean for the file system too.
func unmountData() error {
	err := unix.Unmount(dataDir, 0)
	if err == nil || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOENT) { // not mounted
		return nil
	}
	return fmt.Errorf("disk: unmount %s: %w", dataDir, err)
}
