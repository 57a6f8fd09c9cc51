package wav

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"auralis/audio"
	"auralis/internal/need"
)

// What is written is read back the same, by us and by ffmpeg, however the writes are cut.
func TestWriterRoundTrip(t *testing.T) {
	for _, format := range []audio.SampleFormat{audio.S16LE, audio.S24x3LE, audio.S32LE, audio.F32LE} {
		for _, channels := range []int{1, 2, 3, 6, 8} {
			t.Run(fmt.Sprintf("%s %dch", format, channels), func(t *testing.T) {
				t.Parallel()
				data := make([]byte, 33_331*channels*format.Bytes())
				for i := range data {
					data[i] = byte(i*i>>7) & 0x3F // finite as float too
				}
				var m memory
				w, err := NewWriter(&m, WriterConfig{Rate: 48000, Channels: channels, Format: format})
				if err != nil {
					t.Fatal(err)
				}
				for rest, n := data, 1; len(rest) > 0; n = n*3 + 1 {
					k, err := w.Write(rest[:min(n, len(rest))])
					if err != nil || k != min(n, len(rest)) {
						t.Fatal(k, err)
					}
					rest = rest[k:]
				}
				if w.Frames() != 33_331 {
					t.Fatal(w.Frames())
				}
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
				if err := w.Close(); err != nil {
					t.Fatal("second Close:", err)
				}
				if _, err := w.Write([]byte{1}); err == nil {
					t.Fatal("wrote after Close")
				}
				if len(m.b)%2 != 0 || int(binary.LittleEndian.Uint32(m.b[4:])) != len(m.b)-8 {
					t.Fatalf("RIFF length %d in a file of %d", binary.LittleEndian.Uint32(m.b[4:]), len(m.b))
				}
				i := mustOpen(t, m.b).Info()
				if i.Rate != 48000 || i.Channels != channels || i.Frames != 33_331 || i.Bits != format.Bits() {
					t.Fatalf("%+v", i)
				}
				at := bytes.Index(m.b, []byte("data"))
				if !bytes.Equal(m.b[at+8:at+8+len(data)], data) {
					t.Fatal("the samples aren't those written")
				}
				if channels == 1 || channels == 3 {
					return // a process less: ffmpeg sees the plain and the extensible header of the others
				}
				need.Tool(t, "ffmpeg", "ffmpeg")
				path := filepath.Join(t.TempDir(), "x.wav")
				if err := os.WriteFile(path, m.b, 0o600); err != nil {
					t.Fatal(err)
				}
				name := map[audio.SampleFormat]string{audio.S16LE: "s16le", audio.S24x3LE: "s24le", audio.S32LE: "s32le", audio.F32LE: "f32le"}[format]
				cmd := exec.Command("ffmpeg", "-v", "warning", "-i", path, "-c:a", "pcm_"+name, "-f", name, "-")
				var text bytes.Buffer
				cmd.Stderr = &text
				out, err := cmd.Output()
				if err != nil || !bytes.Equal(out, data) {
					t.Fatalf("ffmpeg reads %d bytes of %d: %v %s", len(out), len(data), err, &text)
				}
			})
		}
	}
}

// A program that was killed leaves no Close: what reached the file is played.
func TestUnclosedFileIsRead(t *testing.T) {
	var m memory
	w, err := NewWriter(&m, WriterConfig{Rate: 44100, Channels: 2, Format: audio.S16LE})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, 4*100_000)); err != nil {
		t.Fatal(err)
	}
	got, err := readInts(t, mustOpen(t, m.b))
	if err != nil || len(got[0]) != 100_000 {
		t.Fatal(len(got[0]), err)
	}
}

// sparse counts what is written and keeps the header.
type sparse struct {
	head   [128]byte
	at, to int64
}

func (s *sparse) Write(p []byte) (int, error) {
	if s.at < int64(len(s.head)) {
		copy(s.head[s.at:], p)
	}
	s.at += int64(len(p))
	s.to = max(s.to, s.at)
	return len(p), nil
}

func (s *sparse) Seek(off int64, whence int) (int64, error) {
	if s.at = off; whence == io.SeekEnd {
		s.at = s.to + off
	}
	return s.at, nil
}

// hole is a file with that header and zeros.
type hole struct {
	*sparse
	pos int64
}

