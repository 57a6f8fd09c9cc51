package flac

// frame holds the samples of one decoded FLAC frame. Its buffers grow to the largest frame met and are kept.
type frame struct {
	samples [8][]int32 // a channel each: history zeros, then the samples, right-justified
	wide    []int64    // the difference channel of 32-bit stereo
}

// frameLimit is how many bytes a frame with header h of so many bits may have: four times what it has with every
// sample written out. Encoders stay below once; a longer frame is damage.
func frameLimit(h *frameHeader, bits int) int {
	return min(4*(headerMax+h.channels()*(64+h.size*(bits+1)/8)), windowMax-windowPad)
}

// prepare makes room for size samples of n channels.
func (f *frame) prepare(n, size int) {
	for c := range f.samples[:n] {
		if cap(f.samples[c]) < history+size {
			f.samples[c] = make([]int32, history+size)
		}
		f.samples[c] = f.samples[c][:history+size]
	}
}

// decode decodes the frame whose header h was found at the start of padded, of which have bytes are data and the rest
// zeros. It returns the frame's length in bytes. errShort says that more data may help.
func (f *frame) decode(padded []byte, have int, h *frameHeader, bits int, crc *crc16Table) (int, error) {
	n := h.channels()
	f.prepare(n, h.size)
	b := bitReader{buf: padded, pos: 8 * h.length, end: 8 * have}
	for c := range n {
		var err error
		side := h.assignment == leftSide && c == 1 || h.assignment == rightSide && c == 0 || h.assignment == midSide && c == 1
		switch {
		case side && bits == 32:
			if cap(f.wide) < h.size {
				f.wide = make([]int64, h.size)
			}
			f.wide = f.wide[:h.size]
			err = subframeWide(&b, f.wide, f.samples[c], 33)
		case side:
			err = subframe(&b, f.samples[c], bits+1)
		default:
			err = subframe(&b, f.samples[c], bits)
		}
		if b.over() {
			return 0, errShort // what was read behind the end are zeros: an error may come from them
		}
		if err != nil {
			return 0, err
		}
	}
	length := (b.pos+7)/8 + 2
	if length > have {
		return 0, errShort
	}
	if crc.of(padded[:length]) != 0 {
		return 0, errCRC
	}
	if h.assignment >= leftSide {
		f.decorrelate(h.assignment, bits)
	}
	return length, nil
}

// decorrelate makes left and right of the two channels as they were written (RFC 9639, section 4.2).
func (f *frame) decorrelate(assignment, bits int) {
	a := f.samples[0][history:]
	b := f.samples[1][history:][:len(a)]
	if bits == 32 {
		f.decorrelateWide(assignment, a, b)
		return
	}
	switch assignment {
	case leftSide:
		for i, l := range a {
			b[i] = l - b[i]
		}
	case rightSide:
		for i, s := range a {
			a[i] = s + b[i]
		}
	case midSide:
		for i, m := range a {
			s := b[i]
			m = m<<1 | s&1 // the bit that halving the sum lost is the lowest of the difference
			a[i] = (m + s) >> 1
			b[i] = (m - s) >> 1
		}
	}
}

// decorrelateWide is decorrelate for 32 bits, with the difference in wide. Left and right fit 32 bits, so sums with one
// of them may wrap.
func (f *frame) decorrelateWide(assignment int, a, b []int32) {
	switch assignment {
	case leftSide:
		for i, s := range f.wide {
			b[i] = a[i] - int32(s)
		}
	case rightSide:
		for i, s := range f.wide {
			a[i] = int32(s) + b[i]
		}
	case midSide:
		for i, s := range f.wide {
			m := int64(a[i])<<1 | s&1
			a[i] = int32((m + s) >> 1)
			b[i] = int32((m - s) >> 1)
		}
	}
}
