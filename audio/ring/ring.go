package ring

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"auralis/audio"
)

const (
	magic     = 0x4155524c52494e32 // "AURLRIN2": layout of the mapping; changes with it
	cacheLine = 64
)

// header lies at the start of the memory. Writer and Reader each own the counts named after them; the other side only
// loads them.
type header struct {
	magic    uint64
	frames   uint64 // capacity, a power of two
	marks    uint64 // capacity, a power of two
	words    uint64
	_        [cacheLine - 32]byte
	written  atomic.Uint64 // frames ever committed; stored by the Writer
	_        [cacheLine - 8]byte
	read     atomic.Uint64 // frames ever released; stored by the Reader
	_        [cacheLine - 8]byte
	markPut  atomic.Uint64 // marks ever published; stored by the Writer, before the frames they belong to
	_        [cacheLine - 8]byte
	markKeep atomic.Uint64 // index of the Reader's current mark; all before it are free again; stored by the Reader
	_        [cacheLine - 8]byte
}

// Ring is the memory shared by one Writer and one Reader. Its methods are safe from any goroutine.
type Ring struct {
	h      *header
	words  []atomic.Uint64
	marks  []audio.Mark
	frames []audio.Frame

	memory []byte // the whole, for Lock and Close
	keep   []uint64
	fd     int
}

// New makes a ring in plain memory for at least the given number of frames (1…2²⁸) and marks (≥ 2), both rounded up to
// a power of two, with the given number of words.
func New(frames, marks, words int) (*Ring, error) {
	frames, marks, err := capacities(frames, marks, words)
	if err != nil {
		return nil, err
	}
	keep := make([]uint64, (size(frames, marks, words)+7)/8)
	b := unsafe.Slice((*byte)(unsafe.Pointer(&keep[0])), len(keep)*8)
	r := lay(b, frames, marks, words)
	r.keep, r.fd = keep, -1
	return r, nil
}

func capacities(frames, marks, words int) (int, int, error) {
	if frames < 1 || frames > 1<<28 || marks < 2 || marks > 1<<20 || words < 0 || words > 1<<16 {
		return 0, 0, fmt.Errorf("ring of %d frames, %d marks, %d words: out of range (1…2^28, 2…2^20, 0…2^16)", frames, marks, words)
	}
	up := func(n int) int {
		c := 1
		for c < n {
			c <<= 1
		}
		return c
	}
	return up(frames), up(marks), nil
}

// The parts follow each other, each from a cache line on.
func offsets(frames, marks, words int) (w, m, f, end int) {
	line := func(n int) int { return (n + cacheLine - 1) &^ (cacheLine - 1) }
	w = line(int(unsafe.Sizeof(header{})))
	m = line(w + words*8)
	f = line(m + marks*int(unsafe.Sizeof(audio.Mark{})))
	end = line(f + frames*int(unsafe.Sizeof(audio.Frame{})))
	return w, m, f, end
}

func size(frames, marks, words int) int {
	_, _, _, end := offsets(frames, marks, words)
	return end
}

func lay(b []byte, frames, marks, words int) *Ring {
	w, m, f, _ := offsets(frames, marks, words)
	r := &Ring{
		h:      (*header)(unsafe.Pointer(&b[0])),
		marks:  unsafe.Slice((*audio.Mark)(unsafe.Pointer(&b[m])), marks),
		frames: unsafe.Slice((*audio.Frame)(unsafe.Pointer(&b[f])), frames),
		memory: b,
	}
	if words > 0 {
		r.words = unsafe.Slice((*atomic.Uint64)(unsafe.Pointer(&b[w])), words)
	}
	if r.h.magic == 0 {
		r.h.frames, r.h.marks, r.h.words = uint64(frames), uint64(marks), uint64(words)
		r.h.magic = magic
	}
	return r
}

// Cap is the number of frames the ring holds.
func (r *Ring) Cap() int { return len(r.frames) }

// Written is the number of frames ever committed.
func (r *Ring) Written() uint64 { return r.h.written.Load() }

// Read is the number of frames ever released.
func (r *Ring) Read() uint64 { return r.h.read.Load() }

// Fill is the number of frames committed and not yet released: exact for the two sides, a moment old for others.
func (r *Ring) Fill() int {
	read := r.h.read.Load() // first, so that the difference can't come out negative
	return int(r.h.written.Load() - read)
}

// Words are the atomic words beside the frames. What each means, and which side stores it, is the users' to say.
func (r *Ring) Words() []atomic.Uint64 { return r.words }
