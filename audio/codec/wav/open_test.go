package wav

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"auralis/audio"
	"auralis/audio/codec"
	"auralis/internal/need"
)

// ramp makes n left-justified samples of so many bits that pass through the extremes.
func ramp(n, bits, channel int) []int32 {
	r := rand.New(rand.NewPCG(uint64(bits), uint64(channel)))
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(r.Uint32()) >> (32 - bits) << (32 - bits)
	}
	if n > 2 {
		out[1], out[2] = math.MinInt32, math.MaxInt32>>(32-bits)<<(32-bits)
	}
	return out
}

func TestOpenReadsWhatOthersWrite(t *testing.T) {
	for _, tool := range []string{"ffmpeg", "sox"} {
		for _, v := range []struct {
			ffmpeg, sox    string // sample format
			bits, channels int
			rate           int
			rf64           bool
		}{
			{"u8", "-b 8 -e unsigned", 8, 1, 8000, false},
			{"s16le", "-b 16 -e signed", 16, 2, 44100, false},
			{"s24le", "-b 24 -e signed", 24, 2, 96000, false},
			{"s32le", "-b 32 -e signed", 32, 2, 384000, false},
			{"s16le", "-b 16 -e signed", 16, 6, 48000, false},
			{"s24le", "-b 24 -e signed", 24, 8, 192000, false},
			{"s24le", "", 24, 2, 96000, true},
		} {
			if tool == "sox" && v.sox == "" {
				continue
			}
			t.Run(fmt.Sprintf("%s %s %dch rf64=%v", tool, v.ffmpeg, v.channels, v.rf64), func(t *testing.T) {
				t.Parallel()
				need.Tool(t, tool, tool)
				want := make([][]int32, v.channels)
				for c := range want {
					want[c] = ramp(3000, v.bits, c)
				}
				var raw []byte // 32-bit, so that the tool converts
				for i := range want[0] {
					for c := range want {
						raw = binary.LittleEndian.AppendUint32(raw, uint32(want[c][i]))
					}
				}
				path := filepath.Join(t.TempDir(), "x.wav")
				cmd := exec.Command("ffmpeg", "-v", "error", "-f", "s32le", "-ar", fmt.Sprint(v.rate), "-ac", fmt.Sprint(v.channels),
					"-i", "-", "-c:a", "pcm_"+v.ffmpeg, "-rf64", map[bool]string{true: "always", false: "never"}[v.rf64], path)
				if tool == "sox" {
					cmd = exec.Command("sh", "-c", fmt.Sprintf("sox -D -t raw -r %d -c %d -b 32 -e signed - %s %s", v.rate, v.channels, v.sox, path))
				}
				cmd.Stdin = bytes.NewReader(raw)
				if text, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("%v: %s", err, text)
				}
				file, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if v.rf64 && string(file[:4]) != "RF64" {
					t.Fatalf("not an RF64: %q", file[:4])
				}
				d := mustOpen(t, file)
				info := codec.Info{Codec: "wav", Rate: v.rate, Channels: v.channels, Bits: v.bits, Frames: 3000, Lossless: true}
				if d.Info() != info {
					t.Fatalf("%+v, want %+v", d.Info(), info)
				}
				got, err := readInts(t, d)
				if err != nil {
					t.Fatal(err)
				}
				for c := range want {
					for i, w := range want[c] {
						if got[c][i] != w {
							t.Fatalf("channel %d frame %d: %08x, want %08x", c, i, uint32(got[c][i]), uint32(w))
						}
					}
				}
			})
		}
	}
}

