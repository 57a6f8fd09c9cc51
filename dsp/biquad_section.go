package dsp

// slot is one section of an EQ at work: the filter that sounds and, during a glide, the one that takes over.
type slot struct {
	set    Section   // as last asked for
	target [2]Coeffs // its design
	due    bool      // target waits for a grid point at which no glide is under way
	now    [2]biquad
	next   [2]biquad
	done   int // frames of the glide
	left   int // frames of the glide to come; 0: none is under way
}

func (s *slot) active() bool {
	return s.due || s.left > 0 || s.now[0].on || s.now[1].on
}

// snap makes the target sound at once; what the filters rang with rings on.
func (s *slot) snap() {
	for j := range s.now {
		s.now[j].c, s.now[j].on = s.target[j], s.target[j] != identity
	}
	s.due, s.left = false, 0
}

func (s *slot) reset() {
	s.snap()
	for j := range s.now {
		s.now[j].l, s.now[j].r = past{}, past{}
	}
}

// tick is the work of a grid point.
func (s *slot) tick(glide int) {
	if s.due && s.left == 0 {
		s.due = false
		if s.target[0] != s.now[0].c || s.target[1] != s.now[1].c {
			for j := range s.next {
				s.next[j].start(s.target[j])
			}
			s.done, s.left = 0, glide
		}
	}
	for j := range s.now {
		s.now[j].tidy()
		if s.left > 0 {
			s.next[j].tidy()
		}
	}
}

// process works on at most Grid frames that don't cross a grid point; scratch holds twice as many.
func (s *slot) process(l, r []float64, scratch *[2][Grid]float64) {
	if s.left == 0 {
		s.now[0].process(l, r)
		s.now[1].process(l, r)
		return
	}
	u, v := scratch[0][:len(l)], scratch[1][:len(r)]
	copy(u, l)
	copy(v, r)
	s.now[0].process(l, r)
	s.now[1].process(l, r)
	s.next[0].process(u, v)
	s.next[1].process(u, v)
	k := 1 / float64(s.done+s.left)
	for i := range l {
		t := float64(s.done+i+1) * k
		g := t * t * (3 - 2*t) // level at both ends, where a bend could be heard
		l[i] += g * (u[i] - l[i])
		r[i] += g * (v[i] - r[i])
	}
	s.done += len(l)
	if s.left -= len(l); s.left == 0 {
		s.now = s.next
	}
}
