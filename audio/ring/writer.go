package ring

import "auralis/audio"

// Writer puts frames and marks into a ring. One goroutine uses it; there is one a ring.
type Writer struct {
	r       *Ring
	written uint64 // own count, stored to the header by Commit
	read    uint64 // the reader's count as last seen
	marks   uint64 // own count of marks
	kept    uint64 // the reader's current mark as last seen
}

// Writer gives the writing side, which goes on where the last one stood.
func (r *Ring) Writer() *Writer {
	return &Writer{r: r, written: r.h.written.Load(), read: r.h.read.Load(), marks: r.h.markPut.Load(), kept: r.h.markKeep.Load()}
}

// Written is the number of frames ever committed: the ring frame that the next one will be.
func (w *Writer) Written() uint64 { return w.written }

// Fill is the number of frames the reader hasn't released, as of now.
func (w *Writer) Fill() int {
	w.read = w.r.h.read.Load()
	return int(w.written - w.read)
}

// Free is the number of frames that may be written, as of now.
func (w *Writer) Free() int { return len(w.r.frames) - w.Fill() }

// Regions gives the space for up to n frames in one or two spans, first to be written first; together they are shorter
// than n only where the ring is that full. Nothing is visible to the reader before Commit.
func (w *Writer) Regions(n int) (first, second []audio.Frame) {
	capacity := uint64(len(w.r.frames))
	if capacity-(w.written-w.read) < uint64(n) {
		w.read = w.r.h.read.Load()
		n = min(n, int(capacity-(w.written-w.read)))
	}
	return spans(w.r.frames, w.written, n)
}

// spans cuts n frames from frame at on out of the ring.
func spans(frames []audio.Frame, at uint64, n int) (first, second []audio.Frame) {
	if n <= 0 {
		return nil, nil
	}
	i := int(at & uint64(len(frames)-1))
	if i+n <= len(frames) {
		return frames[i : i+n], nil
	}
	return frames[i:], frames[:i+n-len(frames)]
}

// Commit makes n frames of the last Regions visible to the reader.
func (w *Writer) Commit(n int) {
	w.written += uint64(n)
	w.r.h.written.Store(w.written)
}

// Write copies frames in and commits them; it returns how many fitted.
func (w *Writer) Write(frames []audio.Frame) int {
	a, b := w.Regions(len(frames))
	n := copy(a, frames)
	n += copy(b, frames[n:])
	w.Commit(n)
	return n
}

// Mark puts a mark at the next frame to be written; m.Frame is set here. It returns false, and does nothing, where the
// reader has that many marks before it already: try again when it has moved on.
func (w *Writer) Mark(m audio.Mark) bool {
	size := uint64(len(w.r.marks))
	if w.marks-w.kept >= size {
		if w.kept = w.r.h.markKeep.Load(); w.marks-w.kept >= size {
			return false
		}
	}
	m.Frame = w.written
	w.r.marks[w.marks&(size-1)] = m
	w.marks++
	w.r.h.markPut.Store(w.marks)
	return true
}
