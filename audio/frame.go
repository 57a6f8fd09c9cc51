package audio

import "math"

// Channels is the number of channels of every frame in the house: wider programme is downmixed by the decode stage
// (ITU-R BS.775), mono is put on both sides.
const Channels = 2

// Frame is one sample of both channels, left first: 8 bytes. It is an alias, so that dsp, which imports nothing of ours,
// works on the very same slices. What the 32 bits of a lane hold is said by the Encoding of the mark that covers the
// frame: with Float32 (the usual case) the sample itself, full scale ±1; with Int32 the bits of a left-justified signed
// integer, which Ints gives back. An Int32 lane is copied but never computed with: its pattern may be a NaN.
type Frame = [2]float32

// IntFrame packs two left-justified 32-bit samples into a frame of Encoding Int32.
func IntFrame(l, r int32) Frame {
	return Frame{math.Float32frombits(uint32(l)), math.Float32frombits(uint32(r))}
}

// Ints gives the two samples of a frame of Encoding Int32.
func Ints(f Frame) (l, r int32) {
	return int32(math.Float32bits(f[0])), int32(math.Float32bits(f[1]))
}

// Encoding says what the lanes of a Frame hold.
type Encoding uint8

// The two encodings of a frame.
const (
	// Float32 is IEEE 754 binary32, full scale ±1.0; it carries integer PCM of up to 24 bits (25 with the sign) exactly.
	Float32 Encoding = iota
	// Int32 is a left-justified two's complement integer: 32-bit PCM and DoP, passed through untouched.
	Int32
)

// String names the encoding.
func (e Encoding) String() string {
	if e == Int32 {
		return "int32"
	}
	return "float32"
}
