package audio

import "fmt"

// Format is what a stream of frames is made of.
type Format struct {
	Rate     int      // frames per second, 8000…384000
	Encoding Encoding // what the lanes hold
	Bits     int      // significant bits a sample of the source: 8…32; 0 where the source is lossy or float
}

// String gives the format as "44100 Hz 16 bit".
func (f Format) String() string {
	if f.Bits == 0 {
		return fmt.Sprintf("%d Hz %s", f.Rate, f.Encoding)
	}
	return fmt.Sprintf("%d Hz %d bit", f.Rate, f.Bits)
}

// SampleFormat is how a device or a file takes one sample. All are little-endian and signed.
type SampleFormat uint8

// The sample formats a sink may take, in the order in which a sink that takes several should prefer them.
const (
	S32LE   SampleFormat = iota // 32-bit integer
	S24x3LE                     // 24-bit integer in 3 bytes (ALSA S24_3LE)
	S24LE                       // 24-bit integer in the low 3 bytes of 4 (ALSA S24_LE), sign-extended
	S16LE                       // 16-bit integer
	F32LE                       // IEEE float, files only
)

// Bytes is the size of one sample.
func (s SampleFormat) Bytes() int {
	switch s {
	case S16LE:
		return 2
	case S24x3LE:
		return 3
	default:
		return 4
	}
}

// Bits is the number of significant bits of one sample; 0 for float.
func (s SampleFormat) Bits() int {
	switch s {
	case S16LE:
		return 16
	case S24x3LE, S24LE:
		return 24
	case S32LE:
		return 32
	default:
		return 0
	}
}

// String gives ALSA's name of the format.
func (s SampleFormat) String() string {
	switch s {
	case S16LE:
		return "S16_LE"
	case S24x3LE:
		return "S24_3LE"
	case S24LE:
		return "S24_LE"
	case S32LE:
		return "S32_LE"
	case F32LE:
		return "FLOAT_LE"
	default:
		return fmt.Sprintf("SampleFormat(%d)", uint8(s))
	}
}
