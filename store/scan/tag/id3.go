package tag

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// id3v2 reads a tag at the start of f and gives its whole length, also where it is damaged.
func (t *Tags) id3v2(f span) (length int64, err error) {
	h, err := f.peek(10)
	if err != nil {
		return 0, err
	}
	if string(h[:3]) != "ID3" {
		return 0, ErrDamaged
	}
	version, flags := h[3], h[5]
	size := synchsafe(h[6:10])
	length = 10 + size
	if version == 4 && flags&0x10 != 0 {
		length += 10 // footer
	}
	if version < 2 || version > 4 {
		return length, nil // of a version that nobody wrote
	}
	body := f.from(10).first(size)
	s := body.stream()
	if flags&0x80 != 0 && version < 4 {
		// The sizes of version 2.3 and before count the bytes as they are without unsynchronisation.
		s.in = bufio.NewReader(&unsync{in: s.in})
	}
	if version == 2 && flags&0x40 != 0 {
		return length, nil // compressed by a scheme that was never defined
	}
	if version > 2 && flags&0x40 != 0 {
		skipExtended(s, version)
	}
	for range maxFields {
		if !t.frame(s, version, flags&0x80 != 0) {
			break
		}
	}
	return length, s.err
}

func skipExtended(s *stream, version byte) {
	b := s.bytes(4)
	if b == nil {
		return
	}
	if version == 4 {
		s.skip(synchsafe(b) - 4)
	} else {
		s.skip(plain32(b))
	}
}

// frame reads one frame; false at the padding or the end.
func (t *Tags) frame(s *stream, version byte, unsynced bool) bool {
	head := int64(10)
	if version == 2 {
		head = 6
	}
	if s.left < head || s.err != nil {
		return false
	}
	if _, err := s.in.Peek(1); errors.Is(err, io.EOF) {
		return false // unsynchronisation made fewer bytes of what the tag's size counts
	}
	h := s.bytes(head)
	if h == nil || h[0] == 0 {
		return false
	}
	var name string
	var size int64
	var format byte // second byte of the flags
	switch version {
	case 2:
		name, size = string(h[:3]), int64(h[3])<<16|int64(h[4])<<8|int64(h[5])
	case 3:
		name, size, format = string(h[:4]), plain32(h[4:8]), h[9]
	default:
		name, size, format = string(h[:4]), synchsafe(h[4:8]), h[9]
		if (h[4]|h[5]|h[6]|h[7])&0x80 != 0 {
			size = plain32(h[4:8]) // iTunes wrote 2.4 with sizes of 2.3
		}
	}
	if size > maxField || !wanted(name) {
		if size > s.left {
			s.err = ErrDamaged
			return false
		}
		s.skip(size)
		return s.err == nil
	}
	b := s.bytes(size)
	if s.err != nil {
		return false
	}
	if b, ok := unwrap(b, version, format, unsynced); ok {
		t.id3Text(name, b)
	}
	return true
}

// unwrap undoes what the flags of a frame say; false where it can't be read (compressed, encrypted).
func unwrap(b []byte, version, format byte, unsynced bool) ([]byte, bool) {
	extra := 0
	switch version {
	case 3: // ID3v2.3, 3.3.1
		if format&0xC0 != 0 {
			return nil, false
		}
		if format&0x20 != 0 {
			extra = 1
		}
	case 4: // ID3v2.4 structure, 4.1.2
		if format&0x0C != 0 {
			return nil, false
		}
		if format&0x40 != 0 {
			extra++
		}
		if format&0x01 != 0 {
			extra += 4
		}
	}
	if extra > len(b) {
		return nil, false
	}
	b = b[extra:]
	if version == 4 && (unsynced || format&0x02 != 0) {
		b = bytes.ReplaceAll(b, []byte{0xFF, 0}, []byte{0xFF})
	}
	return b, true
}

// synchsafe reads 28 bits out of four bytes of seven.
func synchsafe(b []byte) int64 {
	return int64(b[0]&0x7f)<<21 | int64(b[1]&0x7f)<<14 | int64(b[2]&0x7f)<<7 | int64(b[3]&0x7f)
}

func plain32(b []byte) int64 {
	return int64(b[0])<<24 | int64(b[1])<<16 | int64(b[2])<<8 | int64(b[3])
}

// unsync drops the zero that unsynchronisation put behind every FF.
type unsync struct {
	in   io.ByteReader
	last byte
}

func (u *unsync) Read(p []byte) (int, error) {
	for i := range p {
		c, err := u.in.ReadByte()
		if err == nil && u.last == 0xFF && c == 0 {
			c, err = u.in.ReadByte()
		}
		if err != nil {
			if i > 0 {
				return i, nil // the reader asks again and gets the error then
			}
			return 0, err
		}
		p[i], u.last = c, c
	}
	return len(p), nil
}

// texts splits the content of a text frame into its values, by the encoding its first byte names.
func texts(b []byte) []string {
	if len(b) == 0 {
		return nil
	}
	var all string
	switch b[0] {
	case 1:
		all = wideList(b[1:])
	case 2:
		all = wide(b[1:], true)
	case 3:
		all = string(b[1:])
	default:
		all = eightBit(b[1:])
	}
	return strings.Split(strings.TrimRight(all, "\x00"), "\x00")
}

// wideList reads values that each may have a byte order mark; one that has none is as the one before.
func wideList(b []byte) string {
	big := len(b) >= 2 && b[0] == 0xFE && b[1] == 0xFF
	return strings.ReplaceAll(wide(b, big), "\uFEFF", "")
}
