package mp3

// granuleLen is the number of frequency lines, and of samples, of a granule: 32 subbands of 18.
const (
	granuleLen = 576
	subbands   = 32
	slots      = 18 // lines of a subband in a granule, and samples of it
)

// longBands are the first lines of the scale factor bands of long blocks, by header.rateIdx (ISO/IEC 11172-3 Table
// 3-B.8; 13818-3 Table B.2; the MPEG-2.5 rows are the encoders' convention).
var longBands = [9][23]uint16{
	{0, 4, 8, 12, 16, 20, 24, 30, 36, 44, 52, 62, 74, 90, 110, 134, 162, 196, 238, 288, 342, 418, 576},
	{0, 4, 8, 12, 16, 20, 24, 30, 36, 42, 50, 60, 72, 88, 106, 128, 156, 190, 230, 276, 330, 384, 576},
	{0, 4, 8, 12, 16, 20, 24, 30, 36, 44, 54, 66, 82, 102, 126, 156, 194, 240, 296, 364, 448, 550, 576},
	{0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 116, 140, 168, 200, 238, 284, 336, 396, 464, 522, 576},
	{0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 114, 136, 162, 194, 232, 278, 332, 394, 464, 540, 576},
	{0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 116, 140, 168, 200, 238, 284, 336, 396, 464, 522, 576},
	{0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 116, 140, 168, 200, 238, 284, 336, 396, 464, 522, 576},
	{0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 116, 140, 168, 200, 238, 284, 336, 396, 464, 522, 576},
	{0, 12, 24, 36, 48, 60, 72, 88, 108, 132, 160, 192, 232, 280, 336, 400, 476, 566, 568, 570, 572, 574, 576},
}

// shortBands are the same for short blocks, in lines of one of the three windows.
var shortBands = [9][14]uint16{
	{0, 4, 8, 12, 16, 22, 30, 40, 52, 66, 84, 106, 136, 192},
	{0, 4, 8, 12, 16, 22, 28, 38, 50, 64, 80, 100, 126, 192},
	{0, 4, 8, 12, 16, 22, 30, 42, 58, 78, 104, 138, 180, 192},
	{0, 4, 8, 12, 18, 24, 32, 42, 56, 74, 100, 132, 174, 192},
	{0, 4, 8, 12, 18, 26, 36, 48, 62, 80, 104, 136, 180, 192},
	{0, 4, 8, 12, 18, 26, 36, 48, 62, 80, 104, 134, 174, 192},
	{0, 4, 8, 12, 18, 26, 36, 48, 62, 80, 104, 134, 174, 192},
	{0, 4, 8, 12, 18, 26, 36, 48, 62, 80, 104, 134, 174, 192},
	{0, 8, 16, 24, 36, 52, 72, 96, 124, 160, 162, 164, 166, 192},
}

// pretab is added to the scale factors of a granule with preflag (Table 3-B.6).
var pretab = [22]uint8{11: 1, 1, 1, 1, 2, 2, 3, 3, 3, 2, 0}

// band is one scale factor band of a granule as its lines are coded: bands of long blocks, and for short blocks three
// bands in a row, one a window.
type band struct {
	first, end int  // lines
	scale      int  // index of its scale factor in scalefactors.v
	window     int8 // 0…2, or -1 for a long block
	sfb        int8 // number of the band, long or short
}

// bandList is the bands of one kind of block at one sample rate.
type bandList struct {
	n     int // number of bands
	nLong int // of which long
	b     [39]band
}

// set makes the list. Kinds: 0 long, 1 short, 2 mixed, where the lines below the third short band are long (36 lines, 72
// at 8000 Hz).
func (l *bandList) set(rateIdx uint8, kind int) {
	*l = bandList{}
	long, short := &longBands[rateIdx], &shortBands[rateIdx]
	line, s := 0, 0
	if kind != 1 {
		for i := 0; i < 22 && (kind == 0 || int(long[i]) < 3*int(short[3])); i++ {
			l.b[l.n] = band{int(long[i]), int(long[i+1]), i, -1, int8(i)}
			l.n++
			line = int(long[i+1])
		}
		l.nLong = l.n
		s = 3
	}
	if kind == 0 {
		return
	}
	scale := l.n
	for ; s < 13; s++ {
		width := int(short[s+1] - short[s])
		for w := range int8(3) {
			l.b[l.n] = band{line, line + width, scale, w, int8(s)}
			line += width
			scale++
			l.n++
		}
	}
}
