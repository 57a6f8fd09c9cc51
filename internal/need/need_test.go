package need

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recorder stands for a test and writes down how it ended.
type recorder struct {
	testing.TB
	how, line string
}

func (r *recorder) Helper() {}

func (r *recorder) Skipf(format string, args ...any) {
	r.how, r.line = "skip", fmt.Sprintf(format, args...)
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.how, r.line = "fail", fmt.Sprintf(format, args...)
}

func TestTool(t *testing.T) {
	dir := t.TempDir()
	there := filepath.Join(dir, "auralis-there")
	if err := os.WriteFile(there, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	for _, c := range []struct {
		tool, require, how, path string
	}{
		{"auralis-there", "", "", there},
		{"auralis-there", "1", "", there},
		{"auralis-missing", "", "skip", ""},
		{"auralis-missing", "0", "skip", ""},
		{"auralis-missing", "1", "fail", ""},
	} {
		t.Run(c.tool+"/"+c.require, func(t *testing.T) {
			t.Setenv(RequireAll, c.require)
			r := &recorder{TB: t}
			if got := Tool(r, c.tool, "the-package"); got != c.path {
				t.Errorf("path %q, want %q", got, c.path)
			}
			if r.how != c.how {
				t.Errorf("test ended by %q, want %q", r.how, c.how)
			}
			if c.how == "" {
				return
			}
			for _, word := range []string{c.tool, "apt-get install the-package"} {
				if !strings.Contains(r.line, word) {
					t.Errorf("line %q doesn't name %q", r.line, word)
				}
			}
			if c.how == "skip" && !strings.HasPrefix(r.line, "skipped: ") {
				t.Errorf("line %q doesn't begin with skipped:", r.line)
			}
		})
	}
}

func TestToolsNamesTheMissingOne(t *testing.T) {
	t.Setenv(RequireAll, "")
	r := &recorder{TB: t}
	Tools(r, "go", "golang-go", "auralis-missing", "the-package")
	if r.how != "skip" || !strings.Contains(r.line, "auralis-missing") {
		t.Errorf("ended by %q with %q", r.how, r.line)
	}
}