func TestReadScales(t *testing.T) {
	le := binary.LittleEndian
	f32 := le.AppendUint32(nil, math.Float32bits(-0.75))
	f32 = le.AppendUint32(f32, math.Float32bits(1.5))
	f32 = le.AppendUint32(f32, math.Float32bits(float32(math.NaN())))
	f32 = le.AppendUint32(f32, math.Float32bits(float32(math.Inf(-1))))
	f64 := le.AppendUint64(nil, math.Float64bits(0.1))
	f64 = le.AppendUint64(f64, math.Float64bits(1e300))
	for _, v := range []struct {
		name string
		fmt  []byte
		data []byte
		want []float32
	}{
		{"u8", fmtBody(1, 1, 8000, 8), []byte{0, 0x80, 0xFF, 0xC0}, []float32{-1, 0, 127.0 / 128, 0.5}},
		{"s16", fmtBody(1, 1, 44100, 16), []byte{0, 0x80, 0xFF, 0x7F, 1, 0}, []float32{-1, 32767.0 / 32768, 1.0 / 32768}},
		{"12 in 16", fmtBody(1, 1, 44100, 12), []byte{0, 0x80, 0xF0, 0x7F}, []float32{-1, 2047.0 / 2048}},
		{"s24", fmtBody(1, 1, 44100, 24), []byte{0, 0, 0x80, 0xFF, 0xFF, 0x7F}, []float32{-1, 8388607.0 / 8388608}},
		{"s32", fmtBody(1, 1, 44100, 32), []byte{0, 0, 0, 0x80, 0, 0, 0, 0x40}, []float32{-1, 0.5}},
		{"f32", fmtBody(3, 1, 44100, 32), f32, []float32{-0.75, 1.5, 0, 0}},
		{"f64", fmtBody(3, 1, 44100, 64), f64, []float32{0.1, 0}},
	} {
		t.Run(v.name, func(t *testing.T) {
			d := mustOpen(t, riff(chunk("fmt ", v.fmt), chunk("data", v.data)))
			dst := [][]float32{make([]float32, 10)}
			n, err := d.Read(dst)
			if err != nil || n != len(v.want) {
				t.Fatal(n, err)
			}
			for i, w := range v.want {
				if dst[0][i] != w {
					t.Errorf("sample %d: %v, want %v", i, dst[0][i], w)
				}
			}
			if n, err := d.Read(dst); n != 0 || !errors.Is(err, io.EOF) {
				t.Errorf("at the end: %d, %v", n, err)
			}
			if _, ok := d.(codec.IntReader); ok != (d.Info().Bits != 0) {
				t.Errorf("IntReader %v with %d bits", ok, d.Info().Bits)
			}
		})
	}
}

func TestValidBits(t *testing.T) {
	h := makeHeader(WriterConfig{Rate: 44100, Channels: 2, Format: audio.S32LE})
	at := bytes.Index(h, []byte("fmt "))
	for _, v := range []struct{ valid, want int }{{20, 20}, {24, 24}, {32, 32}, {0, 32}, {40, 32}} {
		file := append(bytes.Clone(h), make([]byte, 80)...)
		binary.LittleEndian.PutUint16(file[at+8+18:], uint16(v.valid))
		d := mustOpen(t, file)
		if d.Info().Bits != v.want || d.Info().Frames != 10 {
			t.Errorf("%d valid bits: %+v", v.valid, d.Info())
		}
	}
}

