package mp3

import "math"

// smallPow is how many values of |x|^(4/3) are tabulated; larger ones are rare and computed.
const smallPow = 1024

// gainBias is the quarter octave that stands first in tables.gain: the smallest that a granule can ask for.
const gainBias = 338

// tables are the constants that are computed rather than written down. Every decoder makes its own (see BenchmarkTables
// for the cost), so that the package does no work and holds no memory where nothing is decoded.
type tables struct {
	pair    [32]pairTable
	sub     []pairSub // second stages of the pair tables
	long    []uint16  // their entries
	quadA   [64]uint8
	pow43   [smallPow]float32
	gain    [gainBias + 46]float32 // 2^((i-gainBias)/4)
	bands   [3]bandList            // long, short, mixed
	ratio   [7][2]float32          // MPEG-1 intensity, left and right
	ratio2  [2][32][2]float32      // MPEG-2 intensity by intensity_scale
	cs, ca  [8]float32             // alias reduction
	win     [2][4][36]float32      // IMDCT windows by parity of the subband and block type, signs folded in
	short   [12]float32
	pre18   [18]float32 // 2cos(π(2k+1)/72)
	pre9    [9]float32  // 2cos(π(2k+1)/36)
	cos6    [6][6]float32
	sec32   [16]float32
	sec16   [8]float32
	taps    [16][32]float32 // synthesis window, ordered as it is used
	taps16  [8]float32
	rateIdx uint8
}

func newTables(rateIdx uint8) *tables {
	t := &tables{rateIdx: rateIdx}
	t.makePairs()
	for i := range t.pow43 {
		t.pow43[i] = pow43(i)
	}
	for i := range t.gain {
		t.gain[i] = float32(math.Exp2(float64(i-gainBias) / 4))
	}
	for k := range t.bands {
		t.bands[k].set(rateIdx, k)
	}
	t.makeStereo()
	t.makeHybrid()
	t.makeSynthesis()
	return t
}

func pow43(i int) float32 {
	x := float64(i)
	return float32(x * math.Cbrt(x))
}

// makeStereo: ISO/IEC 11172-3 clause 2.4.3.4.9.3 and 13818-3 clause 2.4.3.2.
func (t *tables) makeStereo() {
	for i := range t.ratio {
		if i == 6 { // tan(π/2)
			t.ratio[i] = [2]float32{1, 0}
			continue
		}
		r := math.Tan(float64(i) * math.Pi / 12)
		t.ratio[i] = [2]float32{float32(r / (1 + r)), float32(1 / (1 + r))}
	}
	for s := range t.ratio2 {
		step := math.Exp2(-0.25 * float64(s+1))
		for i := range t.ratio2[s] {
			k := float32(math.Pow(step, float64((i+1)/2)))
			t.ratio2[s][i] = [2]float32{1, k}
			if i&1 != 0 {
				t.ratio2[s][i] = [2]float32{k, 1}
			}
		}
	}
}

// makeHybrid: windows of clause 2.4.3.4.10.3, coefficients of Table 3-B.9.
func (t *tables) makeHybrid() {
	for i, c := range [8]float64{-0.6, -0.535, -0.33, -0.185, -0.095, -0.041, -0.0142, -0.0037} {
		t.cs[i] = float32(1 / math.Sqrt(1+c*c))
		t.ca[i] = float32(c / math.Sqrt(1+c*c))
	}
	sin := func(i, n int) float64 { return math.Sin(math.Pi / float64(n) * (float64(i) + 0.5)) }
	for i := range 36 {
		long := sin(i, 36)
		w := [4]float64{blockLong: long, blockStart: long, blockStop: long}
		switch {
		case i < 6:
			w[blockStop] = 0
		case i < 12:
			w[blockStop] = sin(i-6, 12)
		case i < 18:
			w[blockStop] = 1
		case i < 24:
			w[blockStart] = 1
		case i < 30:
			w[blockStart] = sin(i-18, 12)
		default:
			w[blockStart] = 0
		}
		for b := range w {
			x := w[b]
			if i >= 9 { // the IMDCT's own symmetry, see imdct36
				x = -x
			}
			t.win[0][b][i] = float32(x)
			if i&1 != 0 { // frequency inversion of the odd subbands
				x = -x
			}
			t.win[1][b][i] = float32(x)
		}
	}
	for i := range t.short {
		t.short[i] = float32(sin(i, 12))
	}
	for k := range t.pre18 {
		t.pre18[k] = float32(2 * math.Cos(math.Pi*float64(2*k+1)/72))
	}
	for k := range t.pre9 {
		t.pre9[k] = float32(2 * math.Cos(math.Pi*float64(2*k+1)/36))
	}
	for n := range t.cos6 {
		for k := range t.cos6[n] {
			t.cos6[n][k] = float32(math.Cos(math.Pi / 24 * float64((2*n+1)*(2*k+1))))
		}
	}
}

func (t *tables) makeSynthesis() {
	for k := range t.sec32 {
		t.sec32[k] = float32(0.5 / math.Cos(math.Pi*float64(2*k+1)/64))
	}
	for k := range t.sec16 {
		t.sec16[k] = float32(0.5 / math.Cos(math.Pi*float64(2*k+1)/32))
	}
	for j := range t.taps {
		for i := range 8 {
			c := t.taps[j][4*i : 4*i+4]
			c[0] = float32(windowD(64*i + j))
			c[1] = float32(-windowD(64*i + 32 + j))
			c[2] = float32(-windowD(64*i + 32 - j))
			if j > 0 {
				c[3] = float32(-windowD(64*i + 64 - j))
			}
		}
	}
	for i := range t.taps16 {
		t.taps16[i] = float32(-windowD(64*i + 48))
	}
}
