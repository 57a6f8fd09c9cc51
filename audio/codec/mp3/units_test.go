package mp3

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestHuffmanTables: every code is complete and holds every pair once (TestPairsRoundTrip is about their lookup).
func TestHuffmanTables(t *testing.T) {
	for n, c := range map[int]struct {
		list []uint16
		side int
	}{
		1: {pairs1[:], 2}, 2: {pairs2[:], 3}, 3: {pairs3[:], 3}, 5: {pairs5[:], 4}, 6: {pairs6[:], 4}, 7: {pairs7[:], 6},
		8: {pairs8[:], 6}, 9: {pairs9[:], 6}, 10: {pairs10[:], 8}, 11: {pairs11[:], 8}, 12: {pairs12[:], 8},
		13: {pairs13[:], 16}, 15: {pairs15[:], 16}, 16: {pairs16[:], 16}, 24: {pairs24[:], 16},
	} {
		seen := map[uint16]bool{}
		code := uint64(0)
		for _, e := range c.list {
			bits := e >> 8
			x, y := int(e>>4&15), int(e&15)
			if x >= c.side || y >= c.side || seen[e&255] {
				t.Fatalf("table %d: pair %d,%d out of range or twice", n, x, y)
			}
			seen[e&255] = true
			code += 1 << (24 - bits)
		}
		if code != 1<<24 || len(seen) != c.side*c.side {
			t.Errorf("table %d: words fill %d of %d, %d pairs", n, code, 1<<24, len(seen))
		}
	}
}

// TestPairsRoundTrip writes random values with the tables' own words and reads them back.
func TestPairsRoundTrip(t *testing.T) {
	tab := newTables(0)
	lists := map[int][]uint16{1: pairs1[:], 6: pairs6[:], 9: pairs9[:], 12: pairs12[:], 13: pairs13[:], 15: pairs15[:],
		16: pairs16[:], 19: pairs16[:], 23: pairs16[:], 24: pairs24[:], 31: pairs24[:]}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{1, 6, 9, 12, 13, 15, 16, 19, 23, 24, 31}).Draw(t, "table")
		list, lin := lists[n], tab.pair[n].linbits
		buf := make([]byte, 4096)
		pos := 0
		put := func(bits, v int) { putBits(buf, pos, bits, v); pos += bits }
		var want []float64
		for range rapid.IntRange(1, 100).Draw(t, "pairs") {
			k := rapid.IntRange(0, len(list)-1).Draw(t, "word")
			code := 0
			for _, e := range list[:k] {
				code += 1 << (19 - e>>8)
			}
			bits := int(list[k] >> 8)
			put(bits, code>>(19-bits))
			for _, v := range []int{int(list[k] >> 4 & 15), int(list[k] & 15)} {
				if v == 15 && lin > 0 {
					more := rapid.IntRange(0, 1<<lin-1).Draw(t, "linbits")
					put(int(lin), more)
					v += more
				}
				x := math.Pow(float64(v), 4./3)
				if v != 0 {
					s := rapid.IntRange(0, 1).Draw(t, "sign")
					put(1, s)
					x *= float64(1 - 2*s)
				}
				want = append(want, x)
			}
		}
		g := granule{bigLines: len(want), region1: 576, region2: 576, table: [3]uint8{uint8(n)}}
		var xr [granuleLen]float32
		b := bits{buf: buf}
		end, err := tab.huffman(&xr, &b, &g, pos)
		if err != nil || b.pos != pos || end != len(want) {
			t.Fatalf("table %d: %v, at bit %d of %d, line %d of %d", n, err, b.pos, pos, end, len(want))
		}
		for i, w := range want {
			if math.Abs(float64(xr[i])-w) > 1e-6*math.Abs(w) {
				t.Fatalf("table %d line %d: %g, want %g", n, i, xr[i], w)
			}
		}
	})
}

