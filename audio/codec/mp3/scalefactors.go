package mp3

// scalefactors are those of one channel's granule, in the order in which they are coded: band after band, and for short
// blocks window after window in each band. Bands behind the coded ones have 0.
type scalefactors struct {
	v       [39]uint8
	illegal [39]bool // MPEG-2 intensity: the position that means "no intensity here"
}

// slens are the widths in bits of the two groups of MPEG-1 scale factors (clause 2.4.2.7, scalefac_compress).
var slens = [16][2]uint8{
	{0, 0}, {0, 1}, {0, 2}, {0, 3}, {3, 0}, {1, 1}, {1, 2}, {1, 3},
	{2, 1}, {2, 2}, {2, 3}, {3, 1}, {3, 2}, {3, 3}, {4, 2}, {4, 3},
}

// scfsiGroups are the first long bands of the groups that a granule may take over from the one before.
var scfsiGroups = [5]uint8{0, 6, 11, 16, 21}

// lsfCounts is how many scale factors have each of the four widths: [kind][block][group], block 0 long, 1 short, 2 mixed
// (13818-3 clause 2.4.3.2, nr_of_sfb).
var lsfCounts = [6][3][4]uint8{
	{{6, 5, 5, 5}, {9, 9, 9, 9}, {6, 9, 9, 9}},
	{{6, 5, 7, 3}, {9, 9, 12, 6}, {6, 9, 12, 6}},
	{{11, 10, 0, 0}, {18, 18, 0, 0}, {15, 18, 0, 0}},
	{{7, 7, 7, 0}, {12, 12, 12, 0}, {6, 15, 12, 0}},
	{{6, 6, 6, 3}, {12, 9, 9, 6}, {6, 12, 9, 6}},
	{{8, 8, 5, 0}, {15, 12, 9, 0}, {6, 18, 9, 0}},
}

// kind is the column of the band lists that the granule uses: 0 long, 1 short, 2 mixed.
func (g *granule) kind() int {
	switch {
	case g.blockType != blockShort:
		return 0
	case g.mixed:
		return 2
	default:
		return 1
	}
}

// read reads the scale factors of MPEG-1. keep is scfsi, of granule 1 alone.
func (s *scalefactors) read(b *bits, g *granule, keep *[4]bool) {
	w1, w2 := int(slens[g.compress][0]), int(slens[g.compress][1])
	if g.kind() == 0 {
		for grp := range 4 {
			if keep != nil && keep[grp] {
				continue
			}
			w := w1
			if grp >= 2 {
				w = w2
			}
			for i := scfsiGroups[grp]; i < scfsiGroups[grp+1]; i++ {
				s.v[i] = uint8(b.get(w))
			}
		}
		clear(s.v[21:])
		return
	}
	n1, n := 18, 36
	if g.mixed {
		n1, n = 17, 35
	}
	for i := range n1 {
		s.v[i] = uint8(b.get(w1))
	}
	for i := n1; i < n; i++ {
		s.v[i] = uint8(b.get(w2))
	}
	clear(s.v[n:])
}

// readLSF reads the scale factors of MPEG-2 and 2.5; right says that they are those of the second channel of a frame with
// intensity stereo, which are coded another way. It sets g.preflag.
func (s *scalefactors) readLSF(b *bits, g *granule, right bool) {
	var w [4]int
	var kind int
	c := g.compress
	switch {
	case right:
		c >>= 1
		switch {
		case c < 180:
			kind, w = 3, [4]int{c / 36, c % 36 / 6, c % 6, 0}
		case c < 244:
			c -= 180
			kind, w = 4, [4]int{c >> 4, c >> 2 & 3, c & 3, 0}
		default:
			c -= 244
			kind, w = 5, [4]int{c / 3, c % 3, 0, 0}
		}
	case c < 400:
		kind, w = 0, [4]int{(c >> 4) / 5, (c >> 4) % 5, c >> 2 & 3, c & 3}
	case c < 500:
		c -= 400
		kind, w = 1, [4]int{(c >> 2) / 5, (c >> 2) % 5, c & 3, 0}
	default:
		c -= 500
		kind, w = 2, [4]int{c / 3, c % 3, 0, 0}
		g.preflag = true
	}
	i := 0
	for grp, n := range lsfCounts[kind][g.kind()] {
		top := uint8(1<<w[grp] - 1)
		for range n {
			s.v[i] = uint8(b.get(w[grp]))
			s.illegal[i] = right && s.v[i] == top
			i++
		}
	}
	clear(s.v[i:])
	clear(s.illegal[i:])
}
