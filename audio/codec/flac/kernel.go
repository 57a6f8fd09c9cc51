package flac

// The kernels restore s[first:] in place, each sample from those before it. The newest sample's product comes last in
// every sum: it is the one the processor waits for. It is kept in a variable, as storing and loading it would cost more
// than the multiplication.

func lpc2[A int32 | int64](s []int32, first int, c0, c1 A, shift uint) {
	shift &= 31
	p, q := A(s[first-1]), A(s[first-2])
	for i := first; i < len(s); i++ {
		v := s[i] + int32((c1*q+c0*p)>>shift)
		s[i] = v
		p, q = A(v), p
	}
}

func lpc4[A int32 | int64](s []int32, first int, c *[4]A, shift uint) {
	shift &= 31
	c0, c1, c2, c3 := c[0], c[1], c[2], c[3]
	w, x, y, z := A(s[first-1]), A(s[first-2]), A(s[first-3]), A(s[first-4])
	for i := first; i < len(s); i++ {
		v := s[i] + int32((c3*z+c2*y+c1*x+c0*w)>>shift)
		s[i] = v
		w, x, y, z = A(v), w, x, y
	}
}

func lpc6[A int32 | int64](s []int32, first int, c *[6]A, shift uint) {
	shift &= 31
	c0, c1, c2, c3, c4, c5 := c[0], c[1], c[2], c[3], c[4], c[5]
	p := A(s[first-1])
	for i := first; i < len(s); i++ {
		h := s[i-6 : i+1 : i+1]
		v := h[6] + int32((c5*A(h[0])+c4*A(h[1])+c3*A(h[2])+c2*A(h[3])+c1*A(h[4])+c0*p)>>shift)
		h[6] = v
		p = A(v)
	}
}

func lpc8[A int32 | int64](s []int32, first int, c *[8]A, shift uint) {
	shift &= 31
	c0, c1, c2, c3, c4, c5, c6, c7 := c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]
	p := A(s[first-1])
	for i := first; i < len(s); i++ {
		h := s[i-8 : i+1 : i+1]
		v := h[8] + int32((c7*A(h[0])+c6*A(h[1])+c5*A(h[2])+c4*A(h[3])+
			c3*A(h[4])+c2*A(h[5])+c1*A(h[6])+c0*p)>>shift)
		h[8] = v
		p = A(v)
	}
}

func lpc10[A int32 | int64](s []int32, first int, c *[10]A, shift uint) {
	shift &= 31
	p := A(s[first-1])
	for i := first; i < len(s); i++ {
		h := s[i-10 : i+1 : i+1]
		v := h[10] + int32((c[9]*A(h[0])+c[8]*A(h[1])+c[7]*A(h[2])+c[6]*A(h[3])+c[5]*A(h[4])+
			c[4]*A(h[5])+c[3]*A(h[6])+c[2]*A(h[7])+c[1]*A(h[8])+c[0]*p)>>shift)
		h[10] = v
		p = A(v)
	}
}

func lpc12[A int32 | int64](s []int32, first int, c *[12]A, shift uint) {
	shift &= 31
	p := A(s[first-1])
	for i := first; i < len(s); i++ {
		h := s[i-12 : i+1 : i+1]
		v := h[12] + int32((c[11]*A(h[0])+c[10]*A(h[1])+c[9]*A(h[2])+c[8]*A(h[3])+c[7]*A(h[4])+c[6]*A(h[5])+
			c[5]*A(h[6])+c[4]*A(h[7])+c[3]*A(h[8])+c[2]*A(h[9])+c[1]*A(h[10])+c[0]*p)>>shift)
		h[12] = v
		p = A(v)
	}
}

// lpc32 serves the orders above 12, four taps at a time.
func lpc32[A int32 | int64](s []int32, first int, c *[history]A, order int, shift uint) {
	shift &= 31
	taps := (order + 3) &^ 3
	for i := first; i < len(s); i++ {
		h := s[i-history : i+1 : i+1]
		var sum A
		for j := taps - 4; j >= 0; j -= 4 {
			g := h[history-4-j : history-j : history-j]
			k := c[j : j+4 : j+4]
			sum += k[3]*A(g[0]) + k[2]*A(g[1]) + k[1]*A(g[2]) + k[0]*A(g[3])
		}
		h[history] += int32(sum >> shift)
	}
}