// TestIMDCT compares with the sums of clause 2.4.3.4.10.2, windows and frequency inversion included.
func TestIMDCT(t *testing.T) {
	tab := newTables(0)
	r := rand.New(rand.NewPCG(1, 1))
	for block := range uint8(4) {
		for sb := range 2 {
			var x [18]float32
			for i := range x {
				x[i] = float32(r.NormFloat64())
			}
			var want [36]float64
			if block == blockShort {
				for w := range 3 {
					for i := range 12 {
						s := 0.0
						for k := range 6 {
							s += float64(x[3*k+w]) * math.Cos(math.Pi/24*float64((2*i+7)*(2*k+1)))
						}
						want[6+6*w+i] += s * math.Sin(math.Pi/12*(float64(i)+0.5))
					}
				}
			} else {
				for i := range 36 {
					for k, v := range x {
						want[i] += float64(v) * math.Cos(math.Pi/72*float64((2*i+19)*(2*k+1)))
					}
					want[i] *= windowOf(block, i)
				}
			}
			var overlap [slots]float32
			var out [granuleLen]float32
			got := make([]float32, 0, 36)
			if block == blockShort {
				tab.imdct12(x[:], &overlap, &out, sb)
			} else {
				tab.imdct36(x[:], &tab.win[sb][block], &overlap, &out, sb)
			}
			for i := range slots {
				got = append(got, out[32*i+sb])
			}
			got = append(got, overlap[:]...)
			for i, g := range got {
				if sb == 1 && i&1 == 1 {
					g = -g
				}
				if math.Abs(float64(g)-want[i]) > 2e-5 {
					t.Fatalf("block type %d, subband %d, sample %d: %g, want %g", block, sb, i, g, want[i])
				}
			}
		}
	}
}

func windowOf(block uint8, i int) float64 {
	long := math.Sin(math.Pi / 36 * (float64(i) + 0.5))
	if block == blockStop {
		i = 35 - i
	}
	switch {
	case block == blockLong || i < 18:
		return long
	case i < 24:
		return 1
	case i < 30:
		return math.Sin(math.Pi / 12 * (float64(i-18) + 0.5))
	default:
		return 0
	}
}

// TestSynthesis compares with the standard's flow chart (Figure 3-A.2): matrixing into V, U, window, sum.
func TestSynthesis(t *testing.T) {
	tab := newTables(0)
	r := rand.New(rand.NewPCG(2, 2))
	var h history
	var v [1024]float64
	for range 3 {
		var sub [granuleLen]float32
		for i := range sub {
			sub[i] = float32(r.NormFloat64())
		}
		var want, got [granuleLen]float32
		for row := range slots {
			copy(v[64:], v[:960])
			for i := range 64 {
				v[i] = 0
				for k := range 32 {
					v[i] += math.Cos(float64((16+i)*(2*k+1))*math.Pi/64) * float64(sub[32*row+k])
				}
			}
			for j := range 32 {
				s := 0.0
				for i := range 8 {
					s += v[128*i+j]*windowD(64*i+j) + v[128*i+96+j]*windowD(64*i+32+j)
				}
				want[32*row+j] = float32(s)
			}
		}
		tab.synthesize(&sub, &h, got[:])
		if _, peak := compare(want[:], got[:]); peak > -100 {
			t.Fatalf("differs by %.1f dB", peak)
		}
	}
}

// TestStereoPositions: MPEG-2's positions and the one that means none (13818-3 clause 2.4.3.2).
func TestStereoPositions(t *testing.T) {
	tab := newTables(4)
	for scale := range 2 {
		step := math.Exp2(-0.25 * float64(scale+1))
		for p, want := range [][2]float64{{1, 1}, {step, 1}, {1, step}, {step * step, 1}, {1, step * step}} {
			h := header{lsf: true, mode: modeJoint, modeExt: 1}
			g := granule{compress: scale}
			var s scalefactors
			var l, r [granuleLen]float32
			l[100] = 1
			for i := range s.v {
				s.v[i] = uint8(p)
			}
			tab.stereo(&h, &l, &r, &g, &s, 101)
			if math.Abs(float64(l[100])-want[0]) > 1e-6 || math.Abs(float64(r[100])-want[1]) > 1e-6 {
				t.Errorf("scale %d position %d: %g %g, want %v", scale, p, l[100], r[100], want)
			}
			for i := range s.illegal {
				s.illegal[i] = true
			}
			l[100], r[100] = 1, 0
			tab.stereo(&h, &l, &r, &g, &s, 101)
			if l[100] != 1 || r[100] != 0 {
				t.Errorf("illegal position: %g %g", l[100], r[100])
			}
			h.modeExt = 3
			tab.stereo(&h, &l, &r, &g, &s, 101)
			if l[100] != r[100] || math.Abs(float64(l[100])-math.Sqrt2/2) > 1e-6 {
				t.Errorf("illegal position with middle/side: %g %g", l[100], r[100])
			}
		}
	}
}

