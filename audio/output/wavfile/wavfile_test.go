package wavfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"auralis/audio"
	"auralis/audio/output/layout"
)

func mustOpen(t *testing.T, path string, f audio.SampleFormat) *Sink {
	t.Helper()
	s, err := Open(path, layout.Options{Rate: 44100, Format: f})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Discard() })
	return s
}

// names lists the folder.
func names(t *testing.T, dir string) []string {
	t.Helper()
	es, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range es {
		out = append(out, e.Name())
	}
	return out
}

// samples gives the body of the data chunk, which ends the file.
func samples(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte("data"))
	if string(b[:4]) != "RIFF" || at < 0 {
		t.Fatalf("no WAV: % x", b[:min(len(b), 64)])
	}
	n := int(binary.LittleEndian.Uint32(b[at+4:]))
	if len(b)-at-8 != n {
		t.Fatalf("the header says %d bytes, the file has %d", n, len(b)-at-8)
	}
	return b[at+8:]
}

func TestFileHoldsWhatWasWritten(t *testing.T) {
	for _, f := range []audio.SampleFormat{audio.S16LE, audio.S24x3LE, audio.S32LE, audio.F32LE} {
		path := filepath.Join(t.TempDir(), "out.wav")
		s := mustOpen(t, path, f)
		if c := s.Config(); c.Paced || c.Discard || c.Format != f || c.Rate != 44100 {
			t.Errorf("Config: %+v", c)
		}
		want := make([]byte, 2*f.Bytes()*50_000)
		for i := range want {
			want[i] = byte(i*7 + i>>8)
		}
		for at := 0; at < len(want); {
			n, err := s.Write(want[at:min(len(want), at+2*f.Bytes()*441)])
			if err != nil || n == 0 {
				t.Fatal(n, err)
			}
			at += n * 2 * f.Bytes()
		}
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%v: the file is in its place before Close", f)
		}
		if err := errors.Join(s.Wait(time.Hour), s.Drop(), s.Drain(), s.Recover(), s.Close(), s.Close()); err != nil {
			t.Fatal(err)
		}
		if got := samples(t, path); !bytes.Equal(got, want) {
			t.Errorf("%v: the samples aren't those written", f)
		}
		if got := names(t, filepath.Dir(path)); len(got) != 1 {
			t.Errorf("%v: left behind: %v", f, got)
		}
		if _, err := s.Write(want); !errors.Is(err, os.ErrClosed) {
			t.Errorf("Write after Close: %v", err)
		}
	}
}

func TestOlderFileStaysUntilClose(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.wav")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := mustOpen(t, path, audio.S16LE)
	if err := s.Discard(); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "old" {
		t.Errorf("after Discard: %q, %v", b, err)
	}
	if got := names(t, filepath.Dir(path)); len(got) != 1 {
		t.Errorf("left behind: %v", got)
	}
	s = mustOpen(t, path, audio.S16LE)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := samples(t, path); len(got) != 0 {
		t.Errorf("%d bytes of samples in an empty file", len(got))
	}
}

func TestLinkIsFollowed(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real.wav"), filepath.Join(dir, "link.wav")
	if err := errors.Join(os.WriteFile(real, nil, 0o600), os.Symlink(real, link)); err != nil {
		t.Fatal(err)
	}
	if err := mustOpen(t, link, audio.S16LE).Close(); err != nil {
		t.Fatal(err)
	}
	if fi, err := os.Lstat(link); err != nil || fi.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", fi, err)
	}
	samples(t, real)
}

// A failed write is never renamed into place, and its error comes again at Close.
func TestFailedWriteLeavesNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.wav")
	s := mustOpen(t, path, audio.S16LE)
	if err := s.file.Close(); err != nil { // as good as a disk that fails
		t.Fatal(err)
	}
	var err error
	for range 100 {
		if _, err = s.Write(make([]byte, 4*4096)); err != nil {
			break
		}
	}
	if err == nil || !strings.Contains(err.Error(), path) {
		t.Fatalf("Write to a failed file: %v", err)
	}
	if err := s.Close(); err == nil {
		t.Error("Close was content")
	}
	if got := names(t, filepath.Dir(path)); len(got) != 0 {
		t.Errorf("left behind: %v", got)
	}
}

func TestRefuses(t *testing.T) {
	dir := t.TempDir()
	ok := layout.Options{Rate: 44100, Format: audio.S16LE}
	for _, c := range []struct {
		path, want string
		o          layout.Options
	}{
		{"/dev/null", "no plain file", ok},
		{dir, "no plain file", ok},
		{dir + "/new/", "no name of a file", ok},
		{filepath.Join(dir, "no", "such.wav"), "no such file", ok},
		{filepath.Join(dir, "a.wav"), "rate 3 Hz", layout.Options{Rate: 3}},
		{filepath.Join(dir, "b.wav"), "S24_LE", layout.Options{Rate: 44100, Format: audio.S24LE}},
	} {
		_, err := Open(c.path, c.o)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.path) {
			t.Errorf("Open(%s): %v; want one that says %q and the path", c.path, err, c.want)
		}
	}
	if _, err := Open("", ok); err == nil {
		t.Error("an empty path was taken")
	}
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("left behind: %v", got)
	}
	if _, err := mustOpen(t, filepath.Join(dir, "c.wav"), audio.S16LE).Write(make([]byte, 3)); err == nil {
		t.Error("a torn frame was taken")
	}
}
