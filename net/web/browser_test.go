package web

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"auralis/internal/need"
)

// modules skips where the page's packages aren't installed.
func modules(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("page/node_modules/playwright-core"); err != nil {
		need.Unmet(t, "the page's packages aren't installed", "cd net/web/page && npm ci")
	}
}

// The page in a real browser, at phone and desk size. AURALIS_SCREENSHOTS names a folder for pictures.
func TestPageInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: -short")
	}
	node := need.Tool(t, "node", "nodejs")
	chromium := need.Tool(t, "chromium", "chromium")
	modules(t)
	r := newRig(t, 6, nil)
	shots := os.Getenv("AURALIS_SCREENSHOTS")
	if shots == "" {
		shots = t.TempDir()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, "page/test/page.mjs", chromium, r.URL(), shots, *r.pin.Load())
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // so that the browser is ended too
	cmd.WaitDelay = 10 * time.Second
	cmd.Env = append(os.Environ(), "TMPDIR="+t.TempDir())
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
}

// What is embedded is what the sources give.
func TestPageIsBuilt(t *testing.T) {
	node := need.Tool(t, "node", "nodejs")
	modules(t)
	dir := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), node, "page/build.mjs", filepath.Join(dir, "dist")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	fresh, err := filepath.Glob(filepath.Join(dir, "dist", "*"))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := filepath.Glob("page/dist/*")
	if err != nil || len(kept) != len(fresh) || len(kept) == 0 {
		t.Fatalf("%d files are built, %d are kept: run net/web/page/build.sh (%v)", len(fresh), len(kept), err)
	}
	for _, f := range fresh {
		a, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join("page/dist", filepath.Base(f)))
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s is behind its sources: run net/web/page/build.sh (%v)", filepath.Base(f), err)
		}
	}
}
