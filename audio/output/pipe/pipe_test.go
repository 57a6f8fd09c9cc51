package pipe

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sys/unix"

	"auralis/audio"
	"auralis/audio/output/layout"
)

var cd = layout.Options{Rate: 44100, Format: audio.S16LE}

// fifo makes one and opens it for reading without waiting for a writer.
func fifo(t *testing.T) (path string, reader *os.File) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return path, r
}

func mustOpen(t *testing.T, path string, o layout.Options) *Sink {
	t.Helper()
	s, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func pattern(n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(i*131 + i>>8)
	}
	return p
}

// A slow reader that takes odd numbers of bytes gets exactly what was written, whatever was torn on the way.
func TestFifoCarriesEveryByteInOrder(t *testing.T) {
	for _, f := range []audio.SampleFormat{audio.S16LE, audio.S24x3LE, audio.S32LE} {
		path, r := fifo(t)
		s := mustOpen(t, path, layout.Options{Rate: 44100, Format: f, Period: 100, Periods: 2})
		frame := 2 * f.Bytes()
		want := pattern(frame * 20_000)
		var got bytes.Buffer
		buf := make([]byte, 997)
		full := 0
		for left := want; len(left) > 0; {
			n, err := s.Write(left[:min(len(left), frame*501)])
			if err != nil {
				t.Fatal(err)
			}
			left = left[n*frame:]
			written := len(want) - len(left)
			d, err := s.Delay()
			if err != nil {
				t.Fatal(err)
			}
			if wantD := (written - got.Len() + frame - 1) / frame; d != wantD {
				t.Fatalf("%v: Delay %d, want %d", f, d, wantD)
			}
			if n == 0 {
				full++
				k, err := r.Read(buf)
				if err != nil {
					t.Fatal(err)
				}
				got.Write(buf[:k])
			}
		}
		if full == 0 {
			t.Errorf("%v: the pipe was never full: nothing was tested", f)
		}
		for s.tornLen > 0 {
			k, err := r.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			got.Write(buf[:k])
			if err := s.flushTorn(); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		rest, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		got.Write(rest)
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%v: %d bytes came out, not the %d that went in", f, got.Len(), len(want))
		}
	}
}

func TestFifoIsADeviceOfItsCapacity(t *testing.T) {
	path, r := fifo(t)
	s := mustOpen(t, path, cd)
	c := s.Config()
	if !c.Paced || c.Discard || c.Period != 441 || c.Buffer < 1764 || c.Buffer > 2*1764 {
		t.Errorf("Config: %+v", c)
	}
	n, err := s.Write(make([]byte, 4*10_000))
	if err != nil || n != c.Buffer {
		t.Fatalf("Write into an empty pipe of %d frames: %d, %v", c.Buffer, n, err)
	}
	if err := s.Wait(0); err != nil { // full: nothing happens but the limit
		t.Fatal(err)
	}
	if n, err := s.Write(make([]byte, 4)); n != 0 || err != nil {
		t.Fatalf("Write into a full pipe: %d, %v", n, err)
	}
	if _, err := io.ReadFull(r, make([]byte, 8192)); err != nil {
		t.Fatal(err)
	}
	if err := s.Wait(time.Hour); err != nil { // comes back because there is room
		t.Fatal(err)
	}
	if n, err := s.Write(make([]byte, 4*10_000)); n < 441 || err != nil {
		t.Fatalf("Write after Wait: %d, %v; want a period", n, err)
	}
}

func TestReaderThatLeavesIsGone(t *testing.T) {
	path, r := fifo(t)
	s := mustOpen(t, path, cd)
	if n, err := s.Write(make([]byte, 400)); n != 100 || err != nil {
		t.Fatal(n, err)
	}
	_ = r.Close()
	if err := s.Wait(time.Hour); !errors.Is(err, audio.ErrGone) {
		t.Errorf("Wait: %v", err)
	}
	if n, err := s.Write(make([]byte, 400)); n != 0 || !errors.Is(err, audio.ErrGone) || !errors.Is(err, unix.EPIPE) {
		t.Errorf("Write: %d, %v", n, err)
	} else if !strings.Contains(err.Error(), path) {
		t.Errorf("the error doesn't name the pipe: %v", err)
	}
	if err := s.Drain(); !errors.Is(err, audio.ErrGone) {
		t.Errorf("Drain: %v", err)
	}
}

