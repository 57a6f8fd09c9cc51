package mp3

import (
	"bytes"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"auralis/audio"
	"auralis/audio/codec"
)

// seeds are the small files of testdata, encoded with lame 3.100 from music().
func seeds(tb testing.TB) map[string][]byte {
	tb.Helper()
	names, err := filepath.Glob("testdata/*.mp3")
	if err != nil || len(names) < 4 {
		tb.Fatalf("testdata: %v, %d files", err, len(names))
	}
	out := map[string][]byte{}
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			tb.Fatal(err)
		}
		out[filepath.Base(n)] = b
	}
	return out
}

// long repeats a seed's sounding frames behind its first frame, so that there is enough to seek in.
func long(file []byte, times int) []byte {
	h, _ := parseHeader(file)
	n := h.frameLen()
	return bytes.Repeat(file[n:], times)
}

// TestSeekExact: what is read behind a seek equals the straight decode bit for bit, in whole and in damaged files.
func TestSeekExact(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	files := seeds(t)
	for name, f := range seeds(t) {
		files["long "+name] = long(f, 12)
		hurt := long(f, 12)
		for range 30 {
			hurt[r.IntN(len(hurt))] ^= 1 << r.IntN(8)
		}
		files["hurt "+name] = hurt
		h, _ := parseHeader(f)
		gone := long(f, 12)
		eachFrame(gone, func(i int, p []byte) {
			if i > 0 && i%16 == 0 || i%37 == 5 {
				p[0] = 0 // a lost header, at a place of the index too
			}
		})
		files["gaps "+name] = append(gone[:h.frameLen()*20:h.frameLen()*20], append([]byte("junk between"), gone[h.frameLen()*20:]...)...)
	}
	mono, stereo := files["mono-44k.mp3"], files["joint-v5.mp3"]
	files["stereo, mono"] = slices.Concat(long(stereo, 1), long(mono, 3), long(stereo, 2), long(mono, 1), long(stereo, 1))
	files["mono, stereo"] = slices.Concat(long(mono, 2), long(stereo, 2), long(mono, 1), long(stereo, 1))
	cut := 0 // in the middle of the sound, so that the second channel has something to remember
	eachFrame(long(stereo, 1), func(i int, p []byte) {
		if i < 4 {
			cut += len(p)
		}
	})
	files["stereo cut, mono"] = slices.Concat(long(stereo, 1)[:cut], long(mono, 1), long(stereo, 2))
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			whole, d, err := decodeAll(t, file, 700)
			if err != nil {
				t.Fatal(err)
			}
			nch := d.Info().Channels
			total := d.Info().Frames
			if total*int64(nch) != int64(len(whole)) {
				t.Fatalf("Info %d frames, read %d", total, len(whole)/nch)
			}
			dst := [][]float32{make([]float32, 2500), make([]float32, 2500)}
			for i := range 200 {
				if i%40 == 0 { // with an index that isn't there yet
					if d, err = Open(bytes.NewReader(file)); err != nil {
						t.Fatal(err)
					}
				}
				at := r.Int64N(total + 1)
				if i == 1 {
					at = total
				}
				if err := d.SeekFrame(at); err != nil {
					t.Fatal(err)
				}
				n, err := d.Read(dst)
				if want := min(2500, total-at); int64(n) != want {
					t.Fatalf("at %d of %d: %d frames, want %d (%v)", at, total, n, want, err)
				}
				if at == total && !errors.Is(err, io.EOF) {
					t.Fatalf("at the end: %v", err)
				}
				for k := range n {
					for ch := range nch {
						want := whole[(int(at)+k)*nch+ch]
						if math.Float32bits(dst[ch][k]) != math.Float32bits(want) && dst[ch][k] != want {
							t.Fatalf("seek to %d, frame +%d, channel %d: %g, straight %g", at, k, ch, dst[ch][k], want)
						}
					}
				}
			}
		})
	}
}

// TestSeekVBR does it with a real VBR file, an Info frame and delay and padding.
func TestSeekVBR(t *testing.T) {
	file := encode(t, music(44100, 2, 12*44100), 44100, "-V 2")
	whole, _, err := decodeAll(t, file, 1152)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	dst := [][]float32{make([]float32, 1500), make([]float32, 1500)}
	for range 200 {
		at := r.Int64N(d.Info().Frames - 1500)
		if err := d.SeekFrame(at); err != nil {
			t.Fatal(err)
		}
		if n, err := d.Read(dst); n != 1500 || err != nil {
			t.Fatal(n, err)
		}
		for k := range 1500 {
			if dst[0][k] != whole[2*(int(at)+k)] || dst[1][k] != whole[2*(int(at)+k)+1] {
				t.Fatalf("seek to %d: frame +%d differs", at, k)
			}
		}
	}
}

// pipe hides Seek.
type pipe struct{ io.Reader }

func (pipe) Seek(int64, int) (int64, error) { return 0, audio.ErrNotSeekable }

func TestNotSeekable(t *testing.T) {
	for name, file := range seeds(t) {
		whole, _, err := decodeAll(t, file, 999)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Open(pipe{bytes.NewReader(append(file, tagV1()...))})
		if err != nil {
			t.Fatal(name, err)
		}
		if err := d.SeekFrame(0); !errors.Is(err, audio.ErrNotSeekable) {
			t.Errorf("%s: seek: %v", name, err)
		}
		got, err := drain(d, 1000)
		if err != nil || len(got) < len(whole) {
			t.Fatalf("%s: %d samples, want %d: %v", name, len(got), len(whole), err)
		}
		if _, peak := compare(whole, got[:len(whole)]); peak > -250 {
			t.Errorf("%s: another sound from a pipe", name)
		}
		if n := d.Info().Frames; n >= 0 && n*int64(d.Info().Channels) != int64(len(got)) {
			t.Errorf("%s: Info %d, read %d", name, n, len(got))
		}
	}
}

// TestContract: the rest of what codec.Decoder asks for.
func TestContract(t *testing.T) {
	file := seeds(t)["joint-v5.mp3"]
	whole, _, err := decodeAll(t, file, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range []int{7, 576, 5000} {
		other, d, err := decodeAll(t, file, block)
		if err != nil || len(other) != len(whole) {
			t.Fatal(block, len(other), len(whole), err)
		}
		if _, peak := compare(whole, other); peak > -250 {
			t.Errorf("blocks of %d sound different", block)
		}
		dst := [][]float32{make([]float32, 10), make([]float32, 10), nil}
		for range 2 {
			if n, err := d.Read(dst[:2]); n != 0 || !errors.Is(err, io.EOF) {
				t.Errorf("after the end: %d, %v", n, err)
			}
		}
		if _, err := d.Read(dst[:1]); err == nil {
			t.Error("read into too few channels")
		}
		for _, at := range []int64{-1, d.Info().Frames + 1} {
			if err := d.SeekFrame(at); err == nil {
				t.Errorf("seek to %d", at)
			}
		}
		if err := d.SeekFrame(0); err != nil {
			t.Error(err)
		}
		if n, err := d.Read(dst[:2]); n != 10 || err != nil || dst[0][3] != whole[6] {
			t.Errorf("after the seek back: %d, %v", n, err)
		}
		if got, want := d.Info(), (codec.Info{Codec: "mp3", Rate: 44100, Channels: 2, Frames: 7000}); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}
