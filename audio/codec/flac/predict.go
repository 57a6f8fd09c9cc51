package flac

// history is how many zeros lie in front of every channel's samples: a kernel may look back further than its order, at
// taps whose coefficient is 0. It is the highest order there is.
const history = 32

// restoreFixed undoes the fixed predictors of order 0 to 4 in place (RFC 9639, section 9.2.5): s begins with the order's
// warm-up samples, the rest is the prediction error. The arithmetic wraps modulo 2^32 on the way, and what comes out
// fits 32 bits, so it is exact for any width of sample up to 32.
func restoreFixed[T int32 | int64](s []T, order int) {
	if order == 0 || len(s) <= order {
		return
	}
	// The n-th difference is summed up n times; a, b, c are the running first to third differences.
	n := len(s)
	switch order {
	case 1:
		x := s[0]
		for i := 1; i < n; i++ {
			x += s[i]
			s[i] = x
		}
	case 2:
		x, a := s[1], s[1]-s[0]
		for i := 2; i < n; i++ {
			a += s[i]
			x += a
			s[i] = x
		}
	case 3:
		x, a := s[2], s[2]-s[1]
		b := a - (s[1] - s[0])
		for i := 3; i < n; i++ {
			b += s[i]
			a += b
			x += a
			s[i] = x
		}
	case 4:
		x, a := s[3], s[3]-s[2]
		b := a - (s[2] - s[1])
		c := b - ((s[2] - s[1]) - (s[1] - s[0]))
		for i := 4; i < n; i++ {
			c += s[i]
			b += c
			a += b
			x += a
			s[i] = x
		}
	}
}

// predictor is the linear predictor of one subframe: coef[j] weighs the sample j+1 before.
type predictor struct {
	order int
	shift uint
	coef  [history]int32
}

// narrow reports whether no sum over samples of that many bits leaves 32 bits, so that the fast arithmetic is exact.
func (p *predictor) narrow(bits int) bool {
	var sum int64
	for _, c := range p.coef[:p.order] {
		sum += max(int64(c), -int64(c))
	}
	return sum<<(bits-1) < 1<<31
}

// restore undoes the prediction in place. s has history samples in front of the first one: zeros, or what a smaller
// order never looks at; s[history:history+order] is the warm-up, the rest the prediction error.
func (p *predictor) restore(s []int32, bits int) {
	if p.narrow(bits) {
		restoreLPC[int32](s, p)
	} else {
		restoreLPC[int64](s, p)
	}
}

// restoreLPC chooses the kernel: its order is the next one that is at least as high, the coefficients beyond are 0.
func restoreLPC[A int32 | int64](s []int32, p *predictor) {
	var c [history]A
	for j, v := range p.coef[:p.order] {
		c[j] = A(v)
	}
	first := history + p.order
	if first >= len(s) {
		return
	}
	switch {
	case p.order <= 2:
		lpc2(s, first, c[0], c[1], p.shift)
	case p.order <= 4:
		lpc4(s, first, (*[4]A)(c[:4]), p.shift)
	case p.order <= 6:
		lpc6(s, first, (*[6]A)(c[:6]), p.shift)
	case p.order <= 8:
		lpc8(s, first, (*[8]A)(c[:8]), p.shift)
	case p.order <= 10:
		lpc10(s, first, (*[10]A)(c[:10]), p.shift)
	case p.order <= 12:
		lpc12(s, first, (*[12]A)(c[:12]), p.shift)
	default:
		lpc32(s, first, &c, p.order, p.shift)
	}
}

// restoreWide undoes the prediction of the 33-bit difference channel of 32-bit stereo. s has no history in front.
func (p *predictor) restoreWide(s []int64) {
	for i := p.order; i < len(s); i++ {
		var sum int64
		for j, c := range p.coef[:p.order] {
			sum += int64(c) * s[i-1-j]
		}
		s[i] += sum >> p.shift
	}
}
