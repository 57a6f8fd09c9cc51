package probe

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"auralis/audio"
	"auralis/audio/codec"
	"auralis/audio/codec/wav"
	"auralis/internal/need"
)

// waveFile makes a WAVE file of a second of a ramp.
func waveFile(t testing.TB, format audio.SampleFormat) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := wav.NewWriter(f, wav.WriterConfig{Rate: 44100, Channels: 2, Format: format})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, 44100*2*format.Bytes())); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func convert(t *testing.T, in []byte, tool string, args ...string) []byte {
	t.Helper()
	need.Tool(t, tool, tool)
	cmd := exec.Command(tool, args...)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v", tool, args, err)
	}
	return out
}

// live is a source that can't be sought.
type live struct{ io.Reader }

func (live) Seek(int64, int) (int64, error) { return 0, audio.ErrNotSeekable }

func TestOpenChoosesByContent(t *testing.T) {
	in := waveFile(t, audio.S16LE)
	tag := func(size int) []byte {
		return append([]byte{'I', 'D', '3', 4, 0, 0, 0, byte(size >> 14), byte(size >> 7 & 0x7F), byte(size & 0x7F)}, make([]byte, size)...)
	}
	flac := func(t *testing.T) []byte { return convert(t, in, "flac", "-s", "-c", "-") }
	mp3 := func(t *testing.T) []byte {
		return convert(t, in, "ffmpeg", "-v", "error", "-f", "wav", "-i", "-", "-f", "mp3", "-")
	}
	for _, v := range []struct {
		name, codec string
		file        func(*testing.T) []byte
		ints, sum   bool
		lossy       bool
	}{
		{"wav", "wav", func(*testing.T) []byte { return in }, true, false, false},
		{"float wav", "wav", func(t *testing.T) []byte { return waveFile(t, audio.F32LE) }, false, false, false},
		{"aiff", "aiff", func(t *testing.T) []byte { return convert(t, in, "sox", "-t", "wav", "-", "-t", "aiff", "-") }, true, false, false},
		{"flac", "flac", flac, true, true, false},
		{"tag and flac", "flac", func(t *testing.T) []byte { return append(tag(500), flac(t)...) }, true, true, false},
		{"long tag and flac", "flac", func(t *testing.T) []byte { return append(tag(100_000), flac(t)...) }, true, true, false},
		{"two tags and flac", "flac", func(t *testing.T) []byte { return append(append(tag(100), tag(40_000)...), flac(t)...) }, true, true, false},
		{"mp3", "mp3", mp3, false, false, true},
		{"long tag and mp3", "mp3", func(t *testing.T) []byte { return append(tag(100_000), mp3(t)...) }, false, false, true},
		{"zeros and mp3", "mp3", func(t *testing.T) []byte {
			b := mp3(t)
			return append(make([]byte, 500), b[bytes.Index(b, []byte{0xFF, 0xFB}):]...)
		}, false, false, true},
	} {
		for _, seekable := range []bool{true, false} {
			t.Run(v.name+map[bool]string{false: " live"}[seekable], func(t *testing.T) {
				t.Parallel()
				file := v.file(t)
				if !seekable && v.name == "two tags and flac" || !seekable && v.name == "long tag and flac" {
					t.Skip("skipped: a FLAC behind a tag longer than the probe isn't looked for in a live stream")
				}
				var src io.ReadSeeker = bytes.NewReader(file)
				if !seekable {
					src = live{src}
				}
				d, err := Open(src, "misnamed.ogg")
				if err != nil {
					t.Fatal(err)
				}
				if d.Info().Codec != v.codec || d.Info().Rate != 44100 {
					t.Fatalf("%+v", d.Info())
				}
				if _, ok := d.(codec.IntReader); ok != v.ints {
					t.Errorf("IntReader: %v, want %v", ok, v.ints)
				}
				_, sum := d.(codec.Verifier)
				if sum != v.sum {
					t.Errorf("Verifier: %v, want %v", sum, v.sum)
				}
				frames := 0
				dst := [][]float32{make([]float32, 1000), make([]float32, 1000)}
				for err == nil {
					var n int
					n, err = d.Read(dst)
					frames += n
				}
				if !errors.Is(err, io.EOF) || !v.lossy && frames != 44100 || v.lossy && (frames < 44100 || frames > 48000) {
					t.Fatalf("%d frames, %v", frames, err)
				}
				if err := d.SeekFrame(10); seekable && err != nil || !seekable && !errors.Is(err, audio.ErrNotSeekable) {
					t.Fatalf("seek: %v", err)
				}
			})
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	noise := make([]byte, 60_000)
	r := rand.New(rand.NewPCG(3, 4))
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	ogg := append([]byte("OggS"), make([]byte, 24)...)
	for _, v := range []struct {
		name string
		head []byte
		want error
		text string
	}{
		{"nothing", nil, codec.ErrUnknown, "the file is empty"},
		{"one byte", []byte{0xFF}, codec.ErrUnknown, "the bytes ff"},
		{"noise", noise, codec.ErrUnknown, "begins with the bytes"},
		{"zeros", make([]byte, 20_000), codec.ErrUnknown, "zero bytes"},
		{"text", []byte("Dear diary,\nno music"), codec.ErrUnknown, `the text "Dear diary,`},
		{"picture", []byte("\xff\xd8\xff\xe0\x00\x10JFIF"), codec.ErrUnknown, "a JPEG picture"},
		{"web page", []byte("<html><body>404"), codec.ErrUnknown, "a web page"},
		{"ogg", append(ogg, "OpusHead"...), codec.ErrUnsupported, "Ogg Opus"},
		{"other ogg", ogg, codec.ErrUnsupported, "Ogg"},
		{"mp4", []byte("\x00\x00\x00\x20ftypM4A "), codec.ErrUnsupported, "MP4"},
		{"adts", []byte{0xFF, 0xF1, 0x50, 0x80, 0x2E, 0x7F, 0xFC}, codec.ErrUnsupported, "AAC"},
		{"avi", []byte("RIFF\x00\x00\x00\x00AVI LIST"), codec.ErrUnsupported, "AVI"},
		{"wav header only", []byte("RIFF\x24\x00\x00\x00WAVE"), codec.ErrTruncated, "wav"},
		{"flac marker only", []byte("fLaC"), codec.ErrTruncated, "flac"},
	} {
		t.Run(v.name, func(t *testing.T) {
			_, err := Open(bytes.NewReader(v.head), "/music/a song.mp3")
			if !errors.Is(err, v.want) {
				t.Fatalf("%v, want %v", err, v.want)
			}
			if s := err.Error(); !strings.HasPrefix(s, "/music/a song.mp3: ") || !strings.Contains(s, v.text) || strings.Contains(s, "\n") {
				t.Fatalf("text %q", s)
			}
		})
	}
}

// broken panics where it is told to.
type broken struct{ at int }

func (b *broken) Info() codec.Info { return codec.Info{Codec: "broken", Rate: 44100, Channels: 1} }
func (b *broken) Read(dst [][]float32) (int, error) {
	if b.at--; b.at < 0 {
		_ = dst[b.at+100] // index out of range
	}
	return len(dst[0]), nil
}
func (b *broken) ReadInt(dst [][]int32) (int, error) { panic("no ints today") }
func (b *broken) SeekFrame(int64) error              { panic(errors.New("no seek today")) }
func (b *broken) Verify() error                      { return nil }

func TestGuardContainsPanics(t *testing.T) {
	dst := [][]float32{make([]float32, 5)}
	for name, fail := range map[string]func(codec.Decoder) error{
		"Read":      func(d codec.Decoder) error { _, err := d.Read(dst); return err },
		"ReadInt":   func(d codec.Decoder) error { _, err := d.(codec.IntReader).ReadInt(nil); return err },
		"SeekFrame": func(d codec.Decoder) error { return d.SeekFrame(7) },
	} {
		t.Run(name, func(t *testing.T) {
			d := guarded(&broken{at: 1}, "x.flac")
			if n, err := d.Read(dst); n != 5 || err != nil {
				t.Fatal(n, err)
			}
			err := fail(d)
			if !errors.Is(err, codec.ErrCorrupt) || !strings.HasPrefix(err.Error(), "x.flac: ") {
				t.Fatal(err)
			}
			for _, again := range []func() error{
				func() error { _, err := d.Read(dst); return err },
				func() error { _, err := d.(codec.IntReader).ReadInt(nil); return err },
				func() error { return d.SeekFrame(0) },
				func() error { return d.(codec.Verifier).Verify() },
			} {
				if got := again(); got != err {
					t.Fatalf("then %v, first %v", got, err)
				}
			}
		})
	}
}

// panicking is a source that panics, as a stand-in for a decoder that does while it opens.
type panicking struct{ *bytes.Reader }

func (panicking) Read([]byte) (int, error) { panic("boom") }

func TestOpenContainsPanics(t *testing.T) {
	if _, err := Open(panicking{}, "x"); !errors.Is(err, codec.ErrCorrupt) || !strings.Contains(err.Error(), "boom") {
		t.Fatal(err)
	}
}

// FuzzOpen opens, reads and seeks arbitrary bytes.
func FuzzOpen(f *testing.F) {
	f.Add([]byte("fLaC\x80\x00\x00\x22"), int64(0))
	f.Add(waveFile(f, audio.S16LE)[:600], int64(3))
	f.Add(binary.BigEndian.AppendUint32([]byte("FORM\x00\x00\x00\x00AIFFCOMM"), 18), int64(3))
	f.Add([]byte("ID3\x04\x00\x00\x00\x00\x00\x00\xff\xfb\x90\x00"), int64(3))
	f.Add([]byte("OggS"), int64(0))
	f.Fuzz(func(t *testing.T, file []byte, at int64) {
		d, err := Open(bytes.NewReader(file), "fuzz")
		if err != nil {
			return
		}
		dst := make([][]float32, d.Info().Channels)
		for c := range dst {
			dst[c] = make([]float32, 4096)
		}
		for range 300 {
			n, err := d.Read(dst)
			if err != nil {
				if strings.Contains(err.Error(), "panicked") {
					t.Fatal(err)
				}
				break
			}
			if n == 0 {
				t.Fatal("no frame and no error")
			}
		}
		if err := d.SeekFrame(at); err != nil && strings.Contains(err.Error(), "panicked") {
			t.Fatal(err)
		}
	})
}
