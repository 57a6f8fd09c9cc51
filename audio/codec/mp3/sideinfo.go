package mp3

import "errors"

// granule is what the side information says of one channel's granule (clause 2.4.1.7), with the region boundaries
// already turned into lines.
type granule struct {
	part23Len   int      // bits of scale factors and Huffman codes
	bigLines    int      // lines coded as pairs, even, ≤ 576
	region1     int      // first line of region 1
	region2     int      // first line of region 2
	globalGain  int      // 0…255
	compress    int      // scalefac_compress: 4 bits, 9 in MPEG-2
	blockType   uint8    // blockLong…blockStop
	mixed       bool     // short blocks, but for the lowest lines
	table       [3]uint8 // Huffman table of each region
	subGain     [3]uint8 // subblock_gain of each short window
	preflag     bool
	scaleShift  uint8 // 1: scale factors count half steps of 2^-0.5; 2: steps of 2^-1 (as a shift of quarters of an octave)
	count1Table uint8 // 0 = A, 1 = B
}

// The block types, as coded.
const (
	blockLong  = 0
	blockStart = 1
	blockShort = 2
	blockStop  = 3
)

// sideInfo is the side information of one frame.
type sideInfo struct {
	mainBegin int           // bytes before this frame's main data at which its main data begins
	scfsi     [2][4]bool    // [channel][group]: granule 1 takes over granule 0's scale factors
	gr        [2][2]granule // [granule][channel]
}

// errSideInfo: the side information contradicts itself.
var errSideInfo = errors.New("side information contradicts itself")

// parse reads the side information from p, which holds bitPadding bytes more than it is long.
func (s *sideInfo) parse(h *header, p []byte) error {
	b := bits{buf: p}
	nch := h.channels()
	if h.lsf {
		s.mainBegin = int(b.get(8))
		b.get(nch) // private bits
	} else {
		s.mainBegin = int(b.get(9))
		b.get(7 - 2*nch)
		for ch := range nch {
			for i := range s.scfsi[ch] {
				s.scfsi[ch][i] = b.flag()
			}
		}
	}
	for gr := range h.granules() {
		for ch := range nch {
			if err := s.gr[gr][ch].parse(h, &b); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *granule) parse(h *header, b *bits) error {
	*g = granule{}
	g.part23Len = int(b.get(12))
	g.bigLines = 2 * int(b.get(9))
	g.globalGain = int(b.get(8))
	if h.lsf {
		g.compress = int(b.get(9))
	} else {
		g.compress = int(b.get(4))
	}
	bad := g.bigLines > granuleLen
	if b.flag() { // window_switching_flag
		g.blockType = uint8(b.get(2))
		g.mixed = b.flag()
		g.table[0], g.table[1] = uint8(b.get(5)), uint8(b.get(5))
		for i := range g.subGain {
			g.subGain[i] = uint8(b.get(3))
		}
		bad = bad || g.blockType == blockLong
		// The boundary isn't coded here: 8 bands of long blocks, or 9 of short ones, that is 3 in each of 3 windows.
		g.region1 = int(longBands[h.rateIdx][8])
		if g.blockType == blockShort {
			g.region1 = 3 * int(shortBands[h.rateIdx][3])
		} else {
			g.mixed = false
		}
		g.region2 = granuleLen
	} else {
		for i := range g.table {
			g.table[i] = uint8(b.get(5))
		}
		r0 := int(b.get(4)) + 1
		r1 := r0 + int(b.get(3)) + 1
		g.region1 = int(longBands[h.rateIdx][min(r0, 22)])
		g.region2 = int(longBands[h.rateIdx][min(r1, 22)])
	}
	if !h.lsf {
		g.preflag = b.flag()
	}
	g.scaleShift = 1 + uint8(b.get(1))
	g.count1Table = uint8(b.get(1))
	if bad {
		return errSideInfo
	}
	return nil
}
