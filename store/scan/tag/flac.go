package tag

import "strings"

// flac walks the metadata blocks (RFC 9639, 8.1): one byte of type, its top bit set on the last, three of length.
func (t *Tags) flac(f span) error {
	at := int64(4)
	for range maxFields {
		h, err := f.from(at).peek(4)
		if err != nil {
			return err
		}
		length := int64(h[1])<<16 | int64(h[2])<<8 | int64(h[3])
		at += 4
		if h[0]&0x7f == 4 { // VORBIS_COMMENT, of which there is at most one
			block := f.from(at)
			if block.len < length {
				length = block.len // what is there is read; the missing end is found by the reader
			}
			return t.vorbis(block.first(length).stream())
		}
		if h[0]&0x80 != 0 {
			return nil
		}
		at += length
	}
	return ErrDamaged
}

// vorbis reads a comment block: vendor, count, then NAME=value, each behind its length.
func (t *Tags) vorbis(s *stream) error {
	s.skip(s.le32())
	count := s.le32()
	for range min(count, maxFields) {
		length := s.le32()
		if length > maxField {
			s.skip(length)
			continue
		}
		b := s.bytes(length)
		if s.err != nil {
			break
		}
		if name, value, ok := strings.Cut(string(b), "="); ok {
			t.field(name, value)
		}
	}
	return s.err
}
