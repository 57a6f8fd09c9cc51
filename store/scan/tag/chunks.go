package tag

import (
	"encoding/binary"
	"errors"
)

const (
	riffHeader = 12
	unknown32  = 0xFFFFFFFF // a size that stands in the ds64 chunk instead
)

// walk goes through the chunks behind the header of a RIFF or FORM file and gives each that is named to take. A size that
// leads past the end is cut to it.
func walk(f span, order binary.ByteOrder, want func(name string) bool, take func(name string, body span) error) error {
	at := int64(riffHeader)
	var data64 int64
	var damage error
	for range maxFields {
		if f.len-at < 8 {
			return damage
		}
		h, err := f.from(at).peek(8)
		if err != nil {
			return err
		}
		name, size := string(h[:4]), int64(order.Uint32(h[4:]))
		body := f.from(at + 8)
		if name == "ds64" {
			if b, err := body.peek(16); err == nil {
				data64 = int64(binary.LittleEndian.Uint64(b[8:]) & (1<<62 - 1)) // EBU Tech 3306, 3.1: riffSize, dataSize
			}
		}
		if name == "data" && size == unknown32 && data64 > 0 {
			size = data64
		}
		if want(name) {
			if err := take(name, body.first(size)); err != nil && !errors.Is(err, ErrDamaged) {
				return err
			} else if err != nil {
				damage = err
			}
		}
		if size > body.len {
			return damage // the file ends within the chunk; whether that matters is the decoder's affair
		}
		at += 8 + size + size&1
	}
	return ErrDamaged
}

// wav reads INFO and ID3 chunks; ID3 says more and counts first.
func (t *Tags) wav(f span) error {
	var info, id3 Tags
	err := walk(f, binary.LittleEndian, func(n string) bool { return n == "LIST" || n == "id3 " || n == "ID3 " },
		func(name string, body span) error {
			if name == "LIST" {
				return info.info(body)
			}
			_, err := id3.id3v2(body)
			return err
		})
	t.fill(id3)
	t.fill(info)
	return err
}

// info reads a LIST of type INFO.
func (t *Tags) info(body span) error {
	if kind, err := body.peek(4); err != nil || string(kind) != "INFO" {
		return err
	}
	s := body.from(4).stream()
	for range maxFields {
		if s.left < 8 || s.err != nil {
			break
		}
		name, size := string(s.bytes(4)), s.le32()
		if size > maxField {
			s.skip(size)
		} else {
			t.infoField(name, eightBit(s.bytes(size)))
		}
		if size&1 == 1 && s.left > 0 {
			s.skip(1)
		}
	}
	return s.err
}

func (t *Tags) infoField(name, value string) {
	switch name {
	case "INAM":
		t.field("TITLE", value)
	case "IART":
		t.field("ARTIST", value)
	case "IPRD":
		t.field("ALBUM", value)
	case "IAAR":
		t.field("ALBUMARTIST", value)
	case "IGNR":
		t.field("GENRE", value)
	case "ICRD":
		t.field("DATE", value)
	case "ITRK", "IPRT":
		t.field("TRACKNUMBER", value)
	}
}

// aiff reads ID3, NAME and AUTH.
func (t *Tags) aiff(f span) error {
	var plain, id3 Tags
	err := walk(f, binary.BigEndian, func(n string) bool { return n == "NAME" || n == "AUTH" || n == "ID3 " || n == "id3 " },
		func(name string, body span) error {
			if name == "ID3 " || name == "id3 " {
				_, err := id3.id3v2(body)
				return err
			}
			if body.len > maxField {
				return nil
			}
			b, err := body.peek(int(body.len))
			if err != nil {
				return err
			}
			if name == "NAME" {
				plain.field("TITLE", eightBit(b))
			} else {
				plain.field("ARTIST", eightBit(b))
			}
			return nil
		})
	t.fill(id3)
	t.fill(plain)
	return err
}
