package mp3

// history is the state of one channel's polyphase synthesis: for each of the 32 points of the DCT its last 15 values and
// the 18 of the granule at hand, oldest first.
type history [subbands][15 + slots + 3]float32

// dct32 is the DCT-II of 32 points, X[n] = Σ x[k]·cos(πn(2k+1)/64), put into column at of h. Lee's splitting: the even
// points are the half-size transform of x[k]+x[31-k]; with the half-size transform G of (x[k]-x[31-k])/(2cos(π(2k+1)/64))
// the odd ones are X[2n+1] = G[n]+G[n+1].
func (t *tables) dct32(x *[subbands]float32, h *history, at int) {
	var a, b [2][16]float32
	for k := range 16 {
		p, q := x[k], x[31-k]
		a[0][k] = p + q
		a[1][k] = (p - q) * t.sec32[k]
	}
	for half := range a {
		var e, o [8]float32
		for k := range 8 {
			p, q := a[half][k], a[half][15-k]
			e[k] = p + q
			o[k] = (p - q) * t.sec16[k]
		}
		dct8(&e)
		dct8(&o)
		r := &b[half]
		for n := range 7 {
			r[2*n] = e[n]
			r[2*n+1] = o[n] + o[n+1]
		}
		r[14], r[15] = e[7], o[7]
	}
	for n := range 15 {
		h[2*n][at] = b[0][n]
		h[2*n+1][at] = b[1][n] + b[1][n+1]
	}
	h[30][at], h[31][at] = b[0][15], b[1][15]
}

// synthesize turns 18 rows of 32 subband samples into 576 samples (clause 2.4.3.4.10.5). The standard's vector V of 64
// values a row is a DCT-II X of 32 with its symmetry spelt out: V[i] is X[16+i] for i < 16, 0 for 16, -X[48-i] up to 48 and
// -X[i-48] beyond. So the outputs j and 32-j are sums over the same values, X[16+j] of the even rows back and X[16-j] of
// the odd ones, with other taps of the window.
func (t *tables) synthesize(sub *[granuleLen]float32, h *history, out []float32) {
	for r := range slots {
		t.dct32((*[subbands]float32)(sub[32*r:]), h, 15+r)
	}
	out = out[:granuleLen]
	for j := 1; j < 16; j++ {
		c := &t.taps[j]
		for r := range slots {
			x := (*[16]float32)(h[16+j][r:])
			y := (*[16]float32)(h[16-j][r:])
			a := x[15]*c[0] + x[13]*c[4] + x[11]*c[8] + x[9]*c[12]
			b := x[15]*c[2] + x[13]*c[6] + x[11]*c[10] + x[9]*c[14]
			a += x[7]*c[16] + x[5]*c[20] + x[3]*c[24] + x[1]*c[28]
			b += x[7]*c[18] + x[5]*c[22] + x[3]*c[26] + x[1]*c[30]
			a += y[14]*c[1] + y[12]*c[5] + y[10]*c[9] + y[8]*c[13]
			b += y[14]*c[3] + y[12]*c[7] + y[10]*c[11] + y[8]*c[15]
			a += y[6]*c[17] + y[4]*c[21] + y[2]*c[25] + y[0]*c[29]
			b += y[6]*c[19] + y[4]*c[23] + y[2]*c[27] + y[0]*c[31]
			o := (*[32]float32)(out[32*r:])
			o[j], o[32-j] = a, b
		}
	}
	c, d := &t.taps[0], &t.taps16
	for r := range slots {
		x := (*[16]float32)(h[16][r:])
		y := (*[16]float32)(h[0][r:])
		var a, b float32
		for i := range 8 {
			a += x[15-2*i]*c[4*i] + x[14-2*i]*c[4*i+1]
			b += y[14-2*i] * d[i]
		}
		out[32*r], out[32*r+16] = a, b
	}
	for n := range h {
		copy(h[n][:15], h[n][slots:])
	}
}
