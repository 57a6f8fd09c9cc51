package aiff

import (
	"encoding/binary"
	"fmt"
	"math"

	"auralis/audio/codec"
	"auralis/audio/codec/pcm"
)

// The lengths of chunk COMM without and with the compression type.
const (
	commBytes = 18
	aifcBytes = 22
)

// common is what chunk COMM says.
type common struct {
	encoding pcm.Encoding
	frames   int64
	info     codec.Info
}

func readCommon(chunks *pcm.Chunks, n uint32, aifc bool) (*common, error) {
	var b [aifcBytes]byte
	body := b[:commBytes]
	if aifc {
		body = b[:]
	}
	if n < uint32(len(body)) {
		return nil, fmt.Errorf("%w: COMM chunk of %d bytes", codec.ErrCorrupt, n)
	}
	if err := chunks.Body(body); err != nil {
		return nil, err
	}
	kind := "NONE"
	if aifc {
		kind = string(b[18:22])
	}
	return parseCommon(b[:commBytes], kind)
}

// parseCommon reads the first commBytes of chunk COMM; kind is the compression type.
func parseCommon(b []byte, kind string) (*common, error) {
	channels := int(binary.BigEndian.Uint16(b[0:]))
	bits := int(binary.BigEndian.Uint16(b[6:]))
	rate, ok := extended([10]byte(b[8:18]))
	if !ok {
		return nil, fmt.Errorf("%w: frame rate in COMM is no number", codec.ErrCorrupt)
	}
	if err := codec.CheckStream(rate, channels); err != nil {
		return nil, err
	}
	c := &common{
		frames: int64(binary.BigEndian.Uint32(b[2:])),
		info:   codec.Info{Codec: "aiff", Rate: int(rate), Channels: channels, Lossless: true},
	}
	big := [...]pcm.Encoding{pcm.S8, pcm.S16BE, pcm.S24BE, pcm.S32BE}
	little := [...]pcm.Encoding{pcm.S8, pcm.S16LE, pcm.S24LE, pcm.S32LE}
	width := &big
	switch kind {
	case "fl32", "FL32":
		c.encoding = pcm.F32BE
		return c, nil
	case "fl64", "FL64":
		c.encoding = pcm.F64BE
		return c, nil
	case "NONE", "twos", "none":
	case "sowt":
		width = &little
	case "in24":
		bits = 24
	case "in32":
		bits = 32
	case "42ni":
		bits, width = 24, &little
	case "23ni":
		bits, width = 32, &little
	case "raw ":
		c.encoding, c.info.Bits = pcm.U8, 8
		return c, nil
	default:
		return nil, fmt.Errorf("%w: AIFF-C compression %q", codec.ErrUnsupported, kind)
	}
	if bits < 8 || bits > 32 {
		return nil, fmt.Errorf("%w: samples of %d bits", codec.ErrUnsupported, bits)
	}
	c.encoding, c.info.Bits = width[(bits+7)/8-1], bits
	return c, nil
}

// extended gives the 80-bit IEEE 754 extended number b rounded to an integer: sign and 15 bits of exponent with bias
// 16383, then 64 bits of significand with an explicit integer bit. It reports false for negative numbers, infinities,
// NaN and what doesn't fit 32 bits.
func extended(b [10]byte) (int64, bool) {
	exponent := int(binary.BigEndian.Uint16(b[:]))
	significand := binary.BigEndian.Uint64(b[2:])
	if exponent&0x8000 != 0 || exponent > 16383+31 {
		return 0, false
	}
	return int64(math.Round(math.Ldexp(float64(significand), exponent-16383-63))), true
}
