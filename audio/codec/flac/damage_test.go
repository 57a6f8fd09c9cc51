package flac

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"auralis/audio/codec"
)

// frameStarts gives the bytes at which the frames of a good file begin, and its length.
func frameStarts(t *testing.T, file []byte) []int {
	t.Helper()
	d := mustOpen(t, file)
	var at []int
	for {
		at = append(at, int(d.w.offset()))
		if err := d.advance(); err != nil {
			return at
		}
	}
}

// expectHole reads a damaged file: everything outside the blocks from to end (of 4096) is as it was, inside is silence.
func expectHole(t *testing.T, file []byte, s signal, from, end int) {
	t.Helper()
	d := mustOpen(t, file)
	got, err := readAll(d)
	if err != nil {
		t.Fatal(err)
	}
	want := make([][]int32, len(s.ch))
	for c := range want {
		want[c] = append([]int32(nil), s.ch[c]...)
		clear(want[c][from*4096 : end*4096])
	}
	if x := diff(got, want); x != "" {
		t.Fatal(x)
	}
	damage := Damage{Places: 1, Frames: int64(end-from) * 4096, First: int64(from) * 4096}
	if d.Damage() != damage {
		t.Fatalf("damage %+v, want %+v", d.Damage(), damage)
	}
	if err := d.Verify(); !errors.Is(err, codec.ErrCorrupt) {
		t.Fatalf("Verify: %v", err)
	}
}

func TestDamageBecomesSilence(t *testing.T) {
	s := music(21, 44100, 16, 2, 100_000)
	for i := range s.ch[0] { // no silence of its own, so that a hole is one
		s.ch[0][i] |= 1
		s.ch[1][i] |= 1
	}
	file := encode(t, s, "-b", "4096", "--no-seektable")
	at := frameStarts(t, file)
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	t.Run("flipped bit", func(t *testing.T) {
		bad := bytes.Clone(file)
		bad[(at[7]+at[8])/2] ^= 4
		expectHole(t, bad, s, 7, 8)
	})
	t.Run("header destroyed", func(t *testing.T) {
		bad := bytes.Clone(file)
		bad[at[7]] = 0
		expectHole(t, bad, s, 7, 8)
	})
	t.Run("first frame destroyed", func(t *testing.T) {
		bad := bytes.Clone(file)
		bad[at[0]+1] = 0
		expectHole(t, bad, s, 0, 1)
	})
	t.Run("frames missing", func(t *testing.T) {
		expectHole(t, join(file[:at[3]], file[at[9]:]), s, 3, 9)
	})
	t.Run("frames overwritten", func(t *testing.T) {
		bad := bytes.Clone(file)
		r := rand.New(rand.NewPCG(1, 1))
		for i := at[3] + 5; i < at[9]-5; i++ {
			bad[i] = byte(r.Uint32())
		}
		expectHole(t, bad, s, 3, 9)
	})
	t.Run("junk between frames", func(t *testing.T) {
		junk := bytes.Repeat([]byte("\xff\xf8\xc9\x18 no frame \xff"), 200)
		d := mustOpen(t, join(file[:at[3]], junk, file[at[3]:]))
		got, err := readAll(d)
		if err != nil || diff(got, s.ch) != "" {
			t.Fatal(err, diff(got, s.ch))
		}
		if err := d.Verify(); err != nil || !d.sum.compared {
			t.Fatal("nothing is lost, yet:", err)
		}
	})
	t.Run("a frame twice", func(t *testing.T) {
		d := mustOpen(t, join(file[:at[4]], file[at[3]:]))
		if got, err := readAll(d); err != nil || diff(got, s.ch) != "" {
			t.Fatal(err, diff(got, s.ch))
		}
	})
	t.Run("seek into the hole", func(t *testing.T) {
		d := mustOpen(t, join(file[:at[3]], file[at[9]:]))
		if err := d.SeekFrame(5*4096 + 17); err != nil {
			t.Fatal(err)
		}
		block := [][]int32{make([]int32, 3*4096), make([]int32, 3*4096)}
		at := 5*4096 + 17
		for at < 12*4096 {
			n, err := d.ReadInt(block)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range block[1][:n] {
				want := s.ch[1][at+i]
				if at+i < 9*4096 {
					want = 0
				}
				if v>>16 != want {
					t.Fatalf("frame %d: %d, want %d", at+i, v>>16, want)
				}
			}
			at += n
		}
	})
	t.Run("wrong MD5", func(t *testing.T) {
		bad := bytes.Clone(file)
		bad[30] ^= 1
		d := mustOpen(t, bad)
		if _, err := readAll(d); err != nil {
			t.Fatal(err)
		}
		if err := d.Verify(); !errors.Is(err, codec.ErrCorrupt) {
			t.Fatalf("Verify: %v", err)
		}
		d, err := Open(bytes.NewReader(bad), Options{SkipMD5: true})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := readAll(d); err != nil || d.Verify() != nil {
			t.Fatal("MD5 was to be skipped:", err, d.Verify())
		}
	})
	t.Run("longer than declared", func(t *testing.T) {
		bad := bytes.Clone(file)
		bad[24], bad[25] = 0x27, 0x10 // 100000 = 0x186A0 → 0x12710 = 75536
		d := mustOpen(t, bad)
		got, err := readAll(d)
		n := int(d.Info().Frames)
		if err != nil || n >= 100_000 || diff(got, [][]int32{s.ch[0][:n], s.ch[1][:n]}) != "" {
			t.Fatal(n, err)
		}
	})
}

