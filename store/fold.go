package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// words gives the words of a text as they are compared: lower case, without accents, each behind a space. A word is a run
// of letters and digits; a quote or apostrophe within doesn't end it ("don't" is "dont").
func words(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 1)
	inside := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' || r == '`':
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !inside {
				b.WriteByte(' ')
			}
			inside = true
			b.WriteString(plain(unicode.ToLower(r)))
		default:
			inside = false
		}
	}
	return b.String()
}

// plain writes out the letters that Unicode doesn't decompose but people type without.
func plain(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'ı':
		return "i"
	case 'ς':
		return "σ"
	default:
		return string(r)
	}
}
