package flac

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"auralis/audio"
)

// seekFiles gives the files that the seek test goes through.
func seekFiles(t *testing.T) map[string]struct {
	s    signal
	file []byte
} {
	t.Helper()
	type item = struct {
		s    signal
		file []byte
	}
	long, wide, small := music(11, 44100, 16, 2, 400_000), music(12, 96000, 24, 2, 200_000), music(13, 8000, 8, 1, 60_000)
	table := encode(t, long, "-8", "-S", "1s")
	lying := bytes.Clone(table)
	at := bytes.Index(lying, []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0}) // the first seek point
	if at < 0 {
		t.Fatal("no seek table in the file")
	}
	for k := 1; k < 9; k++ {
		lying[at+18*k+15] ^= 0x55 // the offsets
	}
	unknown := bytes.Clone(encode(t, long, "--no-seektable"))
	copy(unknown[21:26], []byte{unknown[21] & 0xF0, 0, 0, 0, 0}) // total samples
	return map[string]item{
		"no table":       {long, encode(t, long, "-8", "--no-seektable")},
		"table":          {long, table},
		"lying table":    {long, lying},
		"dense table":    {wide, encode(t, wide, "-5", "-S", "300x")},
		"24 bit":         {wide, encode(t, wide, "-5", "--no-seektable")},
		"small blocks":   {small, encode(t, small, "--lax", "-b", "16", "--no-seektable")},
		"large blocks":   {wide, encode(t, wide, "--lax", "-b", "65535", "--no-seektable")},
		"unknown length": {long, unknown},
		"tag in front":   {long, append(append([]byte("ID3\x04\x00\x00\x00\x00\x10\x00"), make([]byte, 2048)...), table...)},
	}
}

func TestSeekIsExact(t *testing.T) {
	for name, f := range seekFiles(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := mustOpen(t, f.file)
			total := int64(len(f.s.ch[0]))
			if d.Info().Frames != total {
				t.Fatalf("%d frames, want %d", d.Info().Frames, total)
			}
			r := rand.New(rand.NewPCG(1, 2))
			block := make([][]int32, len(f.s.ch))
			for c := range block {
				block[c] = make([]int32, 5000)
			}
			targets := []int64{0, total - 1, total, 1, 4095, 4096, 4097, total / 2}
			for range 200 {
				targets = append(targets, r.Int64N(total))
			}
			for _, at := range targets {
				if err := d.SeekFrame(at); err != nil {
					t.Fatalf("seek to %d: %v", at, err)
				}
				for range 2 {
					n, err := d.ReadInt(block)
					if at == total {
						if n != 0 || !errors.Is(err, io.EOF) {
							t.Fatalf("at the end: %d, %v", n, err)
						}
						break
					}
					if err != nil {
						t.Fatalf("after seek to %d: %v", at, err)
					}
					for c := range block {
						for i, v := range block[c][:n] {
							if want := f.s.ch[c][at+int64(i)]; v>>(32-f.s.bits) != want {
								t.Fatalf("frame %d channel %d: %d, want %d", at+int64(i), c, v>>(32-f.s.bits), want)
							}
						}
					}
					at += int64(n)
				}
			}
			// From 0 again it is a whole reading, checksum included.
			if err := d.SeekFrame(0); err != nil {
				t.Fatal(err)
			}
			if got, err := readAll(d); err != nil || diff(got, f.s.ch) != "" {
				t.Fatal(err, diff(got, f.s.ch))
			}
			if err := d.Verify(); err != nil || !d.sum.compared {
				t.Fatal("not verified after SeekFrame(0):", err)
			}
		})
	}
}

// A seek must not read the file: on a slow card that takes seconds.
func TestSeekReadsLittle(t *testing.T) {
	s := tune(44100, 16, 60*44100)
	src := &counting{Reader: bytes.NewReader(encode(t, s, "--no-seektable"))}
	d, err := Open(src, Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	most := 0
	for range 100 {
		src.bytes, src.seeks = 0, 0
		if err := d.SeekFrame(r.Int64N(d.Info().Frames)); err != nil {
			t.Fatal(err)
		}
		most = max(most, src.bytes)
		if src.seeks > 24 {
			t.Fatalf("%d seeks of the source", src.seeks)
		}
	}
	if most > 400<<10 {
		t.Fatalf("one seek read %d bytes of %d", most, src.Size())
	}
}

func TestSeekOutOfRange(t *testing.T) {
	d := mustOpen(t, encode(t, music(1, 44100, 16, 2, 10000)))
	for _, at := range []int64{-1, 10001, 1 << 62} {
		if err := d.SeekFrame(at); err == nil {
			t.Errorf("seek to %d of 10000 succeeded", at)
		}
	}
}

// Where the bytes come in order only, a seek says so and reading goes on as if it hadn't been asked.
func TestLiveSource(t *testing.T) {
	s := music(4, 44100, 16, 2, 50000)
	for _, known := range []bool{true, false} {
		file := encode(t, s)
		if !known {
			copy(file[21:26], []byte{file[21] & 0xF0, 0, 0, 0, 0})
		}
		d, err := Open(newLive(file), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if want := map[bool]int64{true: 50000, false: -1}[known]; d.Info().Frames != want {
			t.Fatalf("%d frames, want %d", d.Info().Frames, want)
		}
		block := [][]int32{make([]int32, 100), make([]int32, 100)}
		if _, err := d.ReadInt(block); err != nil {
			t.Fatal(err)
		}
		for _, at := range []int64{0, 50, 30000} {
			if err := d.SeekFrame(at); !errors.Is(err, audio.ErrNotSeekable) {
				t.Fatalf("seek to %d: %v", at, err)
			}
		}
		got, err := readAll(d)
		if err != nil {
			t.Fatal(err)
		}
		if x := diff(got, [][]int32{s.ch[0][100:], s.ch[1][100:]}); x != "" {
			t.Fatal(x)
		}
		if err := d.Verify(); err != nil || !d.sum.compared {
			t.Fatal("not verified:", err)
		}
	}
}

// A stream that is joined midway begins at its own frame 0.
func TestJoinedLiveStream(t *testing.T) {
	s := music(4, 44100, 16, 2, 50000)
	file := encode(t, s, "--no-seektable", "--no-padding", "-b", "4096")
	copy(file[21:26], []byte{file[21] & 0xF0, 0, 0, 0, 0})
	clear(file[26:42]) // no MD5
	d := mustOpen(t, file)
	if err := d.SeekFrame(5 * 4096); err != nil {
		t.Fatal(err)
	}
	from := int(seekedTo(d))
	joined, err := Open(newLive(append(bytes.Clone(file[:d.first]), file[from:]...)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := readAll(joined)
	if err != nil {
		t.Fatal(err)
	}
	if x := diff(got, [][]int32{s.ch[0][6*4096:], s.ch[1][6*4096:]}); x != "" {
		t.Fatal(x)
	}
}

// seekedTo is the byte at which the frame after the decoded one begins.
func seekedTo(d *Decoder) int64 { return d.w.offset() }

func ExampleDecoder_SeekFrame() {
	_, err := Open(bytes.NewReader([]byte("RIFF")), Options{})
	fmt.Println(err)
	// Output: flac: not a known audio format: no fLaC marker
}
