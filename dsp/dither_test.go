package dsp

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"
)

var layouts = []WordLayout{WordS16, WordS24x3, WordS24, WordS32}

// words reads samples back, independent of put.
func words(w WordLayout, p []byte) []int32 {
	var out []int32
	for ; len(p) > 0; p = p[w.Bytes():] {
		switch w {
		case WordS16:
			out = append(out, int32(int16(binary.LittleEndian.Uint16(p))))
		case WordS24x3:
			out = append(out, int32(uint32(p[0])<<8|uint32(p[1])<<16|uint32(p[2])<<24)>>8)
		default:
			out = append(out, int32(binary.LittleEndian.Uint32(p)))
		}
	}
	return out
}

func newQuantizer(t testing.TB, w WordLayout, seed uint64) *Quantizer {
	t.Helper()
	q, err := NewQuantizer(QuantizerSettings{Layout: w, Seed: seed}, 48000)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// TestQuantizerExact: every sample of an untouched source that fits comes out as it went in.
func TestQuantizerExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, w := range layouts {
		for _, bits := range []int{8, 16, 20, 24} {
			if bits > w.Bits() {
				continue
			}
			q := newQuantizer(t, w, 1)
			q.Source(bits, false)
			full := int32(1) << (bits - 1)
			in := make([]int32, 2000)
			f := make([][2]float32, len(in)/2)
			for i := range in {
				in[i] = rng.Int32N(2*full-1) - full
				if i < 4 {
					in[i] = []int32{-full, full - 1, 0, -1}[i]
				}
				f[i/2][i%2] = float32(in[i]) / float32(full)
			}
			buf := make([]byte, len(in)*w.Bytes())
			if n := q.Encode(buf, f); n != len(buf) {
				t.Fatalf("%d bytes, want %d", n, len(buf))
			}
			for i, got := range words(w, buf) {
				if want := in[i] << (w.Bits() - bits); got != want {
					t.Fatalf("layout %d, %d bit, sample %d: %d, want %d", w, bits, i, got, want)
				}
			}
			if q.Clipped() != 0 {
				t.Errorf("layout %d, %d bit: %d clipped", w, bits, q.Clipped())
			}
		}
	}
}

// TestQuantizerRule: when there is dither.
func TestQuantizerRule(t *testing.T) {
	for _, c := range []struct {
		w       WordLayout
		bits    int
		altered bool
		want    bool
	}{
		{WordS16, 16, false, false}, {WordS16, 16, true, true}, {WordS16, 24, false, true}, {WordS16, 0, false, true},
		{WordS24, 16, false, false}, {WordS24, 16, true, true}, {WordS24x3, 24, false, false}, {WordS24, 0, false, true},
		{WordS32, 24, true, false}, {WordS32, 0, true, false},
	} {
		q := newQuantizer(t, c.w, 1)
		if q.Source(c.bits, c.altered); q.Dithering() != c.want {
			t.Errorf("layout %d, %d bits, altered %v: dithering %v", c.w, c.bits, c.altered, q.Dithering())
		}
	}
	if _, err := NewQuantizer(QuantizerSettings{Layout: 9}, 48000); err == nil {
		t.Error("layout 9 accepted")
	}
	if _, err := NewQuantizer(QuantizerSettings{}, 1); err == nil {
		t.Error("1 Hz accepted")
	}
}

// errorsOf gives what the quantiser adds to f, in steps.
func errorsOf(q *Quantizer, f [][2]float32) (l, r []float64) {
	buf := make([]byte, len(f)*2*q.layout.Bytes())
	q.Encode(buf, f)
	for i, v := range words(q.layout, buf) {
		e := float64(v) - float64(f[i/2][i%2])*q.scale
		if i%2 == 0 {
			l = append(l, e)
		} else {
			r = append(r, e)
		}
	}
	return l, r
}

func correlation(a, b []float64) float64 {
	var ab, aa, bb float64
	for i := range a {
		ab, aa, bb = ab+a[i]*b[i], aa+a[i]*a[i], bb+b[i]*b[i]
	}
	return ab / math.Sqrt(aa*bb)
}

