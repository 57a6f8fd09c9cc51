package mp3

// indexStep is how many frames apart the index knows their places: 8 bytes for a third of a second.
const indexStep = 16

// walker numbers the frames that the scanner finds and remembers the place of every 16th. A frame whose header was
// damaged has a number too, so that what follows keeps its place in time.
type walker struct {
	scan    scanner
	n       int64   // number of the next frame
	pending found   // the frame behind a lost one
	has     bool    // pending holds
	owed    bool    // the lost frame comes first
	index   []int64 // offset of frame 16·i; the offset's complement where a lost frame comes before the one there
}

// next gives the next frame or, with data nil, a lost one. ok is false at the end.
func (w *walker) next() (f found, ok bool, err error) {
	switch {
	case !w.has:
		if f, ok, err = w.scan.next(); !ok {
			return found{}, false, err
		}
		if f.lost {
			w.pending, w.has = f, true
			f.data = nil
		}
	case w.owed:
		f, w.owed = w.pending, false
		f.data = nil
	default:
		f, w.has = w.pending, false
	}
	if w.n == indexStep*int64(len(w.index)) {
		off := f.off
		if w.has { // and so this is the lost one
			off = ^off
		}
		w.index = append(w.index, off)
	}
	w.n++
	return f, true, nil
}

// jump goes to frame 16·i, which the index must hold.
func (w *walker) jump(i int) error {
	off, lost := w.index[i], false
	if off < 0 {
		off, lost = ^off, true
	}
	if err := w.scan.w.jump(off); err != nil {
		return err
	}
	w.n = indexStep * int64(i)
	w.has, w.owed = false, false
	w.scan.prevLen = 0
	if lost {
		f, ok, err := w.scan.next()
		if !ok {
			return err
		}
		f.gap, f.lost = true, true
		w.pending, w.has, w.owed = f, true, true
	}
	return nil
}

// reach extends the index to entry i by walking over the headers. It leaves the walker anywhere.
func (w *walker) reach(i int) error {
	if len(w.index) > i {
		return nil
	}
	if len(w.index) > 0 {
		if err := w.jump(len(w.index) - 1); err != nil {
			return err
		}
	}
	for len(w.index) <= i {
		if _, ok, err := w.next(); !ok {
			return err
		}
	}
	return nil
}
