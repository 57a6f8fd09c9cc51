package qemu

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"auralis/internal/need"
)

// Fetch puts Debian's newest generic arm64 kernel into the cache folder and
// returns it. The kernel that is there already is kept, without a look at the
// network, unless refresh is set. Progress goes to log, a line at a time.
//
// It uses apt with a state of its own below the cache folder, and the
// system's sources, keys, proxies and credentials (/etc/apt): nothing of the
// system's package state is read or changed, and no rights are needed.
// Several processes may call it at the same time; one works, the others wait.
//
// It fails where apt has no Debian source for arm64, where the network does,
// and where one of apt-get, dpkg-deb and depmod is missing.
func Fetch(ctx context.Context, cache string, refresh bool, log io.Writer) (kernel Kernel, err error) {
	unlock, err := lockCache(cache)
	if err != nil {
		return Kernel{}, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	kernel, err = CachedKernel(cache)
	if err == nil && !refresh {
		return kernel, nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return Kernel{}, err
	}
	apt, err := newApt(ctx, filepath.Join(cache, "apt"), log)
	if err != nil {
		return Kernel{}, err
	}
	packages, version, err := apt.resolve()
	if err != nil {
		return Kernel{}, err
	}
	final := filepath.Join(cache, "kernel-"+packages[0]+"_"+version)
	if _, err := os.Stat(final); err == nil {
		fmt.Fprintf(log, "%s %s is here already\n", packages[0], version)
		return kernelIn(final)
	}
	fmt.Fprintf(log, "fetching %s %s\n", strings.Join(packages, ", "), version)
	work, err := os.MkdirTemp(cache, "unpack-")
	if err != nil {
		return Kernel{}, fmt.Errorf("qemu: fetch kernel: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	root := filepath.Join(work, "root")
	if err := apt.unpack(packages, work, root); err != nil {
		return Kernel{}, err
	}
	kernel, err = kernelIn(root)
	if err != nil {
		return Kernel{}, err
	}
	// depmod -b ROOT looks in ROOT/lib/modules.
	base := strings.TrimSuffix(kernel.Modules, filepath.Join("lib", "modules", kernel.Release))
	if err := run(ctx, log, "", tool("depmod"), "-b", base, kernel.Release); err != nil {
		return Kernel{}, err
	}
	// The folder appears under its final name only when complete, so that a
	// run cut short leaves nothing that looks like a kernel.
	if err := os.Rename(root, final); err != nil {
		return Kernel{}, fmt.Errorf("qemu: fetch kernel: %w", err)
	}
	return kernelIn(final)
}

// tool returns the program's path, or its bare name so that running it gives
// the error that names it.
func tool(name string) string {
	if path := need.Find(name); path != "" {
		return path
	}
	return name
}

// run runs a program to its end, output to log; the error carries the last
// lines of the output.
func run(ctx context.Context, log io.Writer, dir, program string, args ...string) error {
	var tail strings.Builder
	command := exec.CommandContext(ctx, program, args...)
	command.Dir = dir
	command.Stdout = io.MultiWriter(log, &tail)
	command.Stderr = command.Stdout
	if err := command.Run(); err != nil {
		return fmt.Errorf("qemu: %s %s: %w\n%s", filepath.Base(program), strings.Join(args, " "), err, lastLines(tail.String(), 15))
	}
	return nil
}

// lastLines returns the last n lines of text.
func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
