package mp3

import (
	"bytes"
	"encoding/binary"
	"io"
)

// id3v2Len is the length of the ID3v2 tag that begins b, header and footer included, or 0 where there is none. b holds
// at least 10 bytes of it. The length is what the tag claims; it may lie.
func id3v2Len(b []byte) int64 {
	if len(b) < 10 || string(b[:3]) != "ID3" || b[3] == 0xff || b[4] == 0xff || (b[6]|b[7]|b[8]|b[9])&0x80 != 0 {
		return 0
	}
	n := int64(b[6])<<21 | int64(b[7])<<14 | int64(b[8])<<7 | int64(b[9])
	n += 10
	if b[5]&0x10 != 0 { // footer
		n += 10
	}
	return n
}

// apeLen is the length of the APEv2 tag whose header begins b, or 0.
func apeLen(b []byte) int64 {
	if len(b) < 32 || string(b[:8]) != "APETAGEX" || b[23]&0x20 == 0 {
		return 0
	}
	return int64(binary.LittleEndian.Uint32(b[12:])) + 32
}

// tagLen is the length of the tag that begins p, where a file was put together from several; 0 where there is none.
func tagLen(p []byte) int {
	if n := id3v2Len(p); n > 0 {
		return int(n)
	}
	if len(p) >= 3 && string(p[:3]) == "TAG" {
		return 128
	}
	return int(min(apeLen(p), 1<<30))
}

// tailStart finds where the audio of a source of the given size ends: it takes ID3v1, APE and Lyrics3 tags off the end,
// in whatever order they were put there. A length that a tag claims is only believed where the start of the tag stands
// there; otherwise only the part that is certain is taken off. It leaves the source at an undefined position.
func tailStart(src io.ReadSeeker, start, size int64) (int64, error) {
	var b [128]byte
	at := func(off int64, n int) ([]byte, error) {
		if off < start {
			return b[:0], nil
		}
		if _, err := src.Seek(off, io.SeekStart); err != nil {
			return nil, err
		}
		m, err := io.ReadFull(src, b[:n])
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			err = nil
		}
		return b[:m], err
	}
	end := size
	for range 8 { // more tags than this are no tags
		before := end
		p, err := at(end-128, 128)
		if err != nil {
			return 0, err
		}
		if len(p) == 128 && string(p[:3]) == "TAG" {
			end -= 128
		}
		if p, err = at(end-32, 32); err != nil {
			return 0, err
		}
		if len(p) == 32 && string(p[:8]) == "APETAGEX" {
			n := int64(binary.LittleEndian.Uint32(p[12:])) // items and footer
			hasHeader := p[23]&0x80 != 0
			end -= 32
			if hasHeader {
				if p, err = at(end-n, 32); err != nil {
					return 0, err
				}
				if apeLen(p) > 0 {
					end -= n
				}
			} else if n >= 32 && end-(n-32) > start {
				if p, err = at(end-(n-32), headerLen); err != nil {
					return 0, err
				}
				if _, frame := parseHeader(p); !frame {
					end -= n - 32
				}
			}
		}
		if p, err = at(end-15, 15); err != nil {
			return 0, err
		}
		if len(p) == 15 && string(p[6:]) == "LYRICS200" {
			n := int64(0)
			for _, c := range p[:6] {
				n = n*10 + int64(c-'0')
			}
			if p, err = at(end-15-n, 11); err != nil {
				return 0, err
			}
			if bytes.Equal(p, []byte("LYRICSBEGIN")) {
				end -= 15 + n
			}
		}
		if end == before {
			break
		}
	}
	return max(end, start), nil
}
