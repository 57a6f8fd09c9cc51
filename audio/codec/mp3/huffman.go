package mp3

import (
	"encoding/binary"
	"errors"
	"math"
)

// pairTable looks up a pair of values. An entry is length<<8 | x<<4 | y where the code word has at most 8 bits, else
// pairLong and the index of the second stage.
type pairTable struct {
	first   [256]uint16
	linbits uint8
	used    bool // tables 4 and 14 aren't, 0 codes nothing
}

// pairSub is a second stage: bits more are looked up at off.
type pairSub struct {
	off  uint32
	bits uint8
}

const pairLong = 0x8000

// errHuffman: the codes don't fit into the space that the side information gives them.
var errHuffman = errors.New("Huffman codes overrun their space")

// linbits of tables 16…31 (Table 3-B.7).
var linbits = [16]uint8{1, 2, 3, 4, 6, 8, 10, 13, 4, 5, 6, 7, 8, 9, 11, 13}

func (t *tables) makePairs() {
	lists := [16][]uint16{
		1: pairs1[:], 2: pairs2[:], 3: pairs3[:], 5: pairs5[:], 6: pairs6[:], 7: pairs7[:], 8: pairs8[:], 9: pairs9[:],
		10: pairs10[:], 11: pairs11[:], 12: pairs12[:], 13: pairs13[:], 15: pairs15[:],
	}
	for i, l := range lists {
		t.pair[i].make(t, l)
	}
	t.pair[16].make(t, pairs16[:])
	t.pair[24].make(t, pairs24[:])
	for i := 16; i < 32; i++ {
		t.pair[i] = t.pair[i&^7]
		t.pair[i].linbits = linbits[i-16]
	}
	code := 0
	for _, e := range quadsA {
		n := 1 << (6 - e>>8)
		for range n {
			t.quadA[code] = uint8(e>>8<<4 | e&15)
			code++
		}
	}
}

// make builds the two stages from the words in order. Words that share their first 8 bits stand next to each other.
func (p *pairTable) make(t *tables, list []uint16) {
	p.used = len(list) > 0
	code := uint32(0) // the next word, left-justified in 24 bits
	for i := 0; i < len(list); {
		n := list[i] >> 8
		prefix := code >> 16
		if n <= 8 {
			for j := range uint32(1) << (8 - n) {
				p.first[prefix+j] = list[i]
			}
			code += 1 << (24 - n)
			i++
			continue
		}
		end, longest, c := i, uint16(0), code
		for end < len(list) && c>>16 == prefix {
			longest = max(longest, list[end]>>8)
			c += 1 << (24 - list[end]>>8)
			end++
		}
		p.first[prefix] = pairLong | uint16(len(t.sub))
		t.sub = append(t.sub, pairSub{uint32(len(t.long)), uint8(longest - 8)})
		for ; i < end; i++ {
			for range 1 << (longest - list[i]>>8) {
				t.long = append(t.long, list[i])
			}
		}
		code = c
	}
}

// huffman decodes the lines of one granule into xr as sign·|x|^(4/3): the pairs of the three regions, then the
// quadruples, up to the bit end (clause 2.4.3.4.6). It returns the line behind the last that isn't zero by coding, even
// where lines before it are; xr is zero from there on.
func (t *tables) huffman(xr *[granuleLen]float32, b *bits, g *granule, end int) (int, error) {
	line := 0
	for region, stop := range [3]int{g.region1, g.region2, granuleLen} {
		stop = min(stop, g.bigLines)
		if stop <= line {
			continue
		}
		n := int(g.table[region])
		if n == 0 {
			clear(xr[line:stop])
			line = stop
			continue
		}
		p := &t.pair[n]
		if !p.used {
			return 0, errHuffman
		}
		var ok bool
		if p.linbits == 0 {
			ok = t.pairs(xr[line:stop], b, p)
		} else {
			ok = t.pairsEscaped(xr[line:stop], b, p)
		}
		if !ok || b.pos > end {
			return 0, errHuffman
		}
		line = stop
	}
	line = t.quads(xr, line, b, g.count1Table, end)
	clear(xr[line:])
	return line, nil
}

