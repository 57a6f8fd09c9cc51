package aiff

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

// extendedRate gives a rate as an 80-bit number.
func extendedRate(rate uint64) []byte {
	exponent := 16383 + 63
	for rate != 0 && rate>>63 == 0 {
		rate <<= 1
		exponent--
	}
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint16(nil, uint16(exponent)), rate)
}

func chunk(id string, body []byte) []byte {
	b := append(binary.BigEndian.AppendUint32([]byte(id), uint32(len(body))), body...)
	if len(body)%2 != 0 {
		b = append(b, 0)
	}
	return b
}

func comm(channels, frames, bits int, rate []byte, kind string) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(channels))
	b = binary.BigEndian.AppendUint32(b, uint32(frames))
	b = binary.BigEndian.AppendUint16(b, uint16(bits))
	b = append(b, rate...)
	if kind != "" {
		b = append(append(b, kind...), 0, 0)
	}
	return chunk("COMM", b)
}

func ssnd(offset int, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(offset))
	b = append(b, 0, 0, 0, 0)
	return chunk("SSND", append(append(b, make([]byte, offset)...), data...))
}

func form(kind string, chunks ...[]byte) []byte {
	return chunk("FORM", append([]byte(kind), bytes.Join(chunks, nil)...))
}

func mustOpen(t testing.TB, file []byte) codec.Decoder {
	t.Helper()
	d, err := Open(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// readFloats reads d to its end.
func readFloats(t testing.TB, d codec.Decoder) ([][]float32, error) {
	t.Helper()
	out := make([][]float32, d.Info().Channels)
	block := make([][]float32, len(out))
	for c := range block {
		block[c] = make([]float32, 1999)
	}
	for {
		n, err := d.Read(block)
		for c := range out {
			out[c] = append(out[c], block[c][:n]...)
		}
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		if n == 0 {
			t.Fatal("no frame and no error")
		}
	}
}

func TestOpenReadsWhatOthersWrite(t *testing.T) {
	for _, v := range []struct {
		tool, args     string
		bits, channels int
		rate           int
	}{
		{"ffmpeg", "-c:a pcm_s16be", 16, 2, 44100}, {"ffmpeg", "-c:a pcm_s24be", 24, 2, 96000}, {"ffmpeg", "-c:a pcm_s32be", 32, 1, 384000},
		{"ffmpeg", "-c:a pcm_s8", 8, 2, 8000}, {"ffmpeg", "-c:a pcm_f32be", 0, 2, 48000}, {"ffmpeg", "-c:a pcm_f64be", 0, 2, 48000},
		{"ffmpeg", "-c:a pcm_s16le", 16, 6, 48000},
		{"sox", "-b 16 -t aiff", 16, 2, 44100}, {"sox", "-b 24 -t aiff", 24, 8, 192000}, {"sox", "-b 16 -t aifc", 16, 2, 22050},
		{"sox", "-b 8 -t aiff", 8, 1, 11025},
	} {
		t.Run(fmt.Sprintf("%s %s %dch", v.tool, v.args, v.channels), func(t *testing.T) {
			t.Parallel()
			need.Tool(t, v.tool, v.tool)
			bits := v.bits
			if bits == 0 {
				bits = 24 // what a float carries
			}
			r := rand.New(rand.NewPCG(1, uint64(bits)))
			want := make([][]float32, v.channels)
			var raw []byte
			for range 3000 {
				for c := range want {
					x := int32(r.Uint32()) >> (32 - bits) << (32 - bits)
					raw = binary.LittleEndian.AppendUint32(raw, uint32(x))
					want[c] = append(want[c], float32(x)/(1<<31))
				}
			}
			path := filepath.Join(t.TempDir(), "x.aiff")
			line := fmt.Sprintf("ffmpeg -v error -f s32le -ar %d -ac %d -i - %s -f aiff %s", v.rate, v.channels, v.args, path)
			if v.tool == "sox" {
				line = fmt.Sprintf("sox -D -t raw -r %d -c %d -b 32 -e signed - %s %s", v.rate, v.channels, v.args, path)
			}
			cmd := exec.Command("sh", "-c", line)
			cmd.Stdin = bytes.NewReader(raw)
			if text, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, text)
			}
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			d := mustOpen(t, file)
			info := codec.Info{Codec: "aiff", Rate: v.rate, Channels: v.channels, Bits: v.bits, Frames: 3000, Lossless: true}
			if d.Info() != info {
				t.Fatalf("%+v, want %+v", d.Info(), info)
			}
			if _, ok := d.(codec.IntReader); ok != (v.bits != 0) {
				t.Errorf("IntReader: %v", ok)
			}
			got, err := readFloats(t, d)
			if err != nil {
				t.Fatal(err)
			}
			for c := range want {
				for i, w := range want[c] {
					if got[c][i] != w {
						t.Fatalf("channel %d frame %d: %v, want %v", c, i, got[c][i], w)
					}
				}
			}
			for range 200 {
				at := r.Int64N(3000)
				if err := d.SeekFrame(at); err != nil {
					t.Fatal(err)
				}
				dst := make([][]float32, v.channels)
				for c := range dst {
					dst[c] = make([]float32, 1)
				}
				if _, err := d.Read(dst); err != nil || dst[v.channels-1][0] != want[v.channels-1][at] {
					t.Fatalf("frame %d: %v, want %v (%v)", at, dst, want[v.channels-1][at], err)
				}
			}
		})
	}
}

