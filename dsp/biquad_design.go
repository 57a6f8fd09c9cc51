package dsp

import "math"

// Design makes the digital filters whose product follows the magnitude of the analogue prototype up to Nyquist, minimum
// phase (the zeros of Notch and HighPass lie on the unit circle). The section must have passed Check.
//
// The bilinear transform squeezes everything above about a quarter of the rate. Instead, after M. Vicanek, "Matched Second
// Order Digital Filters" (2016), squared magnitudes are written as B0·φ0 + B1·φ1 + B2·φ2 with φ1 = sin²(ω/2), φ0 = 1−φ1,
// φ2 = 4·φ0·φ1, in which every positive pair of numerator and denominator has exactly one stable minimum-phase filter. The
// poles start where impulse invariance puts them; numerator, then both, are fitted to the prototype by weighted least
// squares of the relative error (C. Sanathanan, J. Koerner, "Transfer function synthesis as a ratio of two complex
// polynomials", 1963), and the best iterate wins. One biquad can't bend enough for a strong or narrow section near
// Nyquist (0.15 dB off at ±12 dB): there a second one is fitted to what is left; else it is the identity.
func (s Section) Design(rate int) (first, second Coeffs) {
	first, second = Coeffs{B0: 1}, Coeffs{B0: 1}
	if s.Flat() {
		return first, second
	}
	var f fit
	f.init(s, 2*math.Pi*s.Freq/float64(rate))
	first = f.bilinear(s)
	worst := f.error(first)
	if worst <= designGoal {
		return first, second
	}
	a, b, e := f.solve(f.poles(s), f.numeratorBasis(), 4)
	if c, ok := factor(a, b); ok && e < worst {
		first, worst = c, e
	}
	if worst <= designGoal {
		return first, second
	}
	a, b = power(1, first.A1, first.A2), power(first.B0, first.B1, first.B2)
	r := refine{f: &f, wt: f.wt, zero: f.zeroFixed()}
	for i := range r.goal {
		r.goal[i] = math.Log(f.t[i])
	}
	g := 1 / a[0]
	p := product{b: quad{b[0] * g, b[1] * g, b[2] * g}, a: quad{1, a[1] * g, a[2] * g}, a2: norm(power(1, 1, 0.25))}
	p.b2 = norm(power(1, 1.1, 0.3))
	p, e = r.run(p, 40)
	c, ok1 := factor(p.a, p.b)
	d, ok2 := factor(p.a2, p.b2)
	if ok1 && ok2 && e < worst {
		first, second = c, d
	}
	return first, second
}

// The frequencies at which a design is compared with its prototype.
const (
	fitEven   = 20 // spread over the whole band
	fitBeyond = 3  // above fitTop, to Nyquist: so that nothing odd happens there
	fitPoints = 48 // in all; the rest lie around the section's frequency
)

// fitTop is the highest frequency that a design must meet closely, as a share of Nyquist: 20 kHz at 44.1 kHz.
const fitTop = 20000.0 / 22050

// designGoal is the error in dB below which a design isn't improved any further.
const designGoal = 0.02

type fit struct {
	kind Kind
	w0   float64
	t0   float64            // |H|² at 0
	x    [fitPoints]float64 // φ1
	t    [fitPoints]float64 // |H|²
	wt   [fitPoints]float64 // weight
	in   [fitPoints]bool    // counts in the error
}

func (f *fit) init(s Section, w0 float64) {
	f.kind, f.w0, f.t0 = s.Kind, w0, s.power(0)
	inner := min(0.15, 1.2/s.Q) // closest around the middle where the section is narrow
	for i := range f.x {
		var w float64
		switch {
		case i < fitEven: // to fitTop, closer together towards it
			w = math.Pi * fitTop * math.Sin(math.Pi/2*(float64(i)+0.5)/(fitEven-0.5))
		case i < fitEven+fitBeyond:
			w = math.Pi * (fitTop + (1-fitTop)*float64(i-fitEven+1)/fitBeyond)
		default: // around the section's own frequency
			j := float64(i-fitEven-fitBeyond)/(fitPoints-fitEven-fitBeyond-1)*2 - 1
			w = min(w0*math.Exp(2.5*j*(inner+(1-inner)*j*j)), math.Pi*fitTop)
		}
		sn := math.Sin(w / 2)
		f.x[i] = sn * sn
		f.t[i] = s.power(w / w0)
		f.wt[i] = 1
		f.in[i] = w <= math.Pi*fitTop*1.01 && f.t[i] > 1e-5
		if w > math.Pi*fitTop*1.01 {
			f.wt[i] = 0.02
		}
		if f.t[i] < 1e-5 { // the bottom of a notch or of a high-pass needs no relative exactness
			f.t[i], f.wt[i] = 1e-5, 0
		}
	}
}

