package tag_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// Builders of tags, written from the formats' descriptions.

func be32(n int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) }
func le32(n int) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(n)) }

func safe(n int) []byte {
	return []byte{byte(n >> 21 & 0x7f), byte(n >> 14 & 0x7f), byte(n >> 7 & 0x7f), byte(n & 0x7f)}
}

func cat(parts ...any) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			b.WriteString(p)
		case []byte:
			b.Write(p)
		case byte:
			b.WriteByte(p)
		case int:
			b.WriteByte(byte(p))
		}
	}
	return b.Bytes()
}

func utf16le(s string) []byte {
	b := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func vorbis(fields ...string) []byte {
	b := cat(le32(4), "test", le32(len(fields)))
	for _, f := range fields {
		b = cat(b, le32(len(f)), f)
	}
	return b
}

func flacBlock(kind byte, body []byte) []byte {
	return cat(kind, len(body)>>16, len(body)>>8, len(body), body)
}

func flac(comment []byte) []byte {
	return cat("fLaC", flacBlock(0, make([]byte, 34)), flacBlock(1, make([]byte, 70000)), flacBlock(4|0x80, comment), "\xff\xf8frames")
}

func id3(version, flags int, frames ...[]byte) []byte {
	body := bytes.Join(frames, nil)
	return cat("ID3", version, 0, flags, safe(len(body)), body)
}

func frame2(name string, body ...any) []byte {
	b := cat(body...)
	return cat(name, len(b)>>16, len(b)>>8, len(b), b)
}

func frame3(name string, body ...any) []byte {
	b := cat(body...)
	return cat(name, be32(len(b)), 0, 0, b)
}

func frame4(name string, body ...any) []byte {
	b := cat(body...)
	return cat(name, safe(len(b)), 0, 0, b)
}

func unsynced(b []byte) []byte {
	var out []byte
	for i, c := range b {
		out = append(out, c)
		if c == 0xFF && (i+1 == len(b) || b[i+1] >= 0xE0 || b[i+1] == 0) {
			out = append(out, 0)
		}
	}
	return out
}

func chunk(size func(int) []byte, name string, body []byte) []byte {
	b := cat(name, size(len(body)), body)
	if len(body)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

func wav(chunks ...[]byte) []byte {
	body := bytes.Join(chunks, nil)
	return cat("RIFF", le32(len(body)+4), "WAVE", body)
}

func list(fields ...string) []byte {
	b := []byte("INFO")
	for _, f := range fields {
		name, value, _ := strings.Cut(f, "=")
		b = cat(b, chunk(le32, name, []byte(value+"\x00")))
	}
	return chunk(le32, "LIST", b)
}

func aiff(chunks ...[]byte) []byte {
	body := bytes.Join(chunks, nil)
	return cat("FORM", be32(len(body)+4), "AIFF", body)
}

func id3v1(title, artist, album, year string, track, genre byte) []byte {
	pad := func(s string, n int) []byte { return append([]byte(s), make([]byte, n-len(s))...) }
	return cat("TAG", pad(title, 30), pad(artist, 30), pad(album, 30), pad(year, 4), make([]byte, 28), 0, track, genre)
}
