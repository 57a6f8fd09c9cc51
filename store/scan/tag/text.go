package tag

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

const maxText = 1000 // bytes of one text

// clean makes one line of valid UTF-8 out of a text, without the zeros and spaces around it.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\uFEFF' {
			return ' '
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if len(s) <= maxText {
		return s
	}
	cut := maxText
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strings.TrimSpace(s[:cut])
}

// eightBit reads text without a declared encoding, or declared as Latin-1: what is valid UTF-8 beyond ASCII is UTF-8, for
// no sensible Latin-1 text is that by chance; the rest is ISO 8859-1.
func eightBit(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = rune(c)
	}
	return string(out)
}

// wide reads UTF-16; a byte order mark overrides bigEndian.
func wide(b []byte, bigEndian bool) string {
	if len(b) >= 2 {
		switch {
		case b[0] == 0xFE && b[1] == 0xFF:
			bigEndian, b = true, b[2:]
		case b[0] == 0xFF && b[1] == 0xFE:
			bigEndian, b = false, b[2:]
		}
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		if bigEndian {
			units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
		} else {
			units[i] = uint16(b[2*i+1])<<8 | uint16(b[2*i])
		}
	}
	return string(utf16.Decode(units))
}

// add joins a further value to a text that may have several.
func add(to *string, value string) {
	value = clean(value)
	switch {
	case value == "" || *to == value:
	case *to == "":
		*to = value
	default:
		*to = clean(*to + "; " + value)
	}
}

// once sets a text that has one value: the first counts.
func once(to *string, value string) {
	if *to == "" {
		*to = clean(value)
	}
}

// number reads "3" or "3/12"; what is no number from 1 to 9999 is none.
func number(to *int, value string) {
	value, _, _ = strings.Cut(value, "/")
	if n, err := strconv.Atoi(clean(value)); err == nil && n > 0 && n < 10000 && *to == 0 {
		*to = n
	}
}

// year reads the year at the start of a date such as "1984-05-01".
func year(to *int, value string) {
	value = clean(value)
	if len(value) >= 4 {
		number(to, value[:4])
	}
}

// field sets what a name of Vorbis comments or ID3v2 user texts stands for; unknown names are passed over.
func (t *Tags) field(name, value string) {
	switch strings.ToUpper(name) {
	case "TITLE":
		once(&t.Title, value)
	case "ARTIST":
		add(&t.Artist, value)
	case "ALBUM":
		once(&t.Album, value)
	case "ALBUMARTIST", "ALBUM ARTIST", "ALBUM_ARTIST":
		add(&t.AlbumArtist, value)
	case "GENRE":
		add(&t.Genre, value)
	case "DATE", "YEAR":
		year(&t.Year, value)
	case "TRACKNUMBER", "TRACK":
		number(&t.Number, value)
	case "DISCNUMBER", "DISC":
		number(&t.Disc, value)
	default:
		t.gain(name, value)
	}
}

// gain reads the fields of ReplayGain 2.0: "-6.54 dB" and "0.987654".
func (t *Tags) gain(name, value string) {
	value = strings.TrimSpace(strings.TrimSuffix(strings.ToLower(clean(value)), "db"))
	f, err := strconv.ParseFloat(strings.Replace(value, ",", ".", 1), 64)
	if err != nil {
		return
	}
	dB, peak := f >= -60 && f <= 60, f > 0 && f <= 16 // a NaN is neither
	g := &t.Gain
	switch strings.ToUpper(name) {
	case "REPLAYGAIN_TRACK_GAIN":
		if dB {
			g.TrackDB, g.HasTrack = f, true
		}
	case "REPLAYGAIN_ALBUM_GAIN":
		if dB {
			g.AlbumDB, g.HasAlbum = f, true
		}
	case "REPLAYGAIN_TRACK_PEAK":
		if peak {
			g.TrackPeak = f
		}
	case "REPLAYGAIN_ALBUM_PEAK":
		if peak {
			g.AlbumPeak = f
		}
	}
}
