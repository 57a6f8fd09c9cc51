package tag

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

const (
	maxField  = 64 << 10 // bytes; longer fields are passed over
	maxFields = 4096     // fields or chunks of one tag
)

// span is a part of the file.
type span struct {
	r        io.ReaderAt
	off, len int64
}

// from gives the part behind the first n bytes; empty where there are fewer.
func (s span) from(n int64) span {
	n = min(max(0, n), s.len)
	return span{s.r, s.off + n, s.len - n}
}

// first gives the first n bytes, or as many as there are.
func (s span) first(n int64) span { return span{s.r, s.off, min(max(0, n), s.len)} }

// peek reads the first n bytes.
func (s span) peek(n int) ([]byte, error) {
	if int64(n) > s.len {
		return nil, ErrDamaged
	}
	b := make([]byte, n)
	if _, err := s.r.ReadAt(b, s.off); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	} else if err != nil {
		return b, s.whole(b)
	}
	return b, nil
}

// whole tells a file that became shorter than its size from one that ends right here.
func (s span) whole(b []byte) error {
	n, err := s.r.ReadAt(b, s.off)
	if n == len(b) {
		return nil
	}
	if errors.Is(err, io.EOF) {
		return ErrDamaged
	}
	return err
}

// stream reads a span from its start.
func (s span) stream() *stream {
	return &stream{in: bufio.NewReaderSize(io.NewSectionReader(s.r, s.off, s.len), 4096), left: s.len}
}

// stream takes fields out one after the other. The first error stays.
type stream struct {
	in   *bufio.Reader
	left int64 // bytes that may still be there
	err  error
}

func (s *stream) fail(err error) {
	if s.err == nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = ErrDamaged
		}
		s.err = err
	}
}

// bytes takes n bytes, of which there must be at most maxField.
func (s *stream) bytes(n int64) []byte {
	if s.err == nil && (n < 0 || n > maxField || n > s.left) {
		s.err = ErrDamaged
	}
	if s.err != nil {
		return nil
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(s.in, b); err != nil {
		s.fail(err)
		return nil
	}
	s.left -= n
	return b
}

// skip passes n bytes over.
func (s *stream) skip(n int64) {
	if s.err == nil && (n < 0 || n > s.left) {
		s.err = ErrDamaged
	}
	for s.err == nil && n > 0 {
		step := min(n, 1<<30) // Discard takes an int
		done, err := s.in.Discard(int(step))
		s.left -= int64(done)
		n -= int64(done)
		if err != nil {
			s.fail(err)
		}
	}
}

func (s *stream) le32() int64 {
	if b := s.bytes(4); b != nil {
		return int64(binary.LittleEndian.Uint32(b))
	}
	return 0
}
