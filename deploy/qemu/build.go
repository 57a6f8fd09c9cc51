package qemu

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// Build compiles a command of this module for the guest into the file out:
// static, linux/arm64. Options for `go build` go into flags, pkg is an import
// path or a path relative to the working directory.
func Build(ctx context.Context, out, pkg string, flags ...string) error {
	return goTool(ctx, append(append([]string{"build", "-ldflags=-s -w", "-o", out}, flags...), pkg)...)
}

// buildTests compiles the tests of pkg, those with the build tag board
// included.
func buildTests(ctx context.Context, out, pkg string) error {
	return goTool(ctx, "test", "-c", "-tags=board", "-ldflags=-s -w", "-o", out, pkg)
}

func goTool(ctx context.Context, args ...string) error {
	command := exec.CommandContext(ctx, tool("go"), args...)
	// The last setting of a variable counts.
	command.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("qemu: go %v for the guest: %w\n%s", args, err, lastLines(string(output), 30))
	}
	return nil
}

// guestInit returns the guest's first process, built anew when its source has
// changed.
func guestInit(ctx context.Context, cache string) (program []byte, err error) {
	unlock, err := lockCache(cache)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	out := filepath.Join(cache, "init")
	if err := Build(ctx, out, "auralis/deploy/qemu/guest"); err != nil {
		return nil, err
	}
	program, err = os.ReadFile(out)
	if err != nil {
		return nil, fmt.Errorf("qemu: guest: %w", err)
	}
	return program, nil
}

// fetchKernel returns the kernel of the cache folder, fetched where there is
// none.
func fetchKernel(ctx context.Context, cache string) (Kernel, error) {
	kernel, err := CachedKernel(cache)
	if errors.Is(err, os.ErrNotExist) {
		return Fetch(ctx, cache, false, io.Discard)
	}
	return kernel, err
}
