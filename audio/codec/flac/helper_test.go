package flac

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"auralis/internal/need"
)

// signal is what the tests encode: planar samples of so many bits.
type signal struct {
	rate, bits int
	ch         [][]int32
}

// music makes a signal with everything an encoder reacts to: tones that a predictor follows, noise, silence, full scale
// steps, channels that resemble each other, low bits that are never used.
func music(seed uint64, rate, bits, channels, frames int) signal {
	r := rand.New(rand.NewPCG(seed, 0xA0D10))
	s := signal{rate: rate, bits: bits, ch: make([][]int32, channels)}
	top := float64(int64(1)<<(bits-1)) - 1
	for c := range s.ch {
		s.ch[c] = make([]int32, frames)
	}
	for i := range frames {
		part := i * 8 / max(frames, 1)
		t := float64(i) / float64(rate)
		common := 0.4*math.Sin(2*math.Pi*440*t) + 0.2*math.Sin(2*math.Pi*1234.5*t)
		for c := range s.ch {
			var v float64
			switch part {
			case 0:
				v = common
			case 1:
				v = 0
			case 2:
				v = common + 0.05*r.NormFloat64()
			case 3:
				v = 2*r.Float64() - 1
			case 4:
				v = 1
				if r.IntN(2) == 0 {
					v = -1 // full scale steps: the difference of two channels needs one bit more
				}
			case 5:
				v = common*float64(c+1)/float64(channels) + 0.001*r.NormFloat64()
			case 6:
				v = 0.01 * math.Sin(2*math.Pi*50*t)
			default:
				v = 0.9 * math.Sin(2*math.Pi*(200+3000*t)*t)
			}
			x := int32(math.Round(max(-1, min(1, v)) * top))
			if v <= -1 {
				x = int32(-int64(1) << (bits - 1))
			}
			if part == 5 && bits >= 8 {
				x &^= 7 // wasted bits
			}
			s.ch[c][i] = x
		}
	}
	return s
}

// raw gives the samples interleaved, little-endian, in whole bytes: what flac takes and gives as raw, and the MD5 is of.
func (s signal) raw() []byte {
	width := (s.bits + 7) / 8
	var out []byte
	for i := range s.ch[0] {
		for _, c := range s.ch {
			out = binary.LittleEndian.AppendUint32(out, uint32(c[i]))
			out = out[:len(out)-4+width]
		}
	}
	return out
}

// wave gives a WAVE file of s in the extensible form, which is how flac takes widths that aren't whole bytes:
// left-justified in their container.
func (s signal) wave() []byte {
	le := binary.LittleEndian
	width := (s.bits + 7) / 8
	data := s.raw()
	for i := 0; i < len(data); i += width { // left-justify; 8-bit containers are unsigned
		var b [4]byte
		copy(b[:], data[i:i+width])
		v := le.Uint32(b[:]) << (8*width - s.bits)
		if width == 1 {
			v ^= 0x80
		}
		le.PutUint32(b[:], v)
		copy(data[i:i+width], b[:])
	}
	h := le.AppendUint32([]byte("RIFF"), uint32(60+len(data)))
	h = le.AppendUint32(append(h, "WAVEfmt "...), 40)
	h = le.AppendUint16(h, 0xFFFE)
	h = le.AppendUint16(h, uint16(len(s.ch)))
	h = le.AppendUint32(h, uint32(s.rate))
	h = le.AppendUint32(h, uint32(s.rate*width*len(s.ch)))
	h = le.AppendUint16(h, uint16(width*len(s.ch)))
	h = le.AppendUint16(h, uint16(8*width))
	h = le.AppendUint16(h, 22)
	h = le.AppendUint16(h, uint16(s.bits))
	h = le.AppendUint32(h, 1<<len(s.ch)-1)
	h = append(h, "\x01\x00\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71data"...)
	return append(le.AppendUint32(h, uint32(len(data))), data...)
}

// encode runs Debian's flac over s.
func encode(t testing.TB, s signal, args ...string) []byte {
	t.Helper()
	needFlac(t)
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out.flac")
	all := append([]string{"-s", "-f"}, args...)
	data := s.raw()
	if s.bits%8 == 0 {
		all = append(all, "--force-raw-format", "--endian=little", "--sign=signed",
			"--channels="+strconv.Itoa(len(s.ch)), "--bps="+strconv.Itoa(s.bits), "--sample-rate="+strconv.Itoa(s.rate))
	} else {
		data = s.wave()
	}
	if err := os.WriteFile(in, data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("flac", append(all, "-o", out, in)...)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("flac %v: %v\n%s", args, err, text)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func needFlac(t testing.TB) {
	t.Helper()
	need.Tool(t, "flac", "flac")
}

// readAll reads d to its end in blocks of odd size, as right-justified integers.
func readAll(d *Decoder) ([][]int32, error) {
	out := make([][]int32, d.Info().Channels)
	block := make([][]int32, len(out))
	for c := range block {
		block[c] = make([]int32, 1009)
	}
	down := 32 - d.Info().Bits
	for {
		n, err := d.ReadInt(block)
		for c := range out {
			for _, v := range block[c][:n] {
				out[c] = append(out[c], v>>down)
			}
		}
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
	}
}

func mustOpen(t testing.TB, file []byte) *Decoder {
	t.Helper()
	d, err := Open(bytes.NewReader(file), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// diff returns the first difference of two signals, or "".
func diff(got, want [][]int32) string {
	if len(got) != len(want) {
		return "different number of channels"
	}
	for c := range want {
		if len(got[c]) != len(want[c]) {
			return "channel " + strconv.Itoa(c) + ": " + strconv.Itoa(len(got[c])) + " frames, want " + strconv.Itoa(len(want[c]))
		}
		for i, v := range want[c] {
			if got[c][i] != v {
				return "channel " + strconv.Itoa(c) + " frame " + strconv.Itoa(i) + ": " + strconv.Itoa(int(got[c][i])) + ", want " + strconv.Itoa(int(v))
			}
		}
	}
	return ""
}

// tune makes stereo that compresses like music: decaying chords over coloured noise.
func tune(rate, bits, frames int) signal {
	r := rand.New(rand.NewPCG(7, 0xBEA7))
	s := signal{rate: rate, bits: bits, ch: [][]int32{make([]int32, frames), make([]int32, frames)}}
	top := float64(int64(1)<<(bits-1)) - 1
	var low [2]float64
	for i := range frames {
		t := float64(i) / float64(rate)
		beat := math.Mod(t, 0.5)
		tone := 0.0
		for k, f := range [...]float64{110, 220.5, 277.2, 329.6, 440, 880, 1760} {
			tone += math.Exp(-beat*float64(k+2)) * math.Sin(2*math.Pi*f*(1+0.06*math.Floor(t*2))*t) / float64(k+2)
		}
		for c := range s.ch {
			low[c] += 0.2 * (r.NormFloat64() - low[c])
			v := 0.3*tone + 0.02*low[c] + 0.001*r.NormFloat64()
			s.ch[c][i] = int32(math.Round(max(-1, min(1, v)) * top))
		}
	}
	return s
}