// pairs decodes with a table that has no linbits. It returns false where the buffer ends before.
func (t *tables) pairs(xr []float32, b *bits, p *pairTable) bool {
	buf, pos := b.buf, b.pos
	pow := &t.pow43
	for ; len(xr) >= 2; xr = xr[2:] {
		i := pos >> 3
		if uint(i)+8 > uint(len(buf)) {
			return false
		}
		w := binary.BigEndian.Uint64(buf[i:i+8]) << (pos & 7)
		e := p.first[w>>56]
		if e&pairLong != 0 {
			s := t.sub[e&^pairLong]
			e = t.long[s.off+uint32(w<<8>>(64-s.bits))]
		}
		n := uint(e>>8) & 31
		x, y := uint(e>>4&15), uint(e&15)
		w <<= n
		nx, ny := (x+15)>>4, (y+15)>>4 // a sign follows a value that isn't 0
		xr[0] = math.Float32frombits(math.Float32bits(pow[x]) | uint32(w>>63<<31))
		w <<= nx & 1
		xr[1] = math.Float32frombits(math.Float32bits(pow[y]) | uint32(w>>63<<31))
		pos += int(n + nx + ny)
	}
	b.pos = pos
	return true
}

// pairsEscaped decodes with a table in which 15 is followed by linbits that are added to it. The longest word, two
// escapes and two signs have 19+2·13+2 = 47 bits, which one load of 57 holds.
func (t *tables) pairsEscaped(xr []float32, b *bits, p *pairTable) bool {
	buf, pos, lin := b.buf, b.pos, uint(p.linbits)
	for ; len(xr) >= 2; xr = xr[2:] {
		i := pos >> 3
		if uint(i)+8 > uint(len(buf)) {
			return false
		}
		w := binary.BigEndian.Uint64(buf[i:i+8]) << (pos & 7)
		e := p.first[w>>56]
		if e&pairLong != 0 {
			s := t.sub[e&^pairLong]
			e = t.long[s.off+uint32(w<<8>>(64-s.bits))]
		}
		n := uint(e>>8) & 31
		w <<= n
		pos += int(n)
		for j, v := range [2]uint{uint(e >> 4 & 15), uint(e & 15)} {
			if v == 15 {
				v += uint(w >> (64 - lin))
				w <<= lin
				pos += int(lin)
			}
			var f float32
			if v < smallPow {
				f = t.pow43[v]
			} else {
				f = pow43(int(v))
			}
			xr[j] = math.Float32frombits(math.Float32bits(f) | uint32(w>>63<<31))
			if v != 0 {
				w <<= 1
				pos++
			}
		}
	}
	b.pos = pos
	return true
}

// quads decodes the count1 region from line on and returns the line behind it. A quadruple that would run past the end is
// dropped: some encoders leave such a one.
func (t *tables) quads(xr *[granuleLen]float32, line int, b *bits, table uint8, end int) int {
	for line+4 <= granuleLen && b.pos < end {
		i := b.pos >> 3
		if i+8 > len(b.buf) {
			break
		}
		w := binary.BigEndian.Uint64(b.buf[i:]) << (b.pos & 7)
		var v uint8
		n := 4
		if table == 0 {
			e := t.quadA[w>>58]
			n, v = int(e>>4), e&15
		} else {
			v = ^uint8(w>>60) & 15
		}
		w <<= uint(n)
		q := xr[line : line+4 : line+4]
		for k := range q {
			q[k] = 0
			if v&(8>>k) != 0 {
				q[k] = math.Float32frombits(0x3f800000 | uint32(w>>63<<31))
				w <<= 1
				n++
			}
		}
		if b.pos+n > end {
			break
		}
		b.pos += n
		line += 4
	}
	return line
}
