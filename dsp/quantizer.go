package dsp

import (
	"encoding/binary"
	"fmt"
	"math"
)

// PCM is a layout of little-endian samples.
type PCM uint8

// The layouts.
const (
	PCM16  PCM = iota // 2 bytes
	PCM24             // 3 bytes
	PCM24L            // 24 bits in the low bytes of 4, sign-extended
	PCM32             // 4 bytes
	Float             // IEEE 754 binary32
)

// Bytes is the size of one sample.
func (p PCM) Bytes() int { return [...]int{2, 3, 4, 4, 4}[p%5] }

// bits is the word length; 0 for float.
func (p PCM) bits() int { return [...]int{16, 24, 24, 32, 0}[p%5] }

// Quantizer turns frames into the bytes of a device or a file.
//
// Where that shortens the word, the error is made independent of the signal by dither with a triangular density of ±1
// least significant bit (TPDF: Lipshitz, Wannamaker, Vanderkooy, "Quantization and dither", JAES 40(5), 1992): the total
// error is white with a variance of Δ²/4, whatever the signal. Samples that have the word length already and weren't
// altered pass bit for bit, without dither; so does digital silence that has lasted for more than a second. 32-bit words
// are longer than what a float32 holds and get none.
type Quantizer struct {
	format  PCM
	rate    int
	scale   float64
	max     float64
	seed    uint64
	zeros   int // frames of digital silence so far
	clipped uint64
}

// NewQuantizer makes a quantizer for rate frames a second (which says how long a second of silence is). The dither of
// two with the same seed is the same.
func NewQuantizer(format PCM, rate int, seed uint64) (*Quantizer, error) {
	if format > Float {
		return nil, fmt.Errorf("quantizer: no such layout: %d", format)
	}
	if rate < 8000 || rate > 384000 {
		return nil, fmt.Errorf("quantizer: rate of %d Hz: want 8000…384000", rate)
	}
	q := &Quantizer{format: format, rate: rate, seed: seed*2 + 0x9e3779b97f4a7c15}
	if b := format.bits(); b > 0 {
		q.scale = math.Ldexp(1, b-1)
		q.max = q.scale - 1
	}
	return q, nil
}

// Clipped is the number of samples that were beyond full scale.
func (q *Quantizer) Clipped() uint64 { return q.clipped }

// Encode writes frames to dst, which holds exactly as many. sourceBits is the word length the samples came with, 0
// where they were computed; altered tells that a gain other than 1 was applied to them since.
func (q *Quantizer) Encode(dst []byte, frames [][2]float32, sourceBits int, altered bool) {
	dst = dst[:len(frames)*2*q.format.Bytes()]
	if q.format == Float {
		for i, f := range frames {
			binary.LittleEndian.PutUint32(dst[i*8:], math.Float32bits(f[0]))
			binary.LittleEndian.PutUint32(dst[i*8+4:], math.Float32bits(f[1]))
		}
		return
	}
	bits := q.format.bits()
	dither := bits <= 24 && (altered || sourceBits == 0 || sourceBits > bits)
	step := q.format.Bytes()
	for i, f := range frames {
		noisy := dither
		if f[0] == 0 && f[1] == 0 {
			q.zeros++
			noisy = noisy && q.zeros <= q.rate
		} else {
			q.zeros = 0
		}
		at := dst[i*2*step:]
		q.put(at, q.round(f[0], noisy))
		q.put(at[step:], q.round(f[1], noisy))
	}
}

// round gives the integer of a sample, saturated.
func (q *Quantizer) round(v float32, noisy bool) int32 {
	x := float64(v) * q.scale
	if noisy {
		x += q.noise()
	}
	x = math.Floor(x + 0.5)
	switch {
	case x > q.max:
		q.clipped++
		return int32(q.max)
	case x < -q.scale:
		q.clipped++
		return int32(-q.scale)
	case x != x: // a NaN must not become a full-scale click
		return 0
	}
	return int32(x)
}

// noise is the difference of two uniform numbers, in least significant bits: triangular in ±1.
func (q *Quantizer) noise() float64 {
	q.seed ^= q.seed << 13 // xorshift64 (Marsaglia 2003)
	q.seed ^= q.seed >> 7
	q.seed ^= q.seed << 17
	return (float64(uint32(q.seed)) - float64(uint32(q.seed>>32))) * (1.0 / (1 << 32))
}

func (q *Quantizer) put(dst []byte, v int32) {
	switch q.format {
	case PCM16:
		binary.LittleEndian.PutUint16(dst, uint16(v))
	case PCM24:
		dst[0], dst[1], dst[2] = byte(v), byte(v>>8), byte(v>>16)
	default:
		binary.LittleEndian.PutUint32(dst, uint32(v))
	}
}

// EncodeInts writes frames whose lanes hold the bits of left-justified 32-bit integers. A shorter word drops the low
// bits, which are zero where the source's word isn't longer.
func (q *Quantizer) EncodeInts(dst []byte, frames [][2]float32) {
	step := q.format.Bytes()
	for i, f := range frames {
		for c, v := range f {
			n := int32(math.Float32bits(v))
			at := dst[(i*2+c)*step:]
			if q.format == Float {
				binary.LittleEndian.PutUint32(at, math.Float32bits(float32(float64(n)/(1<<31))))
				continue
			}
			q.put(at, n>>(32-q.format.bits()))
		}
	}
}
