package flac

import "encoding/binary"

// crc16Table serves eight bytes a step: entry [k][b] is the CRC of byte b followed by k zero bytes.
type crc16Table [8][256]uint16

// makeCRC16 builds the table of x^16 + x^15 + x^2 + 1, most significant bit first (RFC 9639, section 9.3). It takes some
// microseconds, once a file.
func makeCRC16() *crc16Table {
	t := new(crc16Table)
	for b := range 256 {
		c := uint16(b) << 8
		for range 8 {
			if c&0x8000 != 0 {
				c = c<<1 ^ 0x8005
			} else {
				c <<= 1
			}
		}
		t[0][b] = c
	}
	for k := 1; k < 8; k++ {
		for b := range 256 {
			c := t[k-1][b]
			t[k][b] = c<<8 ^ t[0][c>>8]
		}
	}
	return t
}

// of gives the CRC of p, starting from 0; over data with its CRC behind it is 0.
func (t *crc16Table) of(p []byte) uint16 {
	var c uint16
	for len(p) >= 8 {
		x := binary.BigEndian.Uint64(p) ^ uint64(c)<<48
		c = t[7][x>>56] ^ t[6][x>>48&0xFF] ^ t[5][x>>40&0xFF] ^ t[4][x>>32&0xFF] ^
			t[3][x>>24&0xFF] ^ t[2][x>>16&0xFF] ^ t[1][x>>8&0xFF] ^ t[0][x&0xFF]
		p = p[8:]
	}
	for _, b := range p {
		c = c<<8 ^ t[0][byte(c>>8)^b]
	}
	return c
}

// crc8 gives the CRC of a frame header: x^8 + x^2 + x + 1 (RFC 9639, section 9.1.8). A header has at most 15 bytes, no
// table is worth it.
func crc8(p []byte) byte {
	var c byte
	for _, b := range p {
		c ^= b
		for range 8 {
			c = c<<1 ^ 7*(c>>7)
		}
	}
	return c
}
