package dsp

import "math"

// refine moves all of a product of two biquads at once by damped Gauss–Newton steps (K. Levenberg, 1944) on the error of
// the logarithm of the squared magnitude, which in the quads' coefficients has derivatives of one line. Where the basis
// holds the zeros, only the scale of the first numerator moves.
type refine struct {
	f    *fit
	goal [fitPoints]float64 // ln |H|²
	wt   [fitPoints]float64
	zero bool
}

// product is the candidate: squared magnitudes of two biquads; the second numerator and both denominators are 1 at φ0.
type product struct{ b, a, b2, a2 quad }

func (p product) positive() bool {
	for _, q := range [...]quad{p.b, p.a, p.b2, p.a2} {
		w := (math.Sqrt(q[0]) + math.Sqrt(q[1])) / 2
		if !(q[0] >= 0 && q[1] >= 0 && w*w+q[2] >= -1e-9*w*w) {
			return false
		}
	}
	return true
}

const unknowns = 8

// moved adds the step d to p.
func (r *refine) moved(p product, d *[unknowns]float64) product {
	if r.zero {
		g := math.Exp(d[0])
		p.b = quad{p.b[0] * g, p.b[1] * g, p.b[2] * g}
	} else {
		p.b[1] += d[0]
		p.b[2] += d[1]
	}
	p.a[1] += d[2]
	p.a[2] += d[3]
	p.b2[1] += d[4]
	p.b2[2] += d[5]
	p.a2[1] += d[6]
	p.a2[2] += d[7]
	return p
}

// residual gives Σ w·e² and the largest |e| in dB up to fitTop.
func (r *refine) residual(p product, e *[fitPoints]float64) (sum, worst float64) {
	for i, x := range r.f.x {
		if r.wt[i] == 0 {
			continue
		}
		e[i] = math.Log(p.b.at(x)*p.b2.at(x)/(p.a.at(x)*p.a2.at(x))) - r.goal[i]
		sum += r.wt[i] * e[i] * e[i]
		if r.f.in[i] {
			worst = max(worst, math.Abs(e[i])*10/math.Ln10)
		}
	}
	return sum, worst
}

func (r *refine) run(p product, iterations int) (product, float64) {
	var e [fitPoints]float64
	sum, worst := r.residual(p, &e)
	lambda := 1e-3
	for iter := 0; iter < iterations && worst > designGoal; iter++ {
		var m [unknowns][unknowns + 1]float64
		for i, x := range r.f.x {
			if r.wt[i] == 0 {
				continue
			}
			f1, f2 := x, 4*x*(1-x)
			b, a, b2, a2 := p.b.at(x), p.a.at(x), p.b2.at(x), p.a2.at(x)
			j := [unknowns]float64{f1 / b, f2 / b, -f1 / a, -f2 / a, f1 / b2, f2 / b2, -f1 / a2, -f2 / a2}
			if r.zero {
				j[0], j[1] = 1, 0
			}
			for k := range j {
				g := r.wt[i] * j[k]
				for l := 0; l <= k; l++ {
					m[k][l] += g * j[l]
				}
				m[k][unknowns] -= g * e[i]
			}
		}
		for k := range m {
			for l := range k {
				m[l][k] = m[k][l]
			}
		}
		better := false
		for try := 0; try < 8 && !better; try++ {
			d := eliminate(m, lambda)
			q := r.moved(p, &d)
			if q.positive() {
				var e2 [fitPoints]float64
				if s, w := r.residual(q, &e2); s < sum {
					p, sum, worst, e, better = q, s, w, e2, true
				}
			}
			if better {
				lambda = max(lambda/8, 1e-12)
			} else {
				lambda *= 6
			}
		}
		if !better {
			break
		}
	}
	return p, worst
}

// eliminate solves (M + λ·diag M)·d = r by Gauss without pivoting: the matrix is positive definite.
func eliminate(m [unknowns][unknowns + 1]float64, lambda float64) (d [unknowns]float64) {
	for k := range m {
		m[k][k] = m[k][k]*(1+lambda) + 1e-300
	}
	for c := range m {
		for i := c + 1; i < unknowns; i++ {
			g := m[i][c] / m[c][c]
			for j := c; j <= unknowns; j++ {
				m[i][j] -= g * m[c][j]
			}
		}
	}
	for i := unknowns - 1; i >= 0; i-- {
		v := m[i][unknowns]
		for j := i + 1; j < unknowns; j++ {
			v -= m[i][j] * d[j]
		}
		d[i] = v / m[i][i]
	}
	return d
}