// solve fits one biquad to t, starting from the poles a, over the given number of iterations in which both move.
func (f *fit) solve(a quad, free basis, iterations int) (bestA, bestB quad, worst float64) {
	worst = math.Inf(1)
	b, ok := f.numerator(free, a)
	for iter := 0; ok; iter++ {
		if c, positive := factor(a, b); positive {
			if e := f.error(c); e < worst {
				bestA, bestB, worst = a, b, e
			}
		}
		if worst <= designGoal || iter == iterations {
			break
		}
		a, b, ok = f.both(free, a)
	}
	return bestA, bestB, worst
}

// error is the largest difference in dB from the prototype up to fitTop.
func (f *fit) error(c Coeffs) float64 {
	a, b := power(1, c.A1, c.A2), power(c.B0, c.B1, c.B2)
	worst := 0.0
	for i, x := range f.x {
		if !f.in[i] {
			continue
		}
		if e := math.Abs(10 * math.Log10(b.at(x)/(a.at(x)*f.t[i]))); !(e <= worst) {
			worst = e
		}
	}
	return worst
}

// poles are those of the impulse-invariant transform, as a quad.
func (f *fit) poles(s Section) quad {
	_, d := s.prototype()
	wn := f.w0 * math.Sqrt(d[0]/d[2])
	zeta := d[1] / (2 * math.Sqrt(d[0]*d[2]))
	if wn > 3 {
		wn = 3
	}
	var a1 float64
	if zeta < 1 {
		a1 = -2 * math.Exp(-zeta*wn) * math.Cos(wn*math.Sqrt(1-zeta*zeta))
	} else {
		r := wn * math.Sqrt(zeta*zeta-1)
		a1 = -math.Exp(r-zeta*wn) - math.Exp(-r-zeta*wn)
	}
	a2 := math.Exp(-2 * zeta * wn)
	return power(1, a1, a2)
}

// bilinear is the bilinear transform that is exact at the section's frequency: closest where that is far below Nyquist.
func (f *fit) bilinear(s Section) Coeffs {
	n, d := s.prototype()
	k := math.Tan(f.w0 / 2)
	poly := func(c [3]float64) (c0, c1, c2 float64) {
		p, q, r := c[0]*k*k, c[1]*k, c[2]
		return p + q + r, 2 * (p - r), p - q + r
	}
	b0, b1, b2 := poly(n)
	a0, a1, a2 := poly(d)
	return Coeffs{b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0}
}

// basis is the quads, n of them, whose weighted sum the numerator may be.
type basis struct {
	q [2]quad
	n int
}

func (f *fit) numeratorBasis() basis {
	switch f.kind {
	case HighPass:
		return basis{[2]quad{{0, 1, -0.25}}, 1} // x²
	case Notch:
		x0 := sq(math.Sin(f.w0 / 2))
		// (x−x0)² = x0²φ0 + (1−x0)²φ1 − φ2/4
		return basis{[2]quad{{x0 * x0, sq(1 - x0), -0.25}}, 1}
	default:
		return basis{[2]quad{{0, 1, 0}, {0, 0, 1}}, 2}
	}
}

// zeroFixed tells whether the basis already holds the zeros, so that the numerator has no part given by the gain at 0.
func (f *fit) zeroFixed() bool { return f.kind == HighPass || f.kind == Notch }

func (f *fit) fixed(a quad) quad {
	if f.zeroFixed() {
		return quad{}
	}
	return quad{f.t0 * a[0], 0, 0}
}

func (f *fit) numerator(free basis, a quad) (quad, bool) {
	var n normal
	fx := f.fixed(a)
	for i, x := range f.x {
		w := f.wt[i] / (f.t[i] * a.at(x))
		var row [4]float64
		for j, q := range free.q[:free.n] {
			row[j] = q.at(x) * w
		}
		n.add(row, f.wt[i]-fx.at(x)*w)
	}
	sol, ok := n.solve(free.n)
	b := fx
	for j, q := range free.q[:free.n] {
		for k := range b {
			b[k] += sol[j] * q[k]
		}
	}
	return b, ok
}

func (f *fit) both(free basis, a quad) (na, nb quad, ok bool) {
	var n normal
	m := free.n
	fx := f.fixed(a)
	for i, x := range f.x {
		w := f.wt[i] / (f.t[i] * a.at(x))
		var row [4]float64
		for j, q := range free.q[:free.n] {
			row[j] = q.at(x) * w
		}
		row[m] = -f.t[i] * x * w
		row[m+1] = -f.t[i] * 4 * x * (1 - x) * w
		n.add(row, (f.t[i]*a[0]*(1-x)-fx.at(x))*w)
	}
	sol, ok := n.solve(m + 2)
	na = quad{a[0], sol[m], sol[m+1]}
	nb = fx
	for j, q := range free.q[:free.n] {
		for k := range nb {
			nb[k] += sol[j] * q[k]
		}
	}
	return na, nb, ok
}
