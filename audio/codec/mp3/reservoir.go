package mp3

// maxReach is how many bytes of earlier frames a frame may use: main_data_begin has 9 bits.
const maxReach = 511

// reservoir holds the main data of the frame at hand and before it what frames may still reach back to (clause 2.4.3.4.1).
type reservoir struct {
	buf [maxReach + maxFree + 2 + bitPadding]byte
	old int // bytes of earlier frames in buf
	n   int // bytes in all
}

// reset forgets what came before: the frames don't follow each other.
func (r *reservoir) reset() { r.old, r.n = 0, 0 }

// push makes main the data of the frame at hand.
func (r *reservoir) push(main []byte) {
	keep := min(r.n, maxReach)
	copy(r.buf[:], r.buf[r.n-keep:r.n])
	r.old = keep
	r.n = keep + copy(r.buf[keep:len(r.buf)-bitPadding], main)
	clear(r.buf[r.n : r.n+bitPadding])
}

// bits gives a reader whose bit 0 is the first one kept, which ends bitPadding bytes behind the data.
func (r *reservoir) bits() bits { return bits{buf: r.buf[:r.n+bitPadding]} }
