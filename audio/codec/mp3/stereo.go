package mp3

import "math"

// stereo turns the coded channels of a joint stereo granule into left and right, in place (clause 2.4.3.4.9). limit is
// the line behind the last that isn't zero in either.
//
// Intensity is used in the bands above the last one in which the right channel has a line that isn't zero, for short
// blocks in each window on its own. There the right channel's scale factors are positions between the loudspeakers. The
// highest band has no scale factor and takes the position of the one below.
func (t *tables) stereo(h *header, left, right *[granuleLen]float32, g *granule, s *scalefactors, limit int) {
	ms, intensity := h.modeExt&2 != 0, h.modeExt&1 != 0
	if !intensity {
		if ms {
			midSide(left[:limit], right[:limit])
		}
		return
	}
	list := &t.bands[g.kind()]
	var found [3]bool
	for i := list.n - 1; i >= 0; i-- {
		b := &list.b[i]
		if b.first >= limit {
			continue
		}
		l, r := left[b.first:b.end], right[b.first:b.end]
		w := max(0, int(b.window))
		if b.window < 0 && (found[1] || found[2]) {
			found[0] = true
		}
		for k := 0; k < len(r) && !found[w]; k++ {
			found[w] = r[k] != 0
		}
		if !found[w] {
			if k, ok := t.position(h, g, s, b); ok {
				for j, x := range l {
					l[j], r[j] = x*k[0], x*k[1]
				}
				continue
			}
		}
		if ms {
			midSide(l, r)
		}
	}
}

// position gives the two factors of an intensity band; ok is false where the position is the one that means that the band
// isn't intensity coded.
func (t *tables) position(h *header, g *granule, s *scalefactors, b *band) (k [2]float32, ok bool) {
	i := b.scale
	if b.window < 0 && b.sfb == 21 {
		i--
	} else if b.window >= 0 && b.sfb == 12 {
		i -= 3
	}
	p := s.v[i]
	if h.lsf {
		return t.ratio2[g.compress&1][p&31], !s.illegal[i]
	}
	if p >= 7 {
		return k, false
	}
	return t.ratio[p], true
}

func midSide(left, right []float32) {
	right = right[:len(left)]
	for i, m := range left {
		s := right[i]
		left[i] = (m + s) * (1 / math.Sqrt2)
		right[i] = (m - s) * (1 / math.Sqrt2)
	}
}
