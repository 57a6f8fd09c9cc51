package probe

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// magic is how a format begins.
type magic struct {
	at   int
	text string
	name string
}

// knownFormat names an audio or video format that isn't played, or gives "".
func knownFormat(head []byte) string {
	// ADTS: 12 bits of sync, then layer 00 (ISO/IEC 13818-7, clause 6.2); MPEG audio has another layer.
	if len(head) >= 4 && head[0] == 0xFF && head[1]&0xF6 == 0xF0 && head[2]>>2&15 < 13 {
		return "AAC (ADTS)"
	}
	return find(head, []magic{
		{28, "OpusHead", "Ogg Opus"},
		{28, "\x01vorbis", "Ogg Vorbis"},
		{28, "\x7fFLAC", "Ogg FLAC"},
		{28, "Speex   ", "Ogg Speex"},
		{0, "OggS", "Ogg"},
		{4, "ftyp", "MP4 (AAC or ALAC)"},
		{0, "wvpk", "WavPack"},
		{0, "MAC ", "Monkey's Audio"},
		{0, "MPCK", "Musepack"},
		{0, "MP+", "Musepack"},
		{0, "TTA1", "True Audio"},
		{0, "tBaK", "TAK"},
		{0, "DSD ", "DSD (DSF)"},
		{0, "FRM8", "DSD (DSDIFF)"},
		{0, "caff", "Core Audio Format"},
		{0, ".snd", "Sun AU"},
		{0, "riff\x2e\x91\xcf\x11", "Wave64"},
		{0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "Windows Media (ASF)"},
		{0, "\x1aE\xdf\xa3", "Matroska or WebM"},
		{0, "ADIF", "AAC (ADIF)"},
		{0, "\x0b\x77", "AC-3"},
		{0, "#!AMR", "AMR"},
		{0, "MThd", "MIDI"},
		{0, ".RMF", "RealMedia"},
		{8, "AVI ", "AVI"},
	})
}

// foreignFormat names something that is no audio, or gives "".
func foreignFormat(head []byte) string {
	return find(head, []magic{
		{0, "\xff\xd8\xff", "a JPEG picture"},
		{0, "\x89PNG\r\n", "a PNG picture"},
		{0, "GIF8", "a GIF picture"},
		{8, "WEBP", "a WebP picture"},
		{0, "%PDF", "a PDF document"},
		{0, "PK\x03\x04", "a ZIP archive"},
		{0, "\x1f\x8b", "a gzip archive"},
		{0, "7z\xbc\xaf", "a 7z archive"},
		{0, "Rar!", "a RAR archive"},
		{0, "\x7fELF", "a program"},
		{0, "<!DOCTYPE", "a web page"},
		{0, "<html", "a web page"},
		{0, "<?xml", "an XML document"},
		{0, "#EXTM3U", "a playlist"},
		{0, "[playlist]", "a playlist"},
		{0, "\x00\x05\x16\x07", "an AppleDouble file (metadata that a Mac left)"},
	})
}

func find(head []byte, table []magic) string {
	for _, m := range table {
		if end := m.at + len(m.text); len(head) >= end && string(head[m.at:end]) == m.text {
			return m.name
		}
	}
	return ""
}

// describe says what an unknown file begins with, in one line.
func describe(head []byte) string {
	h := head[:min(12, len(head))]
	printable := utf8.Valid(h)
	zero := true
	for _, b := range head {
		zero = zero && b == 0
	}
	for _, b := range h {
		printable = printable && (b >= ' ' || b == '\n' || b == '\r' || b == '\t')
	}
	switch {
	case zero:
		return "it begins with " + strconv.Itoa(len(head)) + " zero bytes"
	case printable:
		return fmt.Sprintf("it begins with the text %q", h)
	default:
		return fmt.Sprintf("it begins with the bytes % x", h)
	}
}