// Every way in which the declared length and the file disagree.
func TestLengths(t *testing.T) {
	f := chunk("fmt ", fmtBody(1, 2, 44100, 16))
	data := make([]byte, 400)
	for i := range data {
		data[i] = byte(i)
	}
	declare := func(n uint32, riffSize uint32, tail ...byte) []byte {
		file := append(riff(f, chunk("data", data)), tail...)
		at := bytes.Index(file, []byte("data"))
		binary.LittleEndian.PutUint32(file[at+4:], n)
		if riffSize != 1 {
			binary.LittleEndian.PutUint32(file[4:], riffSize)
		}
		return file
	}
	list := string(chunk("LIST", []byte("odd")))
	for _, v := range []struct {
		name   string
		file   []byte
		frames int64
		err    error
	}{
		{"exact", declare(400, 1), 100, nil},
		{"chunk behind", declare(400, 1, []byte(list)...), 100, nil},
		{"0 from a pipe", declare(0, 0), 100, nil},
		{"0 and RIFF unknown", declare(0, 0xFFFFFFFF), 100, nil},
		{"really empty", riff(f, chunk("data", nil), chunk("LIST", make([]byte, 50))), 0, nil},
		{"-1", declare(0xFFFFFFFF, 0xFFFFFFFF), 100, nil},
		{"sox's placeholder", declare(0x7FFFF000, 0x7FFFF024), 100, nil},
		{"truncated", declare(4000, 4036), 100, codec.ErrTruncated},
		{"truncated in a frame", declare(4000, 4036)[:44+399], 99, codec.ErrTruncated},
		{"no data left", declare(4000, 4036)[:44], 0, codec.ErrTruncated},
		{"a frame and a half", declare(6, 1), 1, nil},
	} {
		for _, seekable := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/%v", v.name, seekable), func(t *testing.T) {
				var src io.ReadSeeker = bytes.NewReader(v.file)
				if !seekable {
					src = live{src}
				}
				d, err := Open(src)
				if err != nil {
					t.Fatal(err)
				}
				if seekable && d.Info().Frames != v.frames {
					t.Errorf("%d frames, want %d", d.Info().Frames, v.frames)
				}
				got, err := readInts(t, d)
				if !seekable && v.name == "really empty" {
					return // without a length of the file it can't be told from a pipe's
				}
				if int64(len(got[0])) != v.frames || !errors.Is(err, v.err) {
					t.Fatalf("%d frames, %v; want %d, %v", len(got[0]), err, v.frames, v.err)
				}
				for i, x := range got[1] {
					if want := int32(data[4*i+2])<<16 | int32(data[4*i+3])<<24; x != want {
						t.Fatalf("frame %d: %x, want %x", i, x, want)
					}
				}
				if err := d.SeekFrame(0); seekable && err != nil || !seekable && !errors.Is(err, audio.ErrNotSeekable) {
					t.Fatal("seek:", err)
				}
			})
		}
	}
}

