package tag

import (
	"strconv"
	"strings"
)

// wanted tells the frames that are read: texts of ID3v2.3/2.4 and, of three letters, of 2.2.
func wanted(name string) bool { return frameField(name) != "" }

// frameField gives the field that a frame stands for.
func frameField(name string) string {
	switch name {
	case "TIT2", "TT2":
		return "TITLE"
	case "TPE1", "TP1":
		return "ARTIST"
	case "TALB", "TAL":
		return "ALBUM"
	case "TPE2", "TP2":
		return "ALBUMARTIST"
	case "TRCK", "TRK":
		return "TRACKNUMBER"
	case "TPOS", "TPA":
		return "DISCNUMBER"
	case "TYER", "TYE", "TDRC", "TDRL":
		return "DATE"
	case "TCON", "TCO":
		return "GENRE"
	case "TXXX", "TXX":
		return "own"
	default:
		return ""
	}
}

// id3Text takes over one text frame.
func (t *Tags) id3Text(name string, b []byte) {
	values := texts(b)
	switch field := frameField(name); field {
	case "own": // a description, then the value
		if len(values) >= 2 && strings.HasPrefix(strings.ToUpper(values[0]), "REPLAYGAIN_") {
			t.field(values[0], values[1])
		}
	case "GENRE":
		for _, v := range values {
			add(&t.Genre, genreName(v))
		}
	default:
		for _, v := range values {
			t.field(field, v)
		}
	}
}

// genreName writes out a genre given as a number: "17", "(17)" or, with a refinement, "(17)Rock".
func genreName(s string) string {
	s = clean(s)
	digits := s
	if rest, ok := strings.CutPrefix(s, "("); ok {
		number, refinement, closed := strings.Cut(rest, ")")
		if !closed {
			return s
		}
		if refinement != "" && refinement[0] != '(' {
			return refinement
		}
		digits = number
	}
	names := genres()
	if n, err := strconv.Atoi(digits); err == nil && n >= 0 && n < len(names) {
		return names[n]
	}
	return s
}

// genres are the numbers of ID3v1.
func genres() []string {
	return strings.Split("Blues|Classic Rock|Country|Dance|Disco|Funk|Grunge|Hip-Hop|Jazz|Metal|New Age|Oldies|Other|Pop|R&B|Rap|Reggae|"+
		"Rock|Techno|Industrial|Alternative|Ska|Death Metal|Pranks|Soundtrack|Euro-Techno|Ambient|Trip-Hop|Vocal|Jazz+Funk|Fusion|Trance|"+
		"Classical|Instrumental|Acid|House|Game|Sound Clip|Gospel|Noise|Alternative Rock|Bass|Soul|Punk|Space|Meditative|"+
		"Instrumental Pop|Instrumental Rock|Ethnic|Gothic|Darkwave|Techno-Industrial|Electronic|Pop-Folk|Eurodance|Dream|Southern Rock|"+
		"Comedy|Cult|Gangsta|Top 40|Christian Rap|Pop/Funk|Jungle|Native American|Cabaret|New Wave|Psychedelic|Rave|Showtunes|Trailer|"+
		"Lo-Fi|Tribal|Acid Punk|Acid Jazz|Polka|Retro|Musical|Rock & Roll|Hard Rock", "|")
}

// id3v1 reads the 128 bytes at the end: TAG, title 30, artist 30, album 30, year 4, comment 30 (of version 1.1 the last
// but one byte zero, the last the track), genre 1.
func (t *Tags) id3v1(f span) error {
	if f.len < 128 {
		return nil
	}
	b, err := f.from(f.len - 128).peek(128)
	if err != nil || string(b[:3]) != "TAG" {
		return err
	}
	part := func(from, to int) string {
		text, _, _ := strings.Cut(eightBit(b[from:to]), "\x00")
		return text
	}
	var own Tags
	once(&own.Title, part(3, 33))
	once(&own.Artist, part(33, 63))
	once(&own.Album, part(63, 93))
	year(&own.Year, part(93, 97))
	if b[125] == 0 {
		own.Number = int(b[126])
	}
	if b[127] < 80 {
		own.Genre = genres()[b[127]]
	}
	t.fill(own)
	return nil
}
