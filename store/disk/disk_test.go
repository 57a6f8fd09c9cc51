package disk_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"auralis/store/disk"
	"auralis/store/disk/disktest"
)

// At every call and in many ways of losing what wasn't synced, the old content or the new is there, and the new once
// Replace said so.
func TestReplaceSurvivesACutAtEveryCall(t *testing.T) {
	before, after := bytes.Repeat([]byte("old "), 700), bytes.Repeat([]byte("newer "), 900)
	for cut := 0; ; cut++ {
		acknowledged := false
		for seed := range uint64(40) {
			m := disktest.New(seed)
			if err := disk.Replace(m, "/d/f", before, 0o600); err != nil {
				t.Fatal(err)
			}
			m.Cut = m.Calls + cut
			err := disk.Replace(m, "/d/f", after, 0o600)
			acknowledged = err == nil
			m.Crash()
			got, readErr := disk.ReadFile(m, "/d/f", 1<<20)
			if readErr != nil {
				t.Fatalf("cut at call %d: %v", cut, readErr)
			}
			if !bytes.Equal(got, after) && (acknowledged || !bytes.Equal(got, before)) {
				t.Fatalf("cut at call %d, answered %v: %d bytes that are neither old nor new", cut, err, len(got))
			}
		}
		if acknowledged {
			if cut < 4 {
				t.Fatalf("only %d calls: a sync is missing", cut)
			}
			return
		}
	}
}

func TestReplaceOnTheRealDisk(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "f")
	for _, write := range []func(disk.FS, string, []byte, fs.FileMode) error{disk.Replace, disk.ReplaceVolatile} {
		if err := write(disk.OS{}, name, []byte("content"), 0o600); err != nil {
			t.Fatal(err)
		}
		if b, err := disk.ReadFile(disk.OS{}, name, 7); err != nil || string(b) != "content" {
			t.Errorf("%q %v", b, err)
		}
	}
	if _, err := disk.ReadFile(disk.OS{}, name, 6); err == nil {
		t.Error("a file beyond the limit was read")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v %v", entries, err)
	}
	if err := disk.Replace(disk.OS{}, filepath.Join(dir, "no", "f"), nil, 0o600); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func TestReplaceLeavesNoTemporaryFileWhenTheDiskIsFull(t *testing.T) {
	m := disktest.New(1)
	if err := disk.Replace(m, "/d/f", []byte("a"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.Fail = fs.ErrPermission
	if err := disk.Replace(m, "/d/f", []byte("b"), 0o600); !errors.Is(err, fs.ErrPermission) {
		t.Error(err)
	}
	if len(m.Names()) != 1 {
		t.Errorf("%v", m.Names())
	}
}
