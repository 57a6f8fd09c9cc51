package dsp

import "math"

// normal gathers the normal equations of a least-squares problem of at most four unknowns.
type normal struct {
	m [4][4]float64
	r [4]float64
}

func (n *normal) add(row [4]float64, rhs float64) {
	for i := range row {
		for j := range row {
			n.m[i][j] += row[i] * row[j]
		}
		n.r[i] += row[i] * rhs
	}
}

// solve scales the unknowns to equal diagonals and eliminates with pivoting.
func (n *normal) solve(k int) (x [4]float64, ok bool) {
	var s [4]float64
	for i := 0; i < k; i++ {
		if n.m[i][i] <= 0 {
			return x, false
		}
		s[i] = 1 / math.Sqrt(n.m[i][i])
	}
	for i := 0; i < k; i++ {
		for j := 0; j < k; j++ {
			n.m[i][j] *= s[i] * s[j]
		}
		n.r[i] *= s[i]
	}
	for c := 0; c < k; c++ {
		p := c
		for i := c + 1; i < k; i++ {
			if math.Abs(n.m[i][c]) > math.Abs(n.m[p][c]) {
				p = i
			}
		}
		if math.Abs(n.m[p][c]) < 1e-14 {
			return x, false
		}
		n.m[c], n.m[p] = n.m[p], n.m[c]
		n.r[c], n.r[p] = n.r[p], n.r[c]
		for i := c + 1; i < k; i++ {
			g := n.m[i][c] / n.m[c][c]
			for j := c; j < k; j++ {
				n.m[i][j] -= g * n.m[c][j]
			}
			n.r[i] -= g * n.r[c]
		}
	}
	for i := k - 1; i >= 0; i-- {
		v := n.r[i]
		for j := i + 1; j < k; j++ {
			v -= n.m[i][j] * x[j]
		}
		x[i] = v / n.m[i][i]
	}
	for i := range x {
		x[i] *= s[i]
	}
	return x, true
}
