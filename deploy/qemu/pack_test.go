package qemu

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"auralis/internal/need"
)

// The archive, read back by the program that defines the format.
func TestCPIO(t *testing.T) {
	cpio := need.Tool(t, "cpio", "cpio")
	var image bytes.Buffer
	archive := &tree{to: newCPIO(&image), dirs: map[string]bool{".": true}}
	want := map[string]string{"init": "program", "a/b/c/odd": "12345", "a/b/empty": "", "a/four": "1234"}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		archive.file(name, 0o640, []byte(want[name]))
	}
	archive.keep(archive.to.Close())
	if archive.err != nil {
		t.Fatal(archive.err)
	}
	if image.Len()%512 != 0 {
		t.Errorf("image has %d bytes, want whole blocks", image.Len())
	}
	dir := t.TempDir()
	unpack := exec.Command(cpio, "--extract", "--quiet")
	unpack.Dir, unpack.Stdin = dir, &image
	if out, err := unpack.CombinedOutput(); err != nil {
		t.Fatalf("cpio: %v\n%s", err, out)
	}
	for name, text := range want {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(got) != text {
			t.Errorf("%s has %q, %v; want %q", name, got, err, text)
		}
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o640 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

// modulesDir writes a modules folder: a needs b and c, b needs c; d is
// compressed, e is built in.
func modulesDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := w.Write([]byte("module d")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"modules.dep":     "kernel/snd-a.ko: kernel/b.ko kernel/c.ko\nkernel/b.ko: kernel/c.ko\nkernel/c.ko:\nkernel/d.ko.gz:\nkernel/x.ko.xz:\n",
		"modules.builtin": "kernel/fs/e-e.ko\n",
		"kernel/c.ko":     "module c",
		"kernel/d.ko.gz":  zipped.String(),
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestModuleOrder(t *testing.T) {
	index, err := readModules(modulesDir(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		wanted []string
		order  string
	}{
		{nil, ""},
		{[]string{"c"}, "c.ko"},
		{[]string{"snd-a"}, "c.ko b.ko snd-a.ko"},
		{[]string{"snd_a", "d", "snd-a"}, "c.ko b.ko snd-a.ko d.ko.gz"},
		{[]string{"e_e", "c"}, "c.ko"},
	} {
		order, err := index.loadOrder(c.wanted)
		if got := strings.ReplaceAll(strings.Join(order, " "), "kernel/", ""); err != nil || got != c.order {
			t.Errorf("%v: %q, %v; want %q", c.wanted, got, err, c.order)
		}
	}
	if _, err := index.loadOrder([]string{"c", "nosuch"}); err == nil || !strings.Contains(err.Error(), "nosuch") {
		t.Errorf("unknown module: %v", err)
	}
}

func TestModuleDecompression(t *testing.T) {
	dir := modulesDir(t)
	index, err := readModules(dir)
	if err != nil {
		t.Fatal(err)
	}
	if xz := need.Tool(t, "xz", "xz-utils"); xz != "" {
		pack := exec.Command(xz, "-c")
		pack.Stdin = strings.NewReader("module x")
		packed, err := pack.Output()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "kernel/x.ko.xz"), packed, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"c", "d", "x"} {
		if data, err := index.read(index.path[name]); err != nil || string(data) != "module "+name {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "kernel/d.ko.gz"), []byte("not gzip"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := index.read("kernel/d.ko.gz"); err == nil {
		t.Error("a damaged module gives no error")
	}
}

func TestDependencies(t *testing.T) {
	const field = "kmod, linux-image-6.1.0-41-arm64 (= 6.1.1-1), linux-image-x:arm64 | other, linux-modules-1 (>= 2)"
	if got := dependencies(field, "linux-image-"); !slices.Equal(got, []string{"linux-image-6.1.0-41-arm64", "linux-image-x"}) {
		t.Errorf("%q", got)
	}
	if got := dependencies("", "linux-image-"); len(got) != 0 {
		t.Errorf("%q of nothing", got)
	}
}

func TestForwardedPorts(t *testing.T) {
	got := forwardedPorts("Hub -1 (net):\n" +
		"  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ\n" +
		"  TCP[HOST_FORWARD]  14       127.0.0.1 37911       10.0.2.15    80     0     0\n" +
		"  TCP[ESTABLISHED]   15       127.0.0.1 1               10.0.2.15    2     0     0\n" +
		"  TCP[HOST_FORWARD]  16       127.0.0.1 40001       10.0.2.15  6600     0     0\n")
	if !maps.Equal(got, map[int]int{80: 37911, 6600: 40001}) {
		t.Errorf("%v", got)
	}
}

// The cache is one process's at a time; descriptors of one process exclude
// each other just the same (flock(2)).
func TestCacheLock(t *testing.T) {
	dir := t.TempDir()
	var inside atomic.Int32
	var group sync.WaitGroup
	failed := make(chan error, 8)
	for range 8 {
		group.Go(func() {
			unlock, err := lockCache(dir)
			if err != nil {
				failed <- err
				return
			}
			if n := inside.Add(1); n != 1 {
				failed <- fmt.Errorf("%d hold the lock", n)
			}
			inside.Add(-1)
			if err := unlock(); err != nil {
				failed <- err
			}
		})
	}
	group.Wait()
	close(failed)
	for err := range failed {
		t.Error(err)
	}
}

// A kernel that is there is used without a look at the network; half a kernel
// is named.
func TestFetchKeepsWhatIsThere(t *testing.T) {
	cache := t.TempDir()
	if _, err := CachedKernel(cache); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("empty cache: %v", err)
	}
	root := filepath.Join(cache, "kernel-x_1")
	for _, dir := range []string{"boot", "usr/lib/modules/9.9-arm64"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := CachedKernel(cache); err == nil || !strings.Contains(err.Error(), root) {
		t.Errorf("half a kernel: %v", err)
	}
	if err := os.WriteFile(filepath.Join(root, "boot/vmlinuz-9.9-arm64"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", "/nonexistent") // without programs nothing can be fetched
	kernel, err := Fetch(t.Context(), cache, false, new(bytes.Buffer))
	if err != nil || kernel.Release != "9.9-arm64" || filepath.Base(kernel.Modules) != "9.9-arm64" {
		t.Errorf("%+v, %v", kernel, err)
	}
}

func TestCacheDir(t *testing.T) {
	root := t.TempDir()
	t.Setenv(CacheVariable, root)
	if dir, err := CacheDir(); err != nil || dir != filepath.Join(root, "board") {
		t.Errorf("%q, %v", dir, err)
	}
	t.Setenv(CacheVariable, "")
	dir, err := CacheDir()
	if err != nil || !strings.HasSuffix(dir, "/.cache/board") {
		t.Errorf("%q, %v", dir, err)
	}
}
