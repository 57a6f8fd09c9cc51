package mp3

import "errors"

// core decodes frames that belong to one stream, one after the other.
type core struct {
	t        *tables
	ch       [2]channel
	channels int // of the stream; frames of the other kind are fitted to it
	prev     int // channels of the frame before, 0 at the start
	crcTrust bool
	res      reservoir
	side     sideInfo
	sideBuf  [32 + bitPadding]byte
	scale    [2]scalefactors
	xr       [2][granuleLen]float32
	tmp      [granuleLen]float32
	pcm      [2][2 * granuleLen]float32
}

// errCRC: the checksum of header and side information doesn't match.
var errCRC = errors.New("checksum doesn't match")

// errReach: the data begins before the first byte that is known.
var errReach = errors.New("data of earlier frames is missing")

// reset brings the core to the state of a stream's start.
func (c *core) reset() {
	c.ch = [2]channel{}
	c.prev = 0
	c.res.reset()
}

// split checks the frame's checksum and gives its side information and main data.
func (c *core) split(h *header, data []byte) (side, main []byte, err error) {
	at := headerLen
	if h.crc {
		at += 2
	}
	end := at + h.sideInfoLen()
	if len(data) < end {
		return nil, nil, errSideInfo
	}
	side, main = data[at:end], data[end:]
	if h.crc && c.crcTrust && !crcMatches(h, data) {
		err = errCRC
	}
	return side, main, err
}

// crcMatches compares the CRC-16 of a frame that has one.
func crcMatches(h *header, data []byte) bool {
	if len(data) < headerLen+2+h.sideInfoLen() {
		return false
	}
	want := uint16(data[4])<<8 | uint16(data[5])
	return crc16(crc16(0xffff, data[2:4]), data[6:6+h.sideInfoLen()]) == want
}

// push takes the frame's data into the reservoir without decoding it.
func (c *core) push(f *found) {
	if f.data == nil {
		c.res.reset()
		return
	}
	if f.gap {
		c.res.reset()
	}
	_, main, _ := c.split(&f.head, f.data)
	c.res.push(main)
}

// decode turns a frame into h.samples() samples of each of the stream's channels in c.pcm and returns how many of its
// granules had to be replaced by silence (the overlap of the granule before still sounds), with the last reason. A frame
// without data is silence as a whole.
func (c *core) decode(f *found) (concealed int, err error) {
	h := &f.head
	c.push(f)
	nch := h.channels()
	if f.data == nil {
		nch = max(c.prev, 1)
	}
	c.follow(nch)
	frameErr := error(nil)
	if f.data == nil {
		frameErr = errNoSync
	} else {
		var side []byte
		if side, _, frameErr = c.split(h, f.data); frameErr == nil {
			n := copy(c.sideBuf[:], side)
			clear(c.sideBuf[n:])
			frameErr = c.side.parse(h, c.sideBuf[:n+bitPadding])
		}
	}
	at := 8 * (c.res.old - c.side.mainBegin)
	for gr := range h.granules() {
		e := frameErr
		if e == nil {
			e = c.spectrum(h, gr, at)
			for ch := range nch {
				at += c.side.gr[gr][ch].part23Len
			}
		}
		if e != nil {
			concealed++
			err = e
			c.silence(gr, nch)
		}
		if c.channels == 1 && nch == 2 {
			for i, r := range c.pcm[1][gr*granuleLen : (gr+1)*granuleLen] {
				l := &c.pcm[0][gr*granuleLen+i]
				*l = (*l + r) * 0.5
			}
		}
	}
	if c.channels == 2 && nch == 1 {
		n := h.samples()
		copy(c.pcm[1][:n], c.pcm[0][:n])
	}
	return concealed, err
}

// follow prepares a change between mono and stereo frames within the stream: the new second channel continues the first.
func (c *core) follow(nch int) {
	if c.prev == 1 && nch == 2 {
		c.ch[1] = c.ch[0]
	}
	c.prev = nch
}

// silence replaces a granule by one without content.
func (c *core) silence(gr, nch int) {
	c.scale = [2]scalefactors{}
	g := granule{}
	for ch := range nch {
		clear(c.xr[ch][:])
		c.output(gr, ch, &g, 0)
	}
}

// spectrum decodes granule gr, whose data begins at bit at of the reservoir, to its samples. Where it fails no state has
// changed but the scale factors.
func (c *core) spectrum(h *header, gr, at int) error {
	var limit [2]int
	nch := h.channels()
	b := c.res.bits()
	for ch := range nch {
		g := &c.side.gr[gr][ch]
		end := at + g.part23Len
		if at < 0 || end > 8*c.res.n {
			return errReach
		}
		b.pos = at
		s := &c.scale[ch]
		if h.lsf {
			s.readLSF(&b, g, ch == 1 && h.modeExt&1 != 0)
		} else {
			var keep *[4]bool
			if gr == 1 {
				keep = &c.side.scfsi[ch]
			}
			s.read(&b, g, keep)
		}
		if b.pos > end {
			return errHuffman
		}
		n, err := c.t.huffman(&c.xr[ch], &b, g, end)
		if err != nil {
			return err
		}
		limit[ch] = n
		c.t.dequantize(&c.xr[ch], g, s, n)
		at = end
	}
	if nch == 2 && h.modeExt != 0 {
		limit[0] = max(limit[0], limit[1])
		limit[1] = limit[0]
		c.t.stereo(h, &c.xr[0], &c.xr[1], &c.side.gr[gr][1], &c.scale[1], limit[0])
	}
	for ch := range nch {
		g := &c.side.gr[gr][ch]
		c.output(gr, ch, g, c.t.reorder(&c.xr[ch], &c.tmp, g, limit[ch]))
	}
	return nil
}

// output takes a granule's lines through the filter bank.
func (c *core) output(gr, ch int, g *granule, limit int) {
	c.t.hybrid(&c.xr[ch], g, limit, &c.ch[ch], &c.tmp)
	c.t.synthesize(&c.tmp, &c.ch[ch].hist, c.pcm[ch][gr*granuleLen:])
}