func TestGivesUp(t *testing.T) {
	s := music(22, 44100, 16, 2, 100_000)
	file := encode(t, s, "-b", "4096", "--no-seektable")
	at := frameStarts(t, file)
	for _, v := range []struct {
		name   string
		file   []byte
		frames int
		want   error
	}{
		{"cut inside a frame", file[:(at[10]+at[11])/2], 10 * 4096, codec.ErrTruncated},
		{"cut between frames", file[:at[10]], 10 * 4096, codec.ErrTruncated},
		{"cut inside a header", file[:at[10]+3], 10 * 4096, codec.ErrTruncated},
		{"nothing behind the metadata", file[:at[0]], 0, codec.ErrTruncated},
		{"2 MiB of junk", bytes.Join([][]byte{file[:at[10]], make([]byte, 2<<20), file[at[10]:]}, nil), 10 * 4096, codec.ErrCorrupt},
		{"last frame destroyed", append(bytes.Clone(file[:len(file)-9]), 1, 2, 3, 4, 5, 6, 7, 8, 9), 24 * 4096, codec.ErrCorrupt},
	} {
		t.Run(v.name, func(t *testing.T) {
			d := mustOpen(t, v.file)
			got, err := readAll(d)
			if !errors.Is(err, v.want) {
				t.Fatalf("error %v, want %v", err, v.want)
			}
			if x := diff(got, [][]int32{s.ch[0][:v.frames], s.ch[1][:v.frames]}); x != "" {
				t.Fatal(x)
			}
			if _, again := d.Read([][]float32{make([]float32, 9), make([]float32, 9)}); again == nil || again.Error() != err.Error() {
				t.Fatalf("then %v, first %v", again, err)
			}
			if v.frames > 0 {
				if err := d.SeekFrame(4096 + 5); err != nil {
					t.Fatal("seek back:", err)
				}
				block := [][]int32{make([]int32, 10), make([]int32, 10)}
				if n, err := d.ReadInt(block); n != 10 || err != nil || block[1][9]>>16 != s.ch[1][4096+14] {
					t.Fatal("after seeking back:", n, err)
				}
			}
		})
	}
}

func TestSourceErrorComesThrough(t *testing.T) {
	file := encode(t, music(23, 44100, 16, 2, 100_000))
	d, err := Open(failing{bytes.NewReader(file), int64(len(file) / 2)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := readAll(d)
	if !errors.Is(err, errCard) || len(got[0]) == 0 {
		t.Fatalf("%d frames, %v", len(got[0]), err)
	}
	if _, err := Open(failing{bytes.NewReader(file), 20}, Options{}); !errors.Is(err, errCard) {
		t.Fatal(err)
	}
}

// Random damage of every kind: no panic, an end, never more frames than declared, and a known error.
func TestRandomDamage(t *testing.T) {
	files := [][]byte{
		encode(t, music(24, 44100, 16, 2, 20_000), "-8"),
		encode(t, music(25, 48000, 32, 2, 12_000), "-8"),
		encode(t, music(26, 8000, 8, 3, 12_000), "-5"),
	}
	r := rand.New(rand.NewPCG(9, 9))
	for i := range 400 {
		bad := bytes.Clone(files[i%len(files)])
		for range 1 + r.IntN(20) {
			bad[r.IntN(len(bad))] ^= 1 << r.IntN(8)
		}
		if i%4 == 0 {
			bad = bad[:r.IntN(len(bad))]
		}
		exercise(t, bad, r.Int64())
	}
}

// exercise opens, reads and seeks whatever file is.
func exercise(t *testing.T, file []byte, at int64) {
	t.Helper()
	d, err := Open(bytes.NewReader(file), Options{})
	if err != nil {
		known(t, err)
		return
	}
	dst := make([][]float32, d.Info().Channels)
	for c := range dst {
		dst[c] = make([]float32, 4096)
	}
	read := func(limit int64) {
		for count := int64(0); count < limit; {
			n, err := d.Read(dst)
			if count += int64(n); err != nil {
				known(t, err)
				return
			}
			if n == 0 {
				t.Fatal("no frame and no error")
			}
			if total := d.Info().Frames; total >= 0 && d.pos > total {
				t.Fatalf("at frame %d of %d", d.pos, total)
			}
		}
	}
	read(1 << 22)
	if d.Verify() != nil {
		known(t, d.Verify())
	}
	if total := d.Info().Frames; total > 0 {
		if err := d.SeekFrame(at % (total + 1) & (1<<62 - 1) % (total + 1)); err != nil {
			known(t, err)
		}
		read(1 << 14)
	}
	if len(d.w.buf) > max(windowStart, 4*len(file)+windowStart) {
		t.Fatalf("a window of %d bytes for a file of %d", len(d.w.buf), len(file))
	}
}
