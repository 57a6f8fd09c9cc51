package flac

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"testing"

	"auralis/audio/codec"
	"auralis/internal/need"
)

// Debian's flac encodes, in every way that changes the bit stream; what is decoded must be what went in, and the MD5 that
// flac computed must be ours.
func TestDecodeIsBitExact(t *testing.T) {
	type variant struct {
		rate, bits, channels, frames int
		args                         []string
	}
	var all []variant
	for level := range 9 {
		all = append(all, variant{44100, 16, 2, 30000, []string{fmt.Sprintf("-%d", level)}})
		all = append(all, variant{96000, 24, 2, 30000, []string{fmt.Sprintf("-%d", level)}})
	}
	for _, bits := range []int{4, 5, 7, 8, 12, 16, 17, 20, 24, 28, 31, 32} {
		for _, channels := range []int{1, 2} {
			all = append(all, variant{48000, bits, channels, 20000, []string{"-8", "--lax"}})
		}
	}
	for channels := 1; channels <= 8; channels++ {
		all = append(all, variant{44100, 16, channels, 9000, []string{"-5"}}, variant{44100, 24, channels, 9000, []string{"-8", "--lax"}})
	}
	for _, rate := range []int{8000, 11025, 16000, 22050, 32000, 44100, 48000, 88200, 96000, 176400, 192000, 352800, 384000, 12345, 96001} {
		all = append(all, variant{rate, 16, 2, 6000, []string{"-5", "--lax"}})
	}
	for _, size := range []int{16, 17, 192, 576, 1000, 1152, 4096, 4608, 8192, 16384, 65535} {
		all = append(all, variant{44100, 16, 2, 3*size + 5, []string{"--lax", "-b", fmt.Sprint(size), "-6"}})
	}
	for _, args := range [][]string{
		{"-l", "32", "-b", "4096", "--lax", "-e", "-p"}, {"-l", "14", "--lax"}, {"-l", "9"}, {"-l", "11"}, {"-l", "2"}, {"-l", "0"},
		{"-r", "0"}, {"-r", "15", "--lax", "-b", "16384"}, {"-m"}, {"-M"}, {"-q", "5", "-l", "8"}, {"-q", "15", "-l", "12"},
		{"--disable-constant-subframes"}, {"--disable-fixed-subframes"},
		{"--disable-constant-subframes", "--disable-fixed-subframes", "-l", "0", "--lax"},
		{"--no-seektable"}, {"-S", "100x"}, {"-P", "200000"}, {"--no-padding"},
	} {
		all = append(all, variant{44100, 16, 2, 30000, args}, variant{44100, 32, 2, 20000, args})
	}
	for _, frames := range []int{1, 2, 15, 16, 17, 4095, 4096, 4097} {
		all = append(all, variant{44100, 16, 2, frames, nil})
	}
	for i, v := range all {
		t.Run(fmt.Sprintf("%dHz_%dbit_%dch_%d_%v", v.rate, v.bits, v.channels, v.frames, v.args), func(t *testing.T) {
			t.Parallel()
			s := music(uint64(i), v.rate, v.bits, v.channels, v.frames)
			d := mustOpen(t, encode(t, s, v.args...))
			want := codec.Info{Codec: "flac", Rate: v.rate, Channels: v.channels, Bits: v.bits, Frames: int64(v.frames), Lossless: true}
			if d.Info() != want {
				t.Fatalf("info %+v, want %+v", d.Info(), want)
			}
			got, err := readAll(d)
			if err != nil {
				t.Fatal(err)
			}
			if x := diff(got, s.ch); x != "" {
				t.Fatal(x)
			}
			if !d.sum.compared || d.Verify() != nil {
				t.Fatalf("MD5 not verified: %v", d.Verify())
			}
		})
	}
}

// Another encoder: ffmpeg writes other predictors, no seek table and, to a pipe, no length and no MD5.
func TestDecodeFilesOfFFmpeg(t *testing.T) {
	need.Tool(t, "ffmpeg", "ffmpeg")
	for _, v := range []struct {
		bits, channels int
		args           []string
	}{
		{16, 2, nil}, {16, 6, nil}, {24, 2, []string{"-sample_fmt", "s32"}},
		{16, 2, []string{"-compression_level", "12"}},
		{16, 2, []string{"-lpc_type", "cholesky", "-lpc_passes", "3", "-max_prediction_order", "32"}},
		{24, 2, []string{"-sample_fmt", "s32", "-compression_level", "12", "-exact_rice_parameters", "1"}},
		{16, 1, []string{"-frame_size", "1152"}}, {16, 2, []string{"-ch_mode", "right_side"}}, {16, 2, []string{"-ch_mode", "left_side"}},
	} {
		t.Run(fmt.Sprintf("%d_%d_%v", v.bits, v.channels, v.args), func(t *testing.T) {
			t.Parallel()
			s := music(77, 48000, v.bits, v.channels, 50000)
			args := []string{"-v", "error", "-f", fmt.Sprintf("s%dle", v.bits), "-ar", "48000", "-ac", fmt.Sprint(v.channels), "-i", "-"}
			args = append(args, v.args...)
			cmd := exec.Command("ffmpeg", append(args, "-f", "flac", "-")...)
			cmd.Stdin = bytes.NewReader(s.raw())
			var text bytes.Buffer
			cmd.Stderr = &text
			file, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v: %s", err, &text)
			}
			d := mustOpen(t, file)
			if d.stream.total != 0 {
				t.Fatal("ffmpeg knew the length: this test is about files without")
			}
			if d.Info().Frames != 50000 {
				t.Fatalf("%d frames, want 50000 from the last FLAC frame", d.Info().Frames)
			}
			got, err := readAll(d)
			if err != nil {
				t.Fatal(err)
			}
			if x := diff(got, s.ch); x != "" {
				t.Fatal(x)
			}
		})
	}
}

// Read gives what ReadInt gives, scaled.
func TestReadIsReadIntScaled(t *testing.T) {
	for _, bits := range []int{8, 16, 24} {
		s := music(3, 44100, bits, 2, 20000)
		d := mustOpen(t, encode(t, s))
		dst := [][]float32{make([]float32, 700), make([]float32, 700), {9}}
		at := 0
		for {
			n, err := d.Read(dst)
			for c := range s.ch {
				for i, v := range dst[c][:n] {
					if want := float64(s.ch[c][at+i]) / float64(int(1)<<(bits-1)); float64(v) != want {
						t.Fatalf("%d bits, frame %d: %v, want %v", bits, at+i, v, want)
					}
				}
			}
			if at += n; errors.Is(err, io.EOF) {
				break
			} else if err != nil || n == 0 {
				t.Fatal(n, err)
			}
		}
		if at != 20000 || dst[2][0] != 9 {
			t.Fatalf("%d frames; the slice beyond the channels holds %v", at, dst[2][0])
		}
	}
}

func TestReadRefusesTooFewSlices(t *testing.T) {
	d := mustOpen(t, encode(t, music(1, 44100, 16, 2, 100)))
	if _, err := d.Read([][]float32{make([]float32, 4)}); err == nil {
		t.Error("Read took one slice for two channels")
	}
	if _, err := d.ReadInt(nil); err == nil {
		t.Error("ReadInt took no slice for two channels")
	}
	if n, err := d.Read([][]float32{{}, {}}); n != 0 || err != nil {
		t.Errorf("empty slices: %d, %v", n, err)
	}
}