func TestDrain(t *testing.T) {
	path, r := fifo(t)
	s := mustOpen(t, path, cd)
	if err := s.Drain(); err != nil {
		t.Fatalf("of an empty pipe: %v", err)
	}
	if _, err := s.Write(make([]byte, 400)); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := io.ReadFull(r, make([]byte, 400))
		done <- err
	}()
	if err := errors.Join(s.Drain(), <-done); err != nil {
		t.Fatal(err)
	}
}

// The standstill is waited for by the synthetic clock.
func TestDrainGivesUpOnAReaderThatStandsStill(t *testing.T) {
	path, _ := fifo(t)
	synctest.Test(t, func(t *testing.T) {
		s := mustOpen(t, path, cd)
		if _, err := s.Write(make([]byte, 400)); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		if err := s.Drain(); err == nil || !strings.Contains(err.Error(), "stands still") {
			t.Errorf("Drain: %v", err)
		}
		if d := time.Since(begin); d > 200*time.Millisecond {
			t.Errorf("it took %v for a buffer of %d frames", d, s.Config().Buffer)
		}
	})
}

func TestFifoWithoutReader(t *testing.T) {
	path, r := fifo(t)
	_ = r.Close()
	_, err := Open(path, cd)
	if !errors.Is(err, ErrNoReader) || !strings.Contains(err.Error(), path) {
		t.Fatalf("Open: %v", err)
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), 250*time.Millisecond)
		defer cancel()
		if _, err := OpenWait(ctx, path, cd); !errors.Is(err, ErrNoReader) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("OpenWait: %v", err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		opened := make(chan *os.File, 1)
		time.AfterFunc(time.Second, func() {
			r, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
			if err != nil {
				t.Error(err)
			}
			opened <- r
		})
		s, err := OpenWait(context.Background(), path, cd)
		if err != nil {
			t.Fatal(err)
		}
		if d := time.Since(begin); d < time.Second || d > 1100*time.Millisecond {
			t.Errorf("a reader after 1 s was met after %v", d)
		}
		_, _ = s.Close(), (<-opened).Close()
	})
}

func TestPlainFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "raw")
	if err := os.WriteFile(path, pattern(100_000), 0o600); err != nil {
		t.Fatal(err)
	}
	s := mustOpen(t, path, cd)
	if s.Config().Paced {
		t.Error("a file has no pace")
	}
	want := pattern(40_000)
	if n, err := s.Write(want); n != 10_000 || err != nil {
		t.Fatal(n, err)
	}
	if d, err := s.Delay(); d != 0 || err != nil {
		t.Errorf("Delay: %d, %v", d, err)
	}
	if err := errors.Join(s.Wait(time.Hour), s.Drop(), s.Recover(), s.Drain(), s.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the file holds %d bytes, %v; want the %d written and nothing older", len(got), err, len(want))
	}
	if _, err := s.Write(want); !errors.Is(err, os.ErrClosed) {
		t.Errorf("Write after Close: %v", err)
	}
}

func TestRefuses(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ path, want string }{
		{"/dev/ptmx", "character device"},
		{dir, "directory"},
		{filepath.Join(dir, "no", "such"), "no such file"},
	} {
		if _, err := Open(c.path, cd); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.path) {
			t.Errorf("Open(%s): %v; want one that says %q and the path", c.path, err, c.want)
		}
	}
	if _, err := Open(filepath.Join(dir, "x"), layout.Options{Rate: 3}); err == nil {
		t.Error("a rate of 3 Hz was taken")
	}
	if _, err := os.Stat(filepath.Join(dir, "x")); err == nil {
		t.Error("a file was made in spite of wrong options")
	}
	s := mustOpen(t, filepath.Join(dir, "y"), cd)
	if _, err := s.Write(make([]byte, 3)); err == nil {
		t.Error("a torn frame was taken")
	}
}

// A full disk is reported with the path, and no frame counts as taken.
func TestFullDisk(t *testing.T) {
	fd, err := unix.Open("/dev/full", unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skipf("no /dev/full: %v", err)
	}
	o, err := cd.Complete()
	if err != nil {
		t.Fatal(err)
	}
	s := newSink("/media/full", fd, false, o)
	if n, err := s.Write(make([]byte, 400)); n != 0 || !errors.Is(err, unix.ENOSPC) || !strings.Contains(err.Error(), "/media/full") {
		t.Errorf("Write: %d, %v", n, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