func TestVariants(t *testing.T) {
	rate := extendedRate(44100)
	for _, v := range []struct {
		name string
		file []byte
		bits int
		want []float32
	}{
		{"sound before COMM", form("AIFF", ssnd(0, []byte{0x40, 0, 0xC0, 0}), comm(1, 2, 16, rate, "")), 16, []float32{0.5, -0.5}},
		{"offset", form("AIFF", comm(1, 2, 16, rate, ""), ssnd(6, []byte{0x40, 0, 0xC0, 0})), 16, []float32{0.5, -0.5}},
		{"odd chunk", form("AIFF", chunk("NAME", []byte("abc")), comm(1, 1, 16, rate, ""), ssnd(0, []byte{0x40, 0})), 16, []float32{0.5}},
		{"20 bits", form("AIFF", comm(1, 1, 20, rate, ""), ssnd(0, []byte{0x40, 0, 0x10})), 20, []float32{0.5 + 1.0/(1<<19)}},
		{"fewer frames than data", form("AIFF", comm(1, 1, 16, rate, ""), ssnd(0, []byte{0x40, 0, 1, 2})), 16, []float32{0.5}},
		{"more frames than SSND", form("AIFF", comm(1, 9, 16, rate, ""), ssnd(0, []byte{0x40, 0})), 16, []float32{0.5}},
		{"no SSND, no frames", form("AIFF", comm(1, 0, 16, rate, "")), 16, nil},
		{"sowt", form("AIFC", comm(1, 1, 16, rate, "sowt"), ssnd(0, []byte{0, 0x40})), 16, []float32{0.5}},
		{"twos", form("AIFC", comm(1, 1, 16, rate, "twos"), ssnd(0, []byte{0x40, 0})), 16, []float32{0.5}},
		{"raw", form("AIFC", comm(1, 2, 8, rate, "raw "), ssnd(0, []byte{0xC0, 0})), 8, []float32{0.5, -1}},
		{"in24", form("AIFC", comm(1, 1, 16, rate, "in24"), ssnd(0, []byte{0x40, 0, 0})), 24, []float32{0.5}},
		{"in32", form("AIFC", comm(1, 1, 16, rate, "in32"), ssnd(0, []byte{0x40, 0, 0, 0})), 32, []float32{0.5}},
		{"42ni", form("AIFC", comm(1, 1, 16, rate, "42ni"), ssnd(0, []byte{0, 0, 0x40})), 24, []float32{0.5}},
		{"23ni", form("AIFC", comm(1, 1, 16, rate, "23ni"), ssnd(0, []byte{0, 0, 0, 0x40})), 32, []float32{0.5}},
		{"fl32", form("AIFC", comm(1, 1, 32, rate, "FL32"), ssnd(0, binary.BigEndian.AppendUint32(nil, math.Float32bits(0.5)))), 0, []float32{0.5}},
	} {
		t.Run(v.name, func(t *testing.T) {
			d := mustOpen(t, v.file)
			if d.Info().Bits != v.bits || d.Info().Frames != int64(len(v.want)) {
				t.Fatalf("%+v", d.Info())
			}
			got, err := readFloats(t, d)
			if err != nil || fmt.Sprint(got[0]) != fmt.Sprint(v.want) {
				t.Fatalf("%v, want %v (%v)", got[0], v.want, err)
			}
		})
	}
}

func TestTruncatedAndStreamed(t *testing.T) {
	file := form("AIFF", comm(2, 100, 16, extendedRate(44100), ""), ssnd(0, make([]byte, 400)))
	d := mustOpen(t, file[:len(file)-10])
	got, err := readFloats(t, d)
	if !errors.Is(err, codec.ErrTruncated) || len(got[0]) != 97 || d.Info().Frames != 97 {
		t.Fatal(len(got[0]), d.Info().Frames, err)
	}
	piped := bytes.Clone(file)
	at := bytes.Index(piped, []byte("SSND"))
	binary.BigEndian.PutUint32(piped[at+4:], 0)
	binary.BigEndian.PutUint32(piped[bytes.Index(piped, []byte("COMM"))+10:], 0)
	d = mustOpen(t, piped)
	// No frames and an empty SSND may be meant so; this file has none, as far as anybody can tell.
	if got, err := readFloats(t, d); err != nil || len(got[0]) != 0 {
		t.Fatal(len(got[0]), err)
	}
	binary.BigEndian.PutUint32(piped[at+4:], 0xFFFFFFFF)
	d = mustOpen(t, piped)
	if got, err := readFloats(t, d); err != nil || len(got[0]) != 100 {
		t.Fatal(len(got[0]), err)
	}
}

