package mp3

// dequantize scales the lines below limit by their bands' gains (clause 2.4.3.4.7.1):
// 2^((global_gain-210)/4 - 2·subblock_gain - scale·(factor+pretab)). xr holds sign·|x|^(4/3).
func (t *tables) dequantize(xr *[granuleLen]float32, g *granule, s *scalefactors, limit int) {
	list := &t.bands[g.kind()]
	base := gainBias - 210 + g.globalGain
	for i := range list.n {
		b := &list.b[i]
		if b.first >= limit {
			return
		}
		e := int(s.v[b.scale])
		if b.window < 0 {
			if g.preflag {
				e += int(pretab[b.sfb])
			}
			e <<= g.scaleShift
		} else {
			e = e<<g.scaleShift + 8*int(g.subGain[b.window])
		}
		gain := t.gain[base-e]
		lines := xr[b.first:min(b.end, limit)]
		for k := range lines {
			lines[k] *= gain
		}
	}
}

// reorder puts the lines of short blocks, which are coded window after window in each band, into the order of frequency,
// the three windows beside each other. It returns limit, moved up to the end of the band it lies in where that is reordered.
func (t *tables) reorder(xr, tmp *[granuleLen]float32, g *granule, limit int) int {
	if g.blockType != blockShort {
		return limit
	}
	reached := limit
	list := &t.bands[g.kind()]
	for i := list.nLong; i+2 < list.n; i += 3 {
		first, end := list.b[i].first, list.b[i+2].end
		if first >= limit {
			break
		}
		reached = end
		width := (end - first) / 3
		copy(tmp[first:end], xr[first:end])
		for w := range 3 {
			from := tmp[first+w*width : first+(w+1)*width]
			to := xr[first+w : end]
			for k, v := range from {
				to[3*k] = v
			}
		}
	}
	return reached
}
