package qemu

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"auralis/internal/need"
)

// NewDisk makes an empty disk image with an ext4 file system of so many
// mebibytes (at least 8) for [Options.Disk]. It lives as long as the test, so
// several boards can have it one after the other; never two at a time.
func NewDisk(t testing.TB, mebibytes int) string {
	t.Helper()
	mkfs := need.Tool(t, "mkfs.ext4", "e2fsprogs")
	file := filepath.Join(t.TempDir(), "disk.img")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatalf("qemu: disk: %v", err)
	}
	if err := os.Truncate(file, int64(mebibytes)<<20); err != nil {
		t.Fatalf("qemu: disk: %v", err)
	}
	if err := run(context.Background(), io.Discard, "", mkfs, "-q", "-F", file); err != nil {
		t.Fatal(err)
	}
	return file
}