// TestDitherError: mean 0 and variance ¼ step² whatever the signal, white, uncorrelated with it and between the channels.
func TestDitherError(t *testing.T) {
	const n = 1 << 17
	for name, f := range map[string][][2]float32{
		"quiet sine":    frames(sine(n, 0.01, 0.7/32768, 0), sine(n, 0.0123, 1.2/32768, 0)),
		"loud sine":     frames(sine(n, 0.01, 0.9, 0), sine(n, 0.0123, 0.3, 0)),
		"constant":      frames(sine(n, 0, 0.4/32768, math.Pi/2), sine(n, 0, 0.25/32768, math.Pi/2)),
		"on the steps":  frames(sine(n, 0, 1./32768, math.Pi/2), sine(n, 0, 5./32768, math.Pi/2)),
		"between steps": frames(sine(n, 0, 1.5/32768, math.Pi/2), sine(n, 0, 5.5/32768, math.Pi/2)),
	} {
		l, r := errorsOf(newQuantizer(t, WordS16, 42), f)
		for c, e := range [][]float64{l, r} {
			mean, power := 0.0, 0.0
			for _, v := range e {
				mean += v / n
				power += v * v / n
			}
			if math.Abs(mean) > 0.007 || math.Abs(power-0.25) > 0.006 { // five standard errors
				t.Errorf("%s, channel %d: mean %.4f, variance %.4f, want 0 and 0.25", name, c, mean, power)
			}
			if k := correlation(e, lane(f, c)); math.Abs(k) > 0.014 {
				t.Errorf("%s, channel %d: correlation with the signal %.4f", name, c, k)
			}
			for _, lag := range []int{1, 2, 3, 10, 100} {
				if k := correlation(e[:n-lag], e[lag:]); math.Abs(k) > 0.014 {
					t.Errorf("%s, channel %d: correlation of %.4f at lag %d", name, c, k, lag)
				}
			}
		}
		if k := correlation(l, r); math.Abs(k) > 0.014 {
			t.Errorf("%s: correlation of %.4f between the channels", name, k)
		}
	}
}

// TestDitherSilence: dither runs through a short silence, stops after a second of it, begins again with the first sample.
func TestDitherSilence(t *testing.T) {
	for _, size := range []int{1, 480, 100000} {
		f := make([][2]float32, 100000)
		f[0][0], f[60000][1] = 0.1, 1e-9
		q := newQuantizer(t, WordS16, 5)
		buf := make([]byte, len(f)*4)
		blocks(len(f), size, func(a, b int) { q.Encode(buf[a*4:b*4], f[a:b]) })
		active := func(a, b int) (n int) {
			for _, v := range words(WordS16, buf[a*4:b*4]) {
				if v != 0 {
					n++
				}
			}
			return n
		}
		if active(1, 48000) < 10000 || active(60000, 99999) < 10000 {
			t.Errorf("blocks of %d: dither missing", size)
		}
		if n := active(48000, 60000); n != 0 {
			t.Errorf("blocks of %d: %d samples of noise in lasting silence", size, n)
		}
	}
}

func TestQuantizerSaturates(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	for _, w := range layouts {
		q := newQuantizer(t, w, 1)
		q.Source(w.Bits(), false)
		high := int32(1)<<(w.Bits()-2) - 1 + int32(1)<<(w.Bits()-2)
		buf := make([]byte, 8*w.Bytes())
		q.Encode(buf, [][2]float32{{1, -1}, {1.5, -1.5}, {inf, -inf}, {nan, 0.5}})
		got := words(w, buf)
		want := []int32{high, -high - 1, high, -high - 1, high, -high - 1, 0, int32(1) << (w.Bits() - 2)}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("layout %d, sample %d: %d, want %d", w, i, got[i], want[i])
			}
		}
		if q.Clipped() != 6 { // -1 itself is a step
			t.Errorf("layout %d: %d counted, want 6", w, q.Clipped())
		}
	}
}

func TestQuantizerInts(t *testing.T) {
	in := []int32{math.MinInt32, math.MaxInt32, -1, 0x05fa1234, 0x7fc00001, 256}
	f := make([][2]float32, 3)
	for i, v := range in {
		f[i/2][i%2] = math.Float32frombits(uint32(v))
	}
	for _, w := range layouts {
		buf := make([]byte, 6*w.Bytes()+1)
		q := newQuantizer(t, w, 1)
		if n := q.EncodeInts(buf, f); n != 6*w.Bytes() {
			t.Fatalf("%d bytes", n)
		}
		for i, got := range words(w, buf[:6*w.Bytes()]) {
			if want := in[i] >> (32 - w.Bits()); got != want {
				t.Errorf("layout %d, sample %d: %#x, want %#x", w, i, got, want)
			}
		}
	}
}

func TestQuantizerDeterministic(t *testing.T) {
	f := music(5000, 48000, 1)
	run := func(seed uint64, size int) string {
		q := newQuantizer(t, WordS16, seed)
		buf := make([]byte, len(f)*4)
		blocks(len(f), size, func(a, b int) { q.Encode(buf[a*4:b*4], f[a:b]) })
		return string(buf)
	}
	whole := run(1, 5000)
	for _, size := range []int{1, 7, 480, 0} {
		if run(1, size) != whole {
			t.Errorf("blocks of %d differ", size)
		}
	}
	if run(2, 5000) == whole {
		t.Error("two seeds, the same dither")
	}
}
