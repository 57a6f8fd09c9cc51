package mp3

import "math"

// The cosines of the 9-point DCT, cos(nπ/18), as constants so that they stand in the code.
const (
	c1 = 0.98480775301220805936674302458952
	c2 = 0.93969262078590838405410927732473
	c3 = 0.86602540378443864676372317075294
	c4 = 0.76604444311897803520239265055542
	c5 = 0.64278760968653932632264340990726
	c7 = 0.34202014332566873304409961468226
	c8 = 0.17364817766693034885171662676931
)

// dct9 is the DCT-II of 9 points, y[n] = Σ x[k]·cos(πn(2k+1)/18), by its even and odd parts.
func dct9(x, y *[9]float32) {
	s0, s1, s2, s3 := x[0]+x[8], x[1]+x[7], x[2]+x[6], x[3]+x[5]
	d0, d1, d2, d3 := x[0]-x[8], x[1]-x[7], x[2]-x[6], x[3]-x[5]
	c := x[4]
	half := s1 * 0.5
	sum := s0 + s2 + s3
	y[0] = sum + s1 + c
	y[6] = sum*0.5 - s1 - c
	y[2] = c2*s0 - c8*s2 - c4*s3 + (half - c)
	y[4] = c4*s0 - c2*s2 + c8*s3 - (half - c)
	y[8] = c8*s0 + c4*s2 - c2*s3 - (half - c)
	mid := d1 * c3
	y[3] = (d0 - d2 - d3) * c3
	y[1] = c1*d0 + c5*d2 + c7*d3 + mid
	y[5] = c5*d0 - c7*d2 + c1*d3 - mid
	y[7] = c7*d0 + c1*d2 - c5*d3 - mid
}

// dct4of18 is the DCT-IV of 18 points, y[n] = Σ x[k]·cos(π(2n+1)(2k+1)/72). With u[k] = 2x[k]·cos(π(2k+1)/72) the DCT-II U
// of u has U[n] = y[n]+y[n-1] and U[0] = 2y[0], by the addition theorem. U's even points are a DCT-II of 9 points, its odd
// ones a DCT-IV of 9, which takes the same way once more.
func (t *tables) dct4of18(x []float32, y *[18]float32) {
	var even, odd, e, o [9]float32
	x = x[:18]
	for k := range 9 {
		a, b := x[k]*t.pre18[k], x[17-k]*t.pre18[17-k]
		even[k] = a + b
		odd[k] = (a - b) * t.pre9[k]
	}
	dct9(&even, &e)
	dct9(&odd, &o)
	z := o[0] * 0.5
	v := e[0] * 0.5
	y[0] = v
	for n := range 8 {
		v = z - v
		y[2*n+1] = v
		v = e[n+1] - v
		y[2*n+2] = v
		z = o[n+1] - z
	}
	y[17] = z - v
}

// imdct36 transforms the 18 lines of a long block of subband sb, windows them and adds the half before. The 36 outputs of
// the IMDCT (clause 2.4.3.4.10.2) are y[9…17], then minus y backwards from 17 to 0, then minus y[0…8]; the signs are in the
// window. The first half goes to out at column sb, the second waits in overlap.
func (t *tables) imdct36(x []float32, win *[36]float32, overlap *[slots]float32, out *[granuleLen]float32, sb int) {
	var y [18]float32
	t.dct4of18(x, &y)
	o := out[sb&31:]
	for i := range 9 {
		o[32*i] = y[9+i]*win[i] + overlap[i]
		overlap[i] = y[8-i] * win[18+i]
	}
	for i := range 9 {
		o[32*(9+i)] = y[17-i]*win[9+i] + overlap[9+i]
		overlap[9+i] = y[i] * win[27+i]
	}
}

// imdct12 does the same with the three short blocks of a subband, which lie in the middle of the 36 samples, each 6 after
// the one before. Short blocks are rare enough for the plain sum.
func (t *tables) imdct12(x []float32, overlap *[slots]float32, out *[granuleLen]float32, sb int) {
	var s [36]float32
	x = x[:18]
	for w := range 3 {
		var y [6]float32
		for n := range y {
			c := &t.cos6[n]
			y[n] = x[w]*c[0] + x[w+3]*c[1] + x[w+6]*c[2] + x[w+9]*c[3] + x[w+12]*c[4] + x[w+15]*c[5]
		}
		p := s[6+6*w : 18+6*w]
		for i := range 3 {
			p[i] += y[3+i] * t.short[i]
			p[3+i] -= y[5-i] * t.short[3+i]
			p[6+i] -= y[2-i] * t.short[6+i]
			p[9+i] -= y[i] * t.short[9+i]
		}
	}
	if sb&1 != 0 {
		for i := 1; i < 36; i += 2 {
			s[i] = -s[i]
		}
	}
	for i := range slots {
		out[32*i+sb] = s[i] + overlap[i]
		overlap[i] = s[slots+i]
	}
}

// dct8 is the DCT-II of 8 points in place: X[n] = Σ x[k]·cos(πn(2k+1)/16), by the splitting that dct32 describes.
func dct8(x *[8]float32) {
	const (
		s80 = 0.50979557910415916894193980398784 // 1/(2cos(π/16)), and so on with 3, 5, 7
		s81 = 0.60134488693504528054372182390922
		s82 = 0.89997622313641570463850954094190
		s83 = 2.56291544774150617879608629617770
		s40 = 0.54119610014619698439972320536639 // 1/(2cos(π/8)), 1/(2cos(3π/8))
		s41 = 1.30656296487637652785664317342719
		s20 = math.Sqrt2 / 2
	)
	a0, a1, a2, a3 := x[0]+x[7], x[1]+x[6], x[2]+x[5], x[3]+x[4]
	b0, b1, b2, b3 := (x[0]-x[7])*s80, (x[1]-x[6])*s81, (x[2]-x[5])*s82, (x[3]-x[4])*s83
	p, q, r, s := a0+a3, a1+a2, (a0-a3)*s40, (a1-a2)*s41
	x[0], x[4] = p+q, (p-q)*s20
	u := (r - s) * s20
	x[2], x[6] = r+s+u, u
	p, q, r, s = b0+b3, b1+b2, (b0-b3)*s40, (b1-b2)*s41
	e0, e2 := p+q, (p-q)*s20
	u = (r - s) * s20
	e1, e3 := r+s+u, u
	x[1], x[3], x[5], x[7] = e0+e1, e1+e2, e2+e3, e3
}
