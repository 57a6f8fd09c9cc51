package mp3

// channel is the state that one channel carries from granule to granule.
type channel struct {
	overlap [subbands][slots]float32 // second halves of the last IMDCT
	active  int                      // subbands from this one on have an overlap of zero
	hist    history
}

// hybrid turns the lines of a granule, in the order of frequency and zero from limit on, into 18 rows of 32 subband
// samples (clauses 2.4.3.4.10.1 to 4): alias reduction, IMDCT, window, overlap, frequency inversion. xr is destroyed.
func (t *tables) hybrid(xr *[granuleLen]float32, g *granule, limit int, c *channel, out *[granuleLen]float32) {
	long := subbands // subbands below this one are of long blocks
	switch g.kind() {
	case 1:
		long = 0
	case 2:
		long = t.bands[2].b[t.bands[2].nLong].first / slots
	}
	// A boundary beside a subband with content puts content on its other side.
	active := (limit + slots - 1) / slots
	for sb := 1; sb < min(long, active+1); sb++ {
		lo := (*[8]float32)(xr[slots*sb-8:])
		hi := (*[8]float32)(xr[slots*sb:])
		for i := range 8 {
			u, d := lo[7-i], hi[i]
			lo[7-i] = u*t.cs[i] - d*t.ca[i]
			hi[i] = d*t.cs[i] + u*t.ca[i]
		}
	}
	active = min(active+1, subbands)

	kind := g.blockType
	for sb := range active {
		x := xr[slots*sb : slots*sb+slots]
		if sb >= long {
			t.imdct12(x, &c.overlap[sb], out, sb)
			continue
		}
		if kind == blockShort {
			kind = blockLong // the long part of a mixed granule
		}
		t.imdct36(x, &t.win[sb&1][kind], &c.overlap[sb], out, sb)
	}
	for sb := active; sb < c.active; sb++ {
		for i, v := range c.overlap[sb] {
			out[32*i+sb] = v
		}
		c.overlap[sb] = [slots]float32{}
	}
	for sb := max(active, c.active); sb < subbands; sb++ {
		for i := range slots {
			out[32*i+sb] = 0
		}
	}
	c.active = active
}
