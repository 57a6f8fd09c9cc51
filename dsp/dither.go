package dsp

import (
	"encoding/binary"
	"fmt"
	"math"
)

// WordLayout is how a quantised sample lies in memory; all are signed and little-endian.
type WordLayout uint8

// The layouts a device takes, named as ALSA names them.
const (
	WordS16   WordLayout = iota // S16_LE
	WordS24x3                   // S24_3LE: 24 bits in 3 bytes
	WordS24                     // S24_LE: 24 bits in the low 3 bytes of 4, sign-extended
	WordS32                     // S32_LE
)

// Bits is the number of significant bits.
func (w WordLayout) Bits() int {
	switch w {
	case WordS16:
		return 16
	case WordS32:
		return 32
	default:
		return 24
	}
}

// Bytes is the size of one sample.
func (w WordLayout) Bytes() int {
	switch w {
	case WordS16:
		return 2
	case WordS24x3:
		return 3
	default:
		return 4
	}
}

// QuantizerSettings are what a Quantizer is made with.
type QuantizerSettings struct {
	Layout WordLayout
	Seed   uint64 // of the dither's generator; the same seed gives the same bytes
}

// Quantizer turns stereo float32 frames into integer samples of 16, 24 or 32 bits.
//
// Where the word is really shortened it adds triangular dither of ±1 step before rounding, independent for the channels:
// the mean and the variance of the error don't depend on the signal (Lipshitz, Wannamaker, Vanderkooy: Quantization and
// dither, JAES 40, 1992), the variance is a quarter of a step squared. The caller says what the samples are (Source): of
// an integer source of no more bits than the target, untouched since, every sample is already a step of the target, and
// none is dithered: bit-exact. To 32 bits a float32 loses nothing above -186 dB and is only rounded. After a second of
// digital silence the dither stops, until the first sample that isn't 0. The dither is white; there is no noise shaping.
//
// What is beyond full scale is saturated and counted (Clipped); NaN becomes 0 and is counted with it.
type Quantizer struct {
	layout  WordLayout
	scale   float64 // steps in 1.0
	low     float64 // least and largest step
	high    float64
	dither  bool
	quiet   int // frames of digital silence so far, up to limit
	limit   int
	seed    uint64
	random  uint64
	clipped int64
}

// NewQuantizer makes one for rate frames a second, 8000…384000. It begins with a source of unknown width: dithered.
func NewQuantizer(s QuantizerSettings, rate int) (*Quantizer, error) {
	if s.Layout > WordS32 {
		return nil, fmt.Errorf("quantizer: layout %d: want one of WordS16…WordS32", s.Layout)
	}
	if err := checkRate("quantizer", rate); err != nil {
		return nil, err
	}
	q := &Quantizer{layout: s.Layout, limit: rate, seed: s.Seed}
	q.scale = float64(int64(1) << (s.Layout.Bits() - 1))
	q.low, q.high = -q.scale, q.scale-1
	q.Reset()
	return q, nil
}

// Reset starts the generator and the count of silence anew, with a source of unknown width.
func (q *Quantizer) Reset() {
	q.random = q.seed*0x9e3779b97f4a7c15 + 0x2545f4914f6cdd1d // an odd constant apart, so seed 0 is a seed
	if q.random == 0 {
		q.random = 1 // the one state xorshift doesn't leave
	}
	q.quiet, q.clipped = 0, 0
	q.Source(0, true)
}

// Source says what follows: samples of that many significant bits (0 = float, lossy, unknown), altered or not since they
// were decoded. It may change between any two calls of Encode.
func (q *Quantizer) Source(bits int, altered bool) {
	fits := !altered && bits > 0 && bits <= q.layout.Bits()
	q.dither = !fits && q.layout != WordS32
}

// Dithering tells whether Encode adds dither (but in lasting silence).
func (q *Quantizer) Dithering() bool { return q.dither }

// Clipped is how many samples were saturated, or NaN, since New or Reset.
func (q *Quantizer) Clipped() int64 { return q.clipped }

// Encode writes the frames to dst, interleaved, and gives the number of bytes: as many whole frames as fit.
func (q *Quantizer) Encode(dst []byte, f [][2]float32) int {
	size := q.layout.Bytes()
	n := min(len(f), len(dst)/(2*size))
	for i := range n {
		if f[i] == [2]float32{} { // -0 too
			q.quiet = min(q.quiet+1, q.limit)
		} else {
			q.quiet = 0
		}
		dither := q.dither && q.quiet < q.limit
		for c := range 2 {
			v := float64(f[i][c]) * q.scale
			if dither {
				v += q.triangle()
			}
			q.layout.put(dst[(2*i+c)*size:], q.step(v))
		}
	}
	return n * 2 * size
}

// EncodeInts does the same for frames whose lanes hold the bits of left-justified 32-bit integers: 32-bit PCM and DoP. The
// low bits are cut off, never dithered: where they matter the target has to have them.
func (q *Quantizer) EncodeInts(dst []byte, f [][2]float32) int {
	size := q.layout.Bytes()
	shift := 32 - q.layout.Bits()
	n := min(len(f), len(dst)/(2*size))
	for i := range n {
		for c := range 2 {
			q.layout.put(dst[(2*i+c)*size:], int32(math.Float32bits(f[i][c]))>>shift)
		}
	}
	return n * 2 * size
}

// step rounds to the nearest, halves to even, and saturates.
func (q *Quantizer) step(v float64) int32 {
	r := math.RoundToEven(v)
	switch {
	case r > q.high:
		q.clipped++
		return int32(q.high)
	case r < q.low:
		q.clipped++
		return int32(q.low)
	case r != r:
		q.clipped++
		return 0
	}
	return int32(r)
}

// triangle is the sum of two independent uniform numbers of ±½ each, from the upper and lower half of one number of
// xorshift64* (Marsaglia 2003; Vigna, ACM TOMS 42, 2016).
func (q *Quantizer) triangle() float64 {
	x := q.random
	x ^= x >> 12
	x ^= x << 25
	x ^= x >> 27
	q.random = x
	x *= 0x2545f4914f6cdd1d
	return (float64(int32(x>>32)) + float64(int32(x))) / (1 << 32)
}

// put writes one sample.
func (w WordLayout) put(p []byte, v int32) {
	switch w {
	case WordS16:
		binary.LittleEndian.PutUint16(p, uint16(v))
	case WordS24x3:
		_ = p[2]
		p[0], p[1], p[2] = byte(v), byte(v>>8), byte(v>>16)
	default:
		binary.LittleEndian.PutUint32(p, uint32(v))
	}
}
