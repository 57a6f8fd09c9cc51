package flac

import (
	"encoding/binary"
	"math/bits"
)

// loadBits is how many bits of a 64-bit load are sure to be there whatever the position inside the first byte.
const loadBits = 57

// bitReader reads big-endian bit fields from memory. buf ends in windowPad zeros that aren't data: whoever reads checks
// over() at the end of each piece, and the loads in between stay inside buf.
type bitReader struct {
	buf []byte
	pos int // in bits
	end int // in bits, without the zeros
}

// over reports that more was read than there is.
func (b *bitReader) over() bool { return b.pos > b.end }

// peek gives the next 57 to 64 bits, left-justified. Behind the end it gives zeros.
func (b *bitReader) peek() uint64 {
	at := b.pos >> 3
	if at > len(b.buf)-8 {
		return 0
	}
	return binary.BigEndian.Uint64(b.buf[at:]) << (b.pos & 7)
}

// uint reads n bits, 0 ≤ n ≤ loadBits.
func (b *bitReader) uint(n int) uint64 {
	v := b.peek() >> 1 >> ((63 - n) & 63)
	b.pos += n
	return v
}

// int reads a two's complement number of n bits, 1 ≤ n ≤ loadBits.
func (b *bitReader) int(n int) int64 {
	v := int64(b.peek()) >> ((64 - n) & 63)
	b.pos += n
	return v
}

// unary counts the zeros before the next one and reads both. At the end of the data it stops, over() is then true.
func (b *bitReader) unary() int {
	zeros := 0
	for b.pos <= b.end {
		if x := b.peek(); x != 0 {
			n := bits.LeadingZeros64(x)
			b.pos += n + 1
			return zeros + n
		}
		zeros += loadBits
		b.pos += loadBits
	}
	b.pos = b.end + 1
	return zeros
}

// rice reads len(out) Rice codes of parameter k ≤ 30: unary quotient, k bits of remainder, the sign folded into the
// lowest bit (RFC 9639, section 9.2.7). It stops at the end of the data; over() is then true.
//
// A code of quotient q has q zeros, a one and the k bits. With the zeros shifted out the one stands on top, so the top
// k+1 bits are 2^k + remainder. Codes are taken from one load in groups as long as all of them lie within it: one load
// serves four codes of 16-bit music, and the only branch of the loop is hardly ever taken.
func (b *bitReader) rice(out []int32, k int) {
	switch {
	case k <= 9:
		out = b.rice4(out, k)
	case k <= 13:
		out = b.rice3(out, k)
	case k <= 22:
		out = b.rice2(out, k)
	}
	for i := range out {
		out[i] = b.riceOne(k)
	}
}

// riceOne reads one code of any length.
func (b *bitReader) riceOne(k int) int32 {
	q := b.unary()
	return unfold(uint64(q)<<k | b.uint(k))
}

// unfold gives back the sign that was folded into the lowest bit.
func unfold(u uint64) int32 { return int32(u>>1) ^ -int32(u&1) }

// rice4 reads groups of four codes and returns the part of out that is left.
func (b *bitReader) rice4(out []int32, k int) []int32 {
	buf, pos, last := b.buf, b.pos, len(b.buf)-8
	one := uint64(1) << (k & 63)
	down, next := uint(63-k)&63, uint(k+1)&63
	for len(out) >= 4 {
		at := pos >> 3
		if at > last {
			break
		}
		x := binary.BigEndian.Uint64(buf[at:]) << (pos & 7)
		q0 := bits.LeadingZeros64(x)
		x <<= q0 & 63
		u0 := uint64(q0)<<(k&63) + x>>down - one
		x <<= next
		q1 := bits.LeadingZeros64(x)
		x <<= q1 & 63
		u1 := uint64(q1)<<(k&63) + x>>down - one
		x <<= next
		q2 := bits.LeadingZeros64(x)
		x <<= q2 & 63
		u2 := uint64(q2)<<(k&63) + x>>down - one
		x <<= next
		q3 := bits.LeadingZeros64(x)
		x <<= q3 & 63
		u3 := uint64(q3)<<(k&63) + x>>down - one
		n := q0 + q1 + q2 + q3 + 4*(k+1)
		if n > loadBits {
			b.pos = pos
			out[0] = b.riceOne(k)
			pos = b.pos
			out = out[1:]
			continue
		}
		pos += n
		o := out[:4:4]
		o[0], o[1], o[2], o[3] = unfold(u0), unfold(u1), unfold(u2), unfold(u3)
		out = out[4:]
	}
	b.pos = pos
	return out
}

// rice3 is rice4 with groups of three.
func (b *bitReader) rice3(out []int32, k int) []int32 {
	buf, pos, last := b.buf, b.pos, len(b.buf)-8
	one := uint64(1) << (k & 63)
	down, next := uint(63-k)&63, uint(k+1)&63
	for len(out) >= 3 {
		at := pos >> 3
		if at > last {
			break
		}
		x := binary.BigEndian.Uint64(buf[at:]) << (pos & 7)
		q0 := bits.LeadingZeros64(x)
		x <<= q0 & 63
		u0 := uint64(q0)<<(k&63) + x>>down - one
		x <<= next
		q1 := bits.LeadingZeros64(x)
		x <<= q1 & 63
		u1 := uint64(q1)<<(k&63) + x>>down - one
		x <<= next
		q2 := bits.LeadingZeros64(x)
		x <<= q2 & 63
		u2 := uint64(q2)<<(k&63) + x>>down - one
		n := q0 + q1 + q2 + 3*(k+1)
		if n > loadBits {
			b.pos = pos
			out[0] = b.riceOne(k)
			pos = b.pos
			out = out[1:]
			continue
		}
		pos += n
		o := out[:3:3]
		o[0], o[1], o[2] = unfold(u0), unfold(u1), unfold(u2)
		out = out[3:]
	}
	b.pos = pos
	return out
}

// rice2 is rice4 with groups of two.
func (b *bitReader) rice2(out []int32, k int) []int32 {
	buf, pos, last := b.buf, b.pos, len(b.buf)-8
	one := uint64(1) << (k & 63)
	down, next := uint(63-k)&63, uint(k+1)&63
	for len(out) >= 2 {
		at := pos >> 3
		if at > last {
			break
		}
		x := binary.BigEndian.Uint64(buf[at:]) << (pos & 7)
		q0 := bits.LeadingZeros64(x)
		x <<= q0 & 63
		u0 := uint64(q0)<<(k&63) + x>>down - one
		x <<= next
		q1 := bits.LeadingZeros64(x)
		x <<= q1 & 63
		u1 := uint64(q1)<<(k&63) + x>>down - one
		n := q0 + q1 + 2*(k+1)
		if n > loadBits {
			b.pos = pos
			out[0] = b.riceOne(k)
			pos = b.pos
			out = out[1:]
			continue
		}
		pos += n
		o := out[:2:2]
		o[0], o[1] = unfold(u0), unfold(u1)
		out = out[2:]
	}
	b.pos = pos
	return out
}
