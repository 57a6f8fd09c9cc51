package mp3

import "errors"

const (
	// maxJunk bounds the search for the first frame, behind the tags.
	maxJunk = 128 << 10
	// maxResync bounds the search for the next frame after the stream was lost: half a minute of it at 320 kbit/s.
	maxResync = 1 << 20
	// maxFree is the longest frame of a free format stream that is searched for.
	maxFree = 8 << 10
)

// errNoSync: no frame was found within the bound.
var errNoSync = errors.New("no further frame found")

// scanner walks from frame header to frame header. What it finds at an offset depends on the bytes from that offset on
// and on the length of the frame before alone, so that a walk that begins at any frame finds what a walk from the start
// finds.
type scanner struct {
	w       *window
	ref     header // the first frame: what all others must agree with
	freeLen int    // length without padding of a free format stream's frames
	prevLen int    // length of the frame before, for judging a gap
}

// found is one step of the scanner.
type found struct {
	head header
	data []byte // the whole frame, valid until the next step; nil where gap says that a frame was lost
	off  int64  // offset of the frame's first byte
	gap  bool   // bytes before this frame weren't part of the stream
	lost bool   // the gap is about as long as one frame: it stands for a frame whose header is damaged
}

// length is the frame's length in bytes, by the header or by the stream's free format.
func (s *scanner) length(h *header) int {
	if n := h.frameLen(); n > 0 {
		return n
	}
	return s.freeLen + int(h.padding)
}

// at tells whether a frame of the stream begins at p.
func (s *scanner) at(p []byte) (header, int, bool) {
	h, ok := parseHeader(p)
	if !ok || !h.sameStream(&s.ref) {
		return h, 0, false
	}
	n := s.length(&h)
	return h, n, n >= headerLen+h.sideInfoLen()
}

// chain tells whether p begins with links frames, or with fewer that end exactly where the bytes end.
func (s *scanner) chain(p []byte, links int) bool {
	for i := range links {
		if len(p) == 0 && i > 0 {
			return true
		}
		_, n, ok := s.at(p)
		if !ok {
			return false
		}
		if n > len(p) {
			return i > 0
		}
		p = p[n:]
	}
	return true
}

// next finds the next frame. walk says that only its place is wanted: the data stays nil, but the whole frame must be
// there all the same. ok is false at the end of the stream, with a nil error where the bytes ended.
func (s *scanner) next() (f found, ok bool, err error) {
	p := s.w.peek(headerLen)
	h, n, good := s.at(p)
	if !good {
		start := s.w.pos
		if ok, err = s.resync(); !ok {
			return found{}, false, err
		}
		f.gap = true
		skipped := int(s.w.pos - start)
		f.lost = s.prevLen > 0 && skipped > s.prevLen/2 && skipped < s.prevLen*3/2
		h, n, _ = s.at(s.w.peek(headerLen))
	}
	p = s.w.peek(n)
	if len(p) < n {
		return found{}, false, s.w.failure()
	}
	f.head, f.data, f.off = h, p, s.w.pos
	s.w.skip(n)
	s.prevLen = n
	return f, true, nil
}

// resync moves to the next place where two frames follow each other, past tags that stand in the middle of a file that
// was put together from several.
func (s *scanner) resync() (bool, error) {
	limit := s.w.pos + maxResync
	for s.w.pos < limit {
		p := s.w.peek(chunkLen)
		if n := tagLen(p); n > 0 && n <= len(p) {
			s.w.skip(n)
			limit = s.w.pos + maxResync
			s.prevLen = 0
			continue
		}
		whole := len(p) < chunkLen // the view ends here
		i := 0
		for ; i+headerLen <= len(p); i++ {
			if p[i] != 0xff {
				continue
			}
			if !whole && i > chunkLen-3*maxFree {
				break
			}
			if s.chain(p[i:], 2) {
				s.w.skip(i)
				return true, nil
			}
		}
		if i == 0 { // a lone candidate at the very end of a short view
			i = 1
		}
		if whole && i+headerLen > len(p) {
			return false, s.w.failure()
		}
		s.w.skip(i)
	}
	return false, errNoSync
}