// live is a source that can't be sought.
type live struct{ io.Reader }

func (live) Seek(int64, int) (int64, error) { return 0, audio.ErrNotSeekable }

func TestLiveSource(t *testing.T) {
	rate := extendedRate(44100)
	d, err := Open(live{bytes.NewReader(form("AIFF", comm(1, 2, 16, rate, ""), ssnd(2, []byte{0x40, 0, 0xC0, 0})))})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := readFloats(t, d); err != nil || len(got[0]) != 2 {
		t.Fatal(got, err)
	}
	// Sound in front of what says how it lies needs a way back.
	if _, err := Open(live{bytes.NewReader(form("AIFF", ssnd(0, []byte{1, 2}), comm(1, 1, 16, rate, "")))}); !errors.Is(err, audio.ErrNotSeekable) {
		t.Fatal(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	rate := extendedRate(44100)
	data := ssnd(0, make([]byte, 8))
	negative := bytes.Clone(rate)
	negative[0] |= 0x80
	nan := bytes.Repeat([]byte{0x7F, 0xFF}, 5)
	for _, v := range []struct {
		name string
		file []byte
		want error
	}{
		{"empty", nil, codec.ErrUnknown},
		{"8SVX", form("8SVX"), codec.ErrUnknown},
		{"nothing", form("AIFF"), codec.ErrTruncated},
		{"no sound", form("AIFF", comm(1, 4, 16, rate, "")), codec.ErrTruncated},
		{"short COMM", form("AIFF", chunk("COMM", make([]byte, 17))), codec.ErrCorrupt},
		{"AIFC without compression", form("AIFC", comm(1, 4, 16, rate, "")), codec.ErrCorrupt},
		{"µ-law", form("AIFC", comm(1, 4, 16, rate, "ulaw"), data), codec.ErrUnsupported},
		{"0 channels", form("AIFF", comm(0, 4, 16, rate, ""), data), codec.ErrUnsupported},
		{"4 bits", form("AIFF", comm(1, 4, 4, rate, ""), data), codec.ErrUnsupported},
		{"40 bits", form("AIFF", comm(1, 4, 40, rate, ""), data), codec.ErrUnsupported},
		{"0 Hz", form("AIFF", comm(1, 4, 16, make([]byte, 10), ""), data), codec.ErrUnsupported},
		{"negative rate", form("AIFF", comm(1, 4, 16, negative, ""), data), codec.ErrCorrupt},
		{"rate NaN", form("AIFF", comm(1, 4, 16, nan, ""), data), codec.ErrCorrupt},
		{"offset beyond", form("AIFF", comm(1, 4, 16, rate, ""), chunk("SSND", []byte{0, 1, 0, 0, 0, 0, 0, 0, 1, 2})), codec.ErrCorrupt},
		{"short SSND", form("AIFF", comm(1, 4, 16, rate, ""), chunk("SSND", []byte{0, 0, 0, 0})), codec.ErrCorrupt},
	} {
		t.Run(v.name, func(t *testing.T) {
			if _, err := Open(bytes.NewReader(v.file)); !errors.Is(err, v.want) {
				t.Fatalf("%v, want %v", err, v.want)
			}
		})
	}
}

func TestExtended(t *testing.T) {
	for _, rate := range []uint64{1, 8000, 11025, 22254, 44100, 48000, 96000, 384000, 1<<32 - 1} {
		if got, ok := extended([10]byte(extendedRate(rate))); !ok || got != int64(rate) {
			t.Errorf("%d: %d, %v", rate, got, ok)
		}
	}
	// 22254.5454…, the rate of the first Macs
	if got, ok := extended([10]byte{0x40, 0x0D, 0xAD, 0xDD, 0x17, 0x45, 0xD1, 0x74, 0x5D, 0x17}); !ok || got != 22255 {
		t.Error(got, ok)
	}
}

func FuzzOpen(f *testing.F) {
	rate := extendedRate(44100)
	f.Add(form("AIFF", comm(2, 2, 16, rate, ""), ssnd(0, make([]byte, 8))))
	f.Add(form("AIFC", ssnd(3, make([]byte, 9)), comm(1, 2, 32, rate, "fl32")))
	f.Fuzz(func(t *testing.T, file []byte) {
		d, err := Open(bytes.NewReader(file))
		if err != nil {
			return
		}
		got, _ := readFloats(t, d) // truncated is as good an end
		if n := int64(len(got[0])); n != d.Info().Frames {
			t.Fatalf("%d frames, Info says %d", n, d.Info().Frames)
		}
	})
}
