package probe

import (
	"fmt"

	"auralis/audio/codec"
)

// guarded puts the guard around d that keeps what d keeps.
func guarded(d codec.Decoder, name string) codec.Decoder {
	g := &guard{d: d, info: d.Info(), name: name}
	ints, isInts := d.(codec.IntReader)
	sum, isSum := d.(codec.Verifier)
	switch {
	case isInts && isSum:
		return &struct {
			*guard
			intGuard
			sumGuard
		}{g, intGuard{g, ints}, sumGuard{g, sum}}
	case isInts:
		return &struct {
			*guard
			intGuard
		}{g, intGuard{g, ints}}
	case isSum:
		return &struct {
			*guard
			sumGuard
		}{g, sumGuard{g, sum}}
	default:
		return g
	}
}

// guard contains the panics of a decoder.
type guard struct {
	d      codec.Decoder
	info   codec.Info
	name   string
	failed error // what every call gives after a panic; nil before
}

func panicked(p any) error { return fmt.Errorf("%w: the decoder panicked: %v", codec.ErrCorrupt, p) }

// contain is deferred around every call of the decoder.
func (g *guard) contain(n *int, err *error) {
	if p := recover(); p != nil {
		g.failed = fmt.Errorf("%s: %w", g.name, panicked(p))
		*n, *err = 0, g.failed
	}
}

// Info follows codec.Decoder.
func (g *guard) Info() codec.Info { return g.info }

// Read follows codec.Decoder.
func (g *guard) Read(dst [][]float32) (n int, err error) {
	if g.failed != nil {
		return 0, g.failed
	}
	defer g.contain(&n, &err)
	return g.d.Read(dst)
}

// SeekFrame follows codec.Decoder.
func (g *guard) SeekFrame(frame int64) (err error) {
	if g.failed != nil {
		return g.failed
	}
	var none int
	defer g.contain(&none, &err)
	return g.d.SeekFrame(frame)
}

// intGuard adds codec.IntReader.
type intGuard struct {
	g    *guard
	ints codec.IntReader
}

// ReadInt follows codec.IntReader.
func (i intGuard) ReadInt(dst [][]int32) (n int, err error) {
	if i.g.failed != nil {
		return 0, i.g.failed
	}
	defer i.g.contain(&n, &err)
	return i.ints.ReadInt(dst)
}

// sumGuard adds codec.Verifier.
type sumGuard struct {
	g   *guard
	sum codec.Verifier
}

// Verify follows codec.Verifier.
func (s sumGuard) Verify() (err error) {
	if s.g.failed != nil {
		return s.g.failed
	}
	var none int
	defer s.g.contain(&none, &err)
	return s.sum.Verify()
}
