package ring

import "auralis/audio"

// Reader takes frames and marks out of a ring. One goroutine uses it; there is one a ring.
type Reader struct {
	r       *Ring
	read    uint64 // own count, stored to the header by Release
	written uint64 // the writer's count as last seen
	kept    uint64 // index of the current mark
	marks   uint64 // the writer's count of marks as last seen, never older than written
}

// Reader gives the reading side, which goes on where the last one stood.
func (r *Ring) Reader() *Reader {
	rd := &Reader{r: r, read: r.h.read.Load(), kept: r.h.markKeep.Load()}
	rd.refresh()
	return rd
}

// refresh looks at the writer's counts: frames first, so that the marks of every frame seen are seen too.
func (r *Reader) refresh() {
	r.written = r.r.h.written.Load()
	r.marks = r.r.h.markPut.Load()
}

// Position is the number of frames ever released: the ring frame that is read next.
func (r *Reader) Position() uint64 { return r.read }

// Available is the number of frames that may be read, as of now.
func (r *Reader) Available() int {
	r.refresh()
	return int(r.written - r.read)
}

func (r *Reader) mark(i uint64) *audio.Mark { return &r.r.marks[i&uint64(len(r.r.marks)-1)] }

// enter moves on to the last mark that isn't after the frame read next.
func (r *Reader) enter() {
	from := r.kept
	for r.marks-r.kept >= 2 && r.mark(r.kept+1).Frame <= r.read {
		r.kept++
	}
	if r.kept != from {
		r.r.h.markKeep.Store(r.kept)
	}
}

// Mark is the mark that covers the frame read next, as of now; ok is false before the first one. At the end of what was
// written it is the mark that frames to come will have, so far as it is known.
func (r *Reader) Mark() (m audio.Mark, ok bool) {
	r.refresh()
	r.enter()
	if r.kept == r.marks || r.mark(r.kept).Frame > r.read {
		return audio.Mark{}, false
	}
	return *r.mark(r.kept), true
}

// Newest is the mark put last, which may lie ahead of the frame read next; ok is false where the reader has seen none.
func (r *Reader) Newest() (m audio.Mark, ok bool) {
	if r.marks = r.r.h.markPut.Load(); r.marks == r.kept {
		return audio.Mark{}, false
	}
	return *r.mark(r.marks - 1), true
}

// Next gives up to max frames that all belong to the mark m, in one or two spans. Both are empty where there is nothing
// to be read; m is then what Mark gives. Frames before the first mark have a zero mark. Nothing is taken before Release.
func (r *Reader) Next(max int) (m audio.Mark, first, second []audio.Frame) {
	if r.written-r.read < uint64(max) {
		r.refresh()
	}
	r.enter()
	n := min(uint64(max), r.written-r.read)
	next := r.kept // index of the first mark that isn't entered
	if r.kept < r.marks && r.mark(r.kept).Frame <= r.read {
		m = *r.mark(r.kept)
		next++
	}
	if next < r.marks {
		n = min(n, r.mark(next).Frame-r.read)
	}
	first, second = spans(r.r.frames, r.read, int(n))
	return m, first, second
}

// Release gives n frames of the last Next back to the writer.
func (r *Reader) Release(n int) {
	r.read += uint64(n)
	r.r.h.read.Store(r.read)
}
