package flac

import "errors"

// Why a frame isn't accepted. They stay inside the package: what the caller sees wraps codec.ErrCorrupt or ErrTruncated.
var (
	errShort    = errors.New("the data ends inside a frame")
	errHeader   = errors.New("no frame header")
	errSubframe = errors.New("impossible subframe")
	errLong     = errors.New("endless frame")
	errCRC      = errors.New("wrong CRC-16")
	errBefore   = errors.New("frame of an earlier position")
)

// kindOf reads the head of a subframe (RFC 9639, section 9.2.1): its kind and how many low bits are 0 in every sample.
func kindOf(b *bitReader) (kind, wasted int, err error) {
	head := int(b.uint(8))
	if head&1 != 0 {
		wasted = b.unary() + 1
	}
	if head&0x80 != 0 {
		return 0, 0, errSubframe
	}
	return head >> 1, wasted, nil
}

// orderOf gives the predictor order of a kind of subframe: 0 to 4 of the fixed ones, 1 to 32 of the linear ones, -1 of
// the reserved kinds. It isn't asked for constant and verbatim.
func orderOf(kind int) (order int, linear bool) {
	switch {
	case kind >= 32:
		return kind - 31, true
	case kind >= 8 && kind <= 12:
		return kind - 8, false
	default:
		return -1, false
	}
}

// subframe decodes one channel of samples of up to 32 bits into s[history:].
func subframe(b *bitReader, s []int32, bits int) error {
	kind, wasted, err := kindOf(b)
	if err != nil {
		return err
	}
	if bits -= wasted; bits < 1 {
		return errSubframe
	}
	out := s[history:]
	switch kind {
	case 0:
		v := int32(b.int(bits))
		for i := range out {
			out[i] = v
		}
	case 1:
		for i := range out {
			out[i] = int32(b.int(bits))
		}
	default:
		order, linear := orderOf(kind)
		if order < 0 || order > len(out) {
			return errSubframe
		}
		for i := range out[:order] {
			out[i] = int32(b.int(bits))
		}
		var p predictor
		if linear {
			if err := p.read(b, order); err != nil {
				return err
			}
		}
		if err := residual(b, out, order); err != nil {
			return err
		}
		if linear {
			p.restore(s, bits)
		} else {
			restoreFixed(out, order)
		}
	}
	if wasted > 0 {
		for i := range out {
			out[i] <<= wasted & 31
		}
	}
	return nil
}

// subframeWide is subframe for the difference channel of 32-bit stereo, whose samples have 33 bits. The prediction
// error still has at most 32 (RFC 9639, section 9.2.7.3); it is read into s[history:], and the samples are put into wide.
func subframeWide(b *bitReader, wide []int64, s []int32, bits int) error {
	kind, wasted, err := kindOf(b)
	if err != nil {
		return err
	}
	if bits -= wasted; bits < 1 {
		return errSubframe
	}
	switch kind {
	case 0:
		v := b.int(bits)
		for i := range wide {
			wide[i] = v
		}
	case 1:
		for i := range wide {
			wide[i] = b.int(bits)
		}
	default:
		order, linear := orderOf(kind)
		if order < 0 || order > len(wide) {
			return errSubframe
		}
		for i := range wide[:order] {
			wide[i] = b.int(bits)
		}
		var p predictor
		if linear {
			if err := p.read(b, order); err != nil {
				return err
			}
		}
		out := s[history:]
		if err := residual(b, out, order); err != nil {
			return err
		}
		for i := order; i < len(wide); i++ {
			wide[i] = int64(out[i])
		}
		if linear {
			p.restoreWide(wide)
		} else {
			restoreFixed(wide, order)
		}
	}
	for i := range wide {
		wide[i] <<= wasted & 63
	}
	return nil
}

// read takes the coefficients of a linear predictor (RFC 9639, section 9.2.6). A negative shift is forbidden there.
func (p *predictor) read(b *bitReader, order int) error {
	precision := int(b.uint(4)) + 1
	shift := b.int(5)
	if precision == 16 || shift < 0 {
		return errSubframe
	}
	p.order, p.shift = order, uint(shift)
	for j := range p.coef[:order] {
		p.coef[j] = int32(b.int(precision))
	}
	return nil
}

// residual reads the prediction error into out[order:] (RFC 9639, section 9.2.7).
func residual(b *bitReader, out []int32, order int) error {
	method := int(b.uint(2))
	parts := 1 << b.uint(4)
	n := len(out) / parts
	if method > 1 || n*parts != len(out) || n < order {
		return errSubframe
	}
	width := 4 + method
	escape := 1<<width - 1
	for at, end := order, n; end <= len(out); at, end = end, end+n {
		part := out[at:end]
		k := int(b.uint(width))
		if k < escape {
			b.rice(part, k)
		} else if bits := int(b.uint(5)); bits == 0 {
			clear(part)
		} else {
			for i := range part {
				part[i] = int32(b.int(bits))
			}
		}
		if b.over() {
			return errShort
		}
	}
	return nil
}
