package flac

import (
	"encoding/binary"
	"math/bits"
)

// headerMax is the longest frame header: 4 bytes, 7 of number, 2 of block size, 2 of rate, 1 of CRC.
const headerMax = 16

// How the channels of a frame are written (RFC 9639, section 9.1.3); below leftSide it is the number of channels less 1.
const (
	leftSide  = 8
	rightSide = 9
	midSide   = 10
)

// frameHeader is what stands in front of every FLAC frame.
type frameHeader struct {
	number     uint64 // of the frame, or of its first sample where variable
	variable   bool
	size       int // samples a channel, 1…65536
	rate       int // 0: as in STREAMINFO
	assignment int
	bits       int // 0: as in STREAMINFO
	length     int // bytes of the header, CRC included
}

// channels is the number of subframes.
func (h *frameHeader) channels() int {
	if h.assignment >= leftSide {
		return 2
	}
	return h.assignment + 1
}

// isSync reports whether b, at least 2 bytes, begins like a frame.
func isSync(b []byte) bool { return b[0] == 0xFF && b[1]&0xFE == 0xF8 }

// parseHeader reads the header that b begins with (RFC 9639, section 9.1) and checks its CRC-8. It reports false for
// what is no header, also where b is too short for one.
func parseHeader(b []byte) (h frameHeader, ok bool) {
	if len(b) < 6 || !isSync(b) || b[3]&1 != 0 {
		return h, false
	}
	h.variable = b[1]&1 != 0
	sizeCode, rateCode := int(b[2]>>4), int(b[2]&15)
	h.assignment = int(b[3] >> 4)
	h.bits = [...]int{0, 8, 12, -1, 16, 20, 24, 32}[b[3]>>1&7]
	if sizeCode == 0 || rateCode == 15 || h.assignment > midSide || h.bits < 0 {
		return h, false
	}
	at := 4
	number, n := codedNumber(b[at:])
	if n == 0 || !h.variable && n > 6 {
		return h, false
	}
	h.number = number
	at += n
	tail := 1 // the CRC
	switch {
	case sizeCode == 6:
		tail++
	case sizeCode == 7:
		tail += 2
	}
	switch {
	case rateCode == 12:
		tail++
	case rateCode > 12:
		tail += 2
	}
	if len(b) < at+tail {
		return h, false
	}
	switch {
	case sizeCode == 1:
		h.size = 192
	case sizeCode <= 5:
		h.size = 576 << (sizeCode - 2)
	case sizeCode == 6:
		h.size = int(b[at]) + 1
		at++
	case sizeCode == 7:
		h.size = int(binary.BigEndian.Uint16(b[at:])) + 1
		at += 2
	default:
		h.size = 256 << (sizeCode - 8)
	}
	switch rateCode {
	case 12:
		h.rate = int(b[at]) * 1000
		at++
	case 13:
		h.rate = int(binary.BigEndian.Uint16(b[at:]))
		at += 2
	case 14:
		h.rate = int(binary.BigEndian.Uint16(b[at:])) * 10
		at += 2
	default:
		h.rate = [...]int{0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000}[rateCode]
	}
	h.length = at + 1
	return h, crc8(b[:at]) == b[at]
}

// codedNumber reads a number of up to 36 bits that is written like UTF-8, extended to 7 bytes (RFC 9639, section 9.1.5).
// It returns its length in bytes, 0 where b doesn't begin with one.
func codedNumber(b []byte) (v uint64, n int) {
	ones := bits.LeadingZeros8(^b[0])
	if ones == 0 {
		return uint64(b[0]), 1
	}
	if ones == 1 || ones == 8 || len(b) < ones {
		return 0, 0
	}
	v = uint64(b[0] & (0x7F >> ones))
	for _, c := range b[1:ones] {
		if c&0xC0 != 0x80 {
			return 0, 0
		}
		v = v<<6 | uint64(c&0x3F)
	}
	return v, ones
}