func TestChunksAreSkipped(t *testing.T) {
	file := riff(chunk("JUNK", make([]byte, 27)), chunk("bext", make([]byte, 70_001)), chunk("fmt ", append(fmtBody(1, 1, 44100, 16), 0, 0)),
		chunk("id3 ", []byte("x")), chunk("data", []byte{1, 2, 3, 4}))
	for _, src := range []io.ReadSeeker{bytes.NewReader(file), live{bytes.NewReader(file)}} {
		d, err := Open(src)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := readInts(t, d); err != nil || len(got[0]) != 2 || got[0][1] != 0x04030000 {
			t.Fatalf("%x %v", got, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	f := chunk("fmt ", fmtBody(1, 2, 44100, 16))
	bad := func(change func(b []byte)) []byte {
		b := fmtBody(1, 2, 44100, 24)
		change(b)
		return riff(chunk("fmt ", b), chunk("data", make([]byte, 8)))
	}
	le := binary.LittleEndian
	for _, v := range []struct {
		name string
		file []byte
		want error
	}{
		{"empty", nil, codec.ErrUnknown},
		{"AVI", []byte("RIFF\x00\x00\x00\x00AVI "), codec.ErrUnknown},
		{"no chunk", riff(), codec.ErrTruncated},
		{"no data", riff(f), codec.ErrTruncated},
		{"data first", riff(chunk("data", []byte{1, 2}), f), codec.ErrCorrupt},
		{"short fmt", riff(chunk("fmt ", make([]byte, 14))), codec.ErrCorrupt},
		{"cut fmt", riff(f)[:30], codec.ErrTruncated},
		{"ADPCM", riff(chunk("fmt ", fmtBody(0x11, 2, 44100, 4)), chunk("data", nil)), codec.ErrUnsupported},
		{"9 channels", bad(func(b []byte) { le.PutUint16(b[2:], 9) }), codec.ErrUnsupported},
		{"0 channels", bad(func(b []byte) { le.PutUint16(b[2:], 0) }), codec.ErrUnsupported},
		{"0 Hz", bad(func(b []byte) { le.PutUint32(b[4:], 0) }), codec.ErrUnsupported},
		{"4 GHz", bad(func(b []byte) { le.PutUint32(b[4:], 1<<32-1) }), codec.ErrUnsupported},
		{"24 bits in 4 bytes", bad(func(b []byte) { le.PutUint16(b[12:], 8) }), codec.ErrUnsupported},
		{"33 bits", bad(func(b []byte) { le.PutUint16(b[14:], 33) }), codec.ErrUnsupported},
		{"0 bits", bad(func(b []byte) { le.PutUint16(b[14:], 0) }), codec.ErrUnsupported},
		{"extensible, short", bad(func(b []byte) { le.PutUint16(b, tagExtensible) }), codec.ErrUnsupported},
		{"a chunk of 4 GiB", append([]byte("RIFF\xff\xff\xff\xffWAVEabcd\xff\xff\xff\xff"), 1), codec.ErrTruncated},
		{"endless chunks", append([]byte("RIFF\xff\xff\xff\xffWAVE"), bytes.Repeat([]byte("abcd\x00\x00\x00\x00"), 20000)...), codec.ErrCorrupt},
	} {
		t.Run(v.name, func(t *testing.T) {
			if _, err := Open(bytes.NewReader(v.file)); !errors.Is(err, v.want) {
				t.Fatalf("%v, want %v", err, v.want)
			}
		})
	}
}

func TestSeekIsExact(t *testing.T) {
	data := make([]byte, 6*50_000)
	for i := range data {
		data[i] = byte(i * 7 >> 3)
	}
	d := mustOpen(t, riff(chunk("fmt ", fmtBody(1, 2, 96000, 24)), chunk("data", data)))
	want, err := readInts(t, d)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	dst := [][]int32{make([]int32, 7), make([]int32, 7)}
	for i := range 200 {
		at := r.Int64N(50_000)
		if i == 0 {
			at = 50_000
		}
		if err := d.SeekFrame(at); err != nil {
			t.Fatal(err)
		}
		n, err := d.(codec.IntReader).ReadInt(dst)
		if at == 50_000 {
			if n != 0 || !errors.Is(err, io.EOF) {
				t.Fatal(n, err)
			}
			continue
		}
		if err != nil || dst[0][0] != want[0][at] || dst[1][n-1] != want[1][at+int64(n)-1] {
			t.Fatalf("frame %d: %x, want %x (%v)", at, dst[0][0], want[0][at], err)
		}
	}
	for _, at := range []int64{-1, 50_001} {
		if d.SeekFrame(at) == nil {
			t.Errorf("seek to %d of 50000 succeeded", at)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(riff(chunk("fmt ", fmtBody(1, 2, 44100, 16)), chunk("data", make([]byte, 40))))
	f.Add(riff(chunk("fmt ", fmtBody(3, 1, 44100, 64)), chunk("data", make([]byte, 40))))
	rf := makeHeader(WriterConfig{Rate: 44100, Channels: 2, Format: audio.S24x3LE})
	patchHeader(rf, 1<<33, 6)
	f.Add(append(rf, make([]byte, 60)...))
	f.Fuzz(func(t *testing.T, file []byte) {
		d, err := Open(bytes.NewReader(file))
		if err != nil {
			return
		}
		dst := make([][]float32, d.Info().Channels)
		for c := range dst {
			dst[c] = make([]float32, 64)
		}
		var n int64
		for {
			k, err := d.Read(dst)
			n += int64(k)
			if err != nil {
				break
			}
			if k == 0 {
				t.Fatal("no frame and no error")
			}
		}
		if n != d.Info().Frames {
			t.Fatalf("%d frames, Info says %d", n, d.Info().Frames)
		}
		if err := d.SeekFrame(n / 2); err != nil {
			t.Fatal(err)
		}
	})
}
