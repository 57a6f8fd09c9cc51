package mp3

import "encoding/binary"

// bitPadding bytes of zeros stand behind the last byte of every buffer that is read by bits, so that 64 bits can be
// loaded at any place inside it.
const bitPadding = 16

// bits reads big-endian bit fields. buf ends in bitPadding bytes that are no data; a position past the data reads zeros
// and is the caller's to notice.
type bits struct {
	buf []byte
	pos int // in bits
}

// get reads n ≤ 32 bits.
func (b *bits) get(n int) uint32 {
	i := b.pos >> 3
	if i+8 > len(b.buf) {
		b.pos += n
		return 0
	}
	v := binary.BigEndian.Uint64(b.buf[i:]) << (b.pos & 7) >> 32
	b.pos += n
	return uint32(v >> (32 - n))
}

// flag reads one bit.
func (b *bits) flag() bool { return b.get(1) != 0 }
