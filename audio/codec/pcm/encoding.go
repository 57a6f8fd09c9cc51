package pcm

import (
	"encoding/binary"
	"math"
)

// Encoding is how one sample lies in the file.
type Encoding uint8

// The encodings of WAV and AIFF. U8 is offset binary (0x80 is silence), S… are two's complement, F… IEEE 754.
const (
	U8 Encoding = iota
	S8
	S16LE
	S16BE
	S24LE
	S24BE
	S32LE
	S32BE
	F32LE
	F32BE
	F64LE
	F64BE
)

// Bytes is the width of one sample in the file.
func (e Encoding) Bytes() int {
	switch e {
	case U8, S8:
		return 1
	case S16LE, S16BE:
		return 2
	case S24LE, S24BE:
		return 3
	case F64LE, F64BE:
		return 8
	default:
		return 4
	}
}

// Float says whether the samples are floating point.
func (e Encoding) Float() bool { return e >= F32LE }

// ints fills dst with every stride'th byte position's sample of b, left-justified to 32 bits. e must not be Float, and b
// must hold len(dst) frames.
func (e Encoding) ints(dst []int32, b []byte, stride int) {
	p := 0
	switch e {
	case U8:
		for i := range dst {
			dst[i] = int32(b[p]^0x80) << 24
			p += stride
		}
	case S8:
		for i := range dst {
			dst[i] = int32(b[p]) << 24
			p += stride
		}
	case S16LE:
		for i := range dst {
			dst[i] = int32(binary.LittleEndian.Uint16(b[p:])) << 16
			p += stride
		}
	case S16BE:
		for i := range dst {
			dst[i] = int32(binary.BigEndian.Uint16(b[p:])) << 16
			p += stride
		}
	case S24LE:
		for i := range dst {
			s := b[p : p+3 : p+3]
			dst[i] = int32(s[0])<<8 | int32(s[1])<<16 | int32(s[2])<<24
			p += stride
		}
	case S24BE:
		for i := range dst {
			s := b[p : p+3 : p+3]
			dst[i] = int32(s[2])<<8 | int32(s[1])<<16 | int32(s[0])<<24
			p += stride
		}
	case S32LE:
		for i := range dst {
			dst[i] = int32(binary.LittleEndian.Uint32(b[p:]))
			p += stride
		}
	case S32BE:
		for i := range dst {
			dst[i] = int32(binary.BigEndian.Uint32(b[p:]))
			p += stride
		}
	}
}

// floats is ints for the Float encodings.
func (e Encoding) floats(dst []float32, b []byte, stride int) {
	p := 0
	switch e {
	case F32LE:
		for i := range dst {
			dst[i] = finite(math.Float32frombits(binary.LittleEndian.Uint32(b[p:])))
			p += stride
		}
	case F32BE:
		for i := range dst {
			dst[i] = finite(math.Float32frombits(binary.BigEndian.Uint32(b[p:])))
			p += stride
		}
	case F64LE:
		for i := range dst {
			dst[i] = finite(float32(math.Float64frombits(binary.LittleEndian.Uint64(b[p:]))))
			p += stride
		}
	case F64BE:
		for i := range dst {
			dst[i] = finite(float32(math.Float64frombits(binary.BigEndian.Uint64(b[p:]))))
			p += stride
		}
	}
}

// finite gives 0 for NaN and the infinities.
func finite(x float32) float32 {
	const exponent = 0x7f800000
	if math.Float32bits(x)&exponent == exponent {
		return 0
	}
	return x
}