func TestParseTag(t *testing.T) {
	for name, file := range seeds(t) {
		h, ok := parseHeader(file)
		if !ok {
			t.Fatal(name)
		}
		tag, ok := parseTag(&h, file[:h.frameLen()])
		frames := 0
		eachFrame(file, func(int, []byte) { frames++ })
		if ok && (tag.frames != int64(frames-1) || tag.bytes != int64(len(file)) || tag.delay != 576) {
			t.Errorf("%s: %+v, has %d frames, %d bytes", name, tag, frames, len(file))
		}
		for n := range h.frameLen() { // cut anywhere
			parseTag(&h, file[:n])
		}
	}
	h, _ := parseHeader([]byte{0xff, 0xfb, 0x90, 0x64})
	f := make([]byte, 417)
	copy(f[36:], "VBRI\x00\x01\x0d\xb1\x00\x64\x00\x01\x02\x03\x00\x00\x04\x05")
	if tag, ok := parseTag(&h, f); !ok || !tag.vbri || tag.frames != 0x405 || tag.bytes != 0x10203 {
		t.Errorf("VBRI: %v %+v", ok, tag)
	}
}

// TestVBRI: the frame isn't played, and its count isn't believed.
func TestVBRI(t *testing.T) {
	file := long(seeds(t)["crc-reservoir.mp3"], 1)
	want, _, err := decodeAll(t, file, 1152)
	if err != nil {
		t.Fatal(err)
	}
	h, _ := parseHeader(file)
	first := make([]byte, h.frameLen())
	copy(first, file[:4])
	copy(first[36:], "VBRI\x00\x01\x0d\xb1\x00\x64\x00\x01\x02\x03\x00\x00\x04\x05")
	got, d, err := decodeAll(t, append(first, file...), 1152)
	if err != nil || !bytes.Equal(f32(got), f32(want)) || d.Info().Frames*2 != int64(len(want)) {
		t.Errorf("%d samples of %d, Info %+v, %v", len(got), len(want), d.Info(), err)
	}
}

func f32(v []float32) (b []byte) {
	for _, x := range v {
		u := math.Float32bits(x)
		b = append(b, byte(u), byte(u>>8), byte(u>>16), byte(u>>24))
	}
	return b
}

func TestFrameLen(t *testing.T) {
	for _, c := range []struct {
		head       [4]byte
		rate, size int
	}{
		{[4]byte{0xff, 0xfb, 0x90, 0x64}, 44100, 417},
		{[4]byte{0xff, 0xfb, 0x92, 0x64}, 44100, 418},
		{[4]byte{0xff, 0xfb, 0xe8, 0x00}, 32000, 1440},
		{[4]byte{0xff, 0xf3, 0x44, 0xc4}, 24000, 96},
		{[4]byte{0xff, 0xe3, 0x18, 0xc4}, 8000, 72},
		{[4]byte{0xff, 0xfd, 0x84, 0x00}, 48000, 384},
		{[4]byte{0xff, 0xff, 0x42, 0x00}, 44100, 140},
	} {
		h, ok := parseHeader(c.head[:])
		if !ok || int(h.rate) != c.rate || h.frameLen() != c.size {
			t.Errorf("% x: %v, %d Hz, %d bytes; want %d, %d", c.head, ok, h.rate, h.frameLen(), c.rate, c.size)
		}
	}
	for _, bad := range [][4]byte{{0xff, 0xeb, 0x90}, {0xff, 0xf9, 0x90}, {0xff, 0xfb, 0xf0}, {0xff, 0xfb, 0x9c}, {0xff, 0xdb, 0x90}, {0xff, 0xfb, 0x90, 2}} {
		if _, ok := parseHeader(bad[:]); ok {
			t.Errorf("% x taken for a header", bad)
		}
	}
}