func (h *hole) Size() int64 { return h.to }
func (h *hole) Seek(off int64, whence int) (int64, error) {
	h.pos = off
	return off, nil
}
func (h *hole) Read(p []byte) (int, error) {
	if h.pos >= h.to {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), h.to-h.pos))
	clear(p[:n])
	if h.pos < int64(len(h.head)) {
		copy(p[:n], h.head[h.pos:])
	}
	h.pos += int64(n)
	return n, nil
}

func TestBeyond4GiBIsRF64(t *testing.T) {
	block := make([]byte, 64<<20)
	for _, v := range []struct {
		blocks int
		want   string
	}{{63, "RIFF"}, {64, "RF64"}, {160, "RF64"}} {
		var s sparse
		w, err := NewWriter(&s, WriterConfig{Rate: 384000, Channels: 8, Format: audio.S32LE})
		if err != nil {
			t.Fatal(err)
		}
		for range v.blocks {
			if _, err := w.Write(block); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		frames := int64(v.blocks) * int64(len(block)) / 32
		if string(s.head[:4]) != v.want {
			t.Fatalf("%d blocks: %q", v.blocks, s.head[:4])
		}
		d, err := Open(&hole{sparse: &s})
		if err != nil {
			t.Fatal(err)
		}
		if d.Info().Frames != frames {
			t.Fatalf("%d frames, want %d", d.Info().Frames, frames)
		}
		if err := d.SeekFrame(frames - 1); err != nil {
			t.Fatal(err)
		}
		dst := make([][]float32, 8)
		for c := range dst {
			dst[c] = make([]float32, 4)
		}
		if n, err := d.Read(dst); n != 1 || err != nil {
			t.Fatal(n, err)
		}
	}
}

func TestWriterRefuses(t *testing.T) {
	for _, cfg := range []WriterConfig{
		{Rate: 7999, Channels: 2}, {Rate: 384001, Channels: 2}, {Rate: 44100}, {Rate: 44100, Channels: 9},
		{Rate: 44100, Channels: 2, Format: audio.S24LE}, {Rate: 44100, Channels: 2, Format: 99},
	} {
		if _, err := NewWriter(&memory{}, cfg); err == nil {
			t.Errorf("%+v was taken", cfg)
		}
	}
	w, err := NewWriter(&memory{}, WriterConfig{Rate: 44100, Channels: 2, Format: audio.S16LE})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte{1, 2, 3}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err == nil || !strings.Contains(err.Error(), "incomplete") {
		t.Error("an incomplete frame at the end:", err)
	}
}

var errFull = errors.New("no space left")

// full is a disk that takes so many bytes.
type full struct {
	memory
	room int
}

func (f *full) Write(p []byte) (int, error) {
	n := min(len(p), f.room)
	f.room -= n
	f.memory.Write(p[:n])
	if n < len(p) {
		return n, errFull
	}
	return n, nil
}

func TestWriterReportsAFullDisk(t *testing.T) {
	if _, err := NewWriter(&full{room: 10}, WriterConfig{Rate: 44100, Channels: 2}); !errors.Is(err, errFull) {
		t.Fatal(err)
	}
	for _, size := range []int{1000, 300_000} {
		w, err := NewWriter(&full{room: 150_000}, WriterConfig{Rate: 44100, Channels: 2, Format: audio.S16LE})
		if err != nil {
			t.Fatal(err)
		}
		for range 400 {
			if _, err = w.Write(make([]byte, size)); err != nil {
				break
			}
		}
		if !errors.Is(err, errFull) || !errors.Is(w.Close(), errFull) {
			t.Fatalf("blocks of %d: %v, Close: %v", size, err, w.Close())
		}
	}
}

func ExampleNewWriter() {
	var file memory // an *os.File
	w, err := NewWriter(&file, WriterConfig{Rate: 48000, Channels: 2, Format: audio.S16LE})
	if err != nil {
		fmt.Println(err)
		return
	}
	w.Write(make([]byte, 4*480)) // 10 ms of silence
	if err := w.Close(); err != nil {
		fmt.Println(err)
		return
	}
	d, err := Open(bytes.NewReader(file.b))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d.Info().Rate, d.Info().Bits, d.Info().Frames)
	// Output: 48000 16 480
}
