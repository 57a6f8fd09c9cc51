package dsp

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"
)

func sample(p PCM, b []byte) int32 {
	switch p {
	case PCM16:
		return int32(int16(binary.LittleEndian.Uint16(b)))
	case PCM24:
		return int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24) >> 8
	default:
		return int32(binary.LittleEndian.Uint32(b))
	}
}

func TestSamplesOfTheSameWordLengthPassExactly(t *testing.T) {
	for _, c := range []struct {
		p    PCM
		bits int
	}{{PCM16, 16}, {PCM16, 8}, {PCM24, 24}, {PCM24, 16}, {PCM24L, 24}, {PCM32, 24}, {PCM32, 16}} {
		q, err := NewQuantizer(c.p, 44100, 1)
		if err != nil {
			t.Fatal(err)
		}
		full := int64(1) << (c.bits - 1)
		var frames [][2]float32
		var want []int32
		for _, n := range []int64{-full, -full + 1, -1, 0, 1, full - 1, full / 3, -full / 7} {
			v := float32(float64(n) / float64(full))
			frames = append(frames, [2]float32{v, -v})
			want = append(want, int32(n<<(c.p.bits()-c.bits)))
		}
		b := make([]byte, len(frames)*2*c.p.Bytes())
		q.Encode(b, frames, c.bits, false)
		for i := range frames {
			if got := sample(c.p, b[i*2*c.p.Bytes():]); got != want[i] {
				t.Errorf("layout %d, %d bits: sample %v became %d, want %d", c.p, c.bits, frames[i][0], got, want[i])
			}
		}
	}
}

// The error of dithered rounding has the variance Δ²/4 and no correlation with the signal, at every level.
func TestDitherIsTriangular(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, level := range []float64{0.3 / 32768, 2.5 / 32768, 0.1} {
		q, _ := NewQuantizer(PCM16, 44100, 7)
		const n = 400_000
		f := make([][2]float32, n)
		for i := range f {
			f[i] = [2]float32{float32(level * math.Sin(float64(i)*0.1234)), float32(level * (2*r.Float64() - 1))}
		}
		b := make([]byte, n*4)
		q.Encode(b, f, 0, true)
		for c := range 2 {
			var sum, square, cross, signal float64
			for i := range f {
				x := float64(f[i][c]) * 32768
				e := float64(sample(PCM16, b[i*4+c*2:])) - x
				sum, square, cross, signal = sum+e, square+e*e, cross+e*x, signal+x*x
			}
			if m := sum / n; math.Abs(m) > 0.01 {
				t.Errorf("level %g: mean error %v", level, m)
			}
			if v := square / n; math.Abs(v-0.25) > 0.01 {
				t.Errorf("level %g: variance %v, want 0.25", level, v)
			}
			if k := cross / math.Sqrt(square*signal); math.Abs(k) > 0.01 {
				t.Errorf("level %g: correlation %v", level, k)
			}
		}
	}
}

func TestLongSilenceIsNotDithered(t *testing.T) {
	const rate = 8000
	q, _ := NewQuantizer(PCM16, rate, 3)
	b := make([]byte, 3*rate*4)
	f := make([][2]float32, 3*rate)
	f[0][0] = 0.5
	q.Encode(b, f, 0, true)
	first, later := 0, 0
	for i := 1; i < len(f); i++ {
		if s := sample(PCM16, b[i*4:]); s != 0 && i <= rate {
			first++
		} else if s != 0 {
			later++
		}
	}
	if first == 0 || later != 0 {
		t.Errorf("%d samples of noise in the first second of silence, %d later", first, later)
	}
}

func TestSaturationIsCountedAndNaNIsSilence(t *testing.T) {
	q, _ := NewQuantizer(PCM24, 44100, 1)
	b := make([]byte, 3*6)
	q.Encode(b, [][2]float32{{1.5, -1.5}, {float32(math.NaN()), 1}, {float32(math.Inf(1)), -1}}, 24, false)
	want := []int32{1<<23 - 1, -1 << 23, 0, 1<<23 - 1, 1<<23 - 1, -1 << 23}
	for i, w := range want {
		if got := sample(PCM24, b[i*3:]); got != w {
			t.Errorf("sample %d: %d, want %d", i, got, w)
		}
	}
	if q.Clipped() != 4 {
		t.Errorf("%d clipped, want 4", q.Clipped())
	}
}

func TestIntegersPassUntouched(t *testing.T) {
	q, _ := NewQuantizer(PCM32, 44100, 1)
	words := []uint32{0x7fc00001, 0xffffffff, 0x80000000, 0x7f800001, 1, 0}
	f := make([][2]float32, 3)
	for i, w := range words {
		f[i/2][i%2] = math.Float32frombits(w)
	}
	b := make([]byte, 24)
	q.EncodeInts(b, f)
	for i, w := range words {
		if got := binary.LittleEndian.Uint32(b[i*4:]); got != w {
			t.Errorf("word %d: %08x, want %08x", i, got, w)
		}
	}
}
