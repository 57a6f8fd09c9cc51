package config

import (
	"fmt"
	"strings"
)

// keyLines finds the line, from 1, of every key and table of a TOML text that is known to parse: the decoder tells lines
// only for syntax errors. Names are joined by dots, the n-th table of an array is "name[n]". Keys inside inline tables
// aren't listed; lineOf falls back to the table they are in.
func keyLines(text string) map[string]int {
	s := lineScanner{text: text, line: 1, found: map[string]int{}, arrays: map[string]int{}}
	for s.skipBlank() {
		if s.text[s.pos] == '[' {
			s.header()
		} else {
			s.entry()
		}
	}
	return s.found
}

// lineOf gives the line of key, or of the nearest table around it, or 0.
func lineOf(lines map[string]int, key string) int {
	for key != "" {
		if n, ok := lines[key]; ok {
			return n
		}
		if cut := strings.LastIndexByte(key, '.'); cut >= 0 {
			key = key[:cut]
		} else if cut := strings.LastIndexByte(key, '['); cut >= 0 {
			key = key[:cut]
		} else {
			key = ""
		}
	}
	return 0
}

type lineScanner struct {
	text   string
	pos    int
	line   int
	prefix []string       // of the table that the entries belong to
	found  map[string]int // name → line
	arrays map[string]int // array of tables → tables so far
}

func (s *lineScanner) more() bool { return s.pos < len(s.text) }

func (s *lineScanner) step() {
	if s.text[s.pos] == '\n' {
		s.line++
	}
	s.pos++
}

// skipBlank goes to the next statement; false at the end.
func (s *lineScanner) skipBlank() bool {
	for s.more() {
		switch s.text[s.pos] {
		case ' ', '\t', '\r', '\n':
			s.step()
		case '#':
			s.skipLine()
		default:
			return true
		}
	}
	return false
}

func (s *lineScanner) skipLine() {
	for s.more() && s.text[s.pos] != '\n' {
		s.pos++
	}
}

// header reads [a.b] or [[a.b]].
func (s *lineScanner) header() {
	array := strings.HasPrefix(s.text[s.pos:], "[[")
	for s.more() && s.text[s.pos] == '[' {
		s.pos++
	}
	parts := s.key(']')
	if array && len(parts) > 0 {
		name := strings.Join(s.indexed(parts[:len(parts)-1]), ".")
		if name != "" {
			name += "."
		}
		s.arrays[name+parts[len(parts)-1]]++
	}
	s.prefix = s.indexed(parts)
	s.note(s.prefix)
	s.skipLine()
}

// indexed puts the number of the current table behind the name of every array among the parts.
func (s *lineScanner) indexed(parts []string) []string {
	var out []string
	for _, p := range parts {
		if n := s.arrays[strings.Join(append(out[:len(out):len(out)], p), ".")]; n > 0 {
			p = fmt.Sprintf("%s[%d]", p, n-1)
		}
		out = append(out, p)
	}
	return out
}

func (s *lineScanner) note(parts []string) {
	for i := range parts {
		name := strings.Join(parts[:i+1], ".")
		if array, _, is := strings.Cut(name, "["); is && s.found[array] == 0 {
			s.found[array] = s.line
		}
		if _, known := s.found[name]; !known || i == len(parts)-1 {
			s.found[name] = s.line
		}
	}
}

// entry reads key = value.
func (s *lineScanner) entry() {
	s.note(append(s.prefix[:len(s.prefix):len(s.prefix)], s.key('=')...))
	s.value()
}

// key reads a dotted key up to and with the end character; it stops at the end of the line whatever comes.
func (s *lineScanner) key(end byte) []string {
	var parts []string
	var part strings.Builder
	for s.more() && s.text[s.pos] != '\n' {
		switch c := s.text[s.pos]; c {
		case end:
			s.pos++
			return append(parts, part.String())
		case '.':
			parts = append(parts, part.String())
			part.Reset()
		case ' ', '\t', '\r':
		case '"', '\'':
			start := s.pos + 1
			s.quoted()
			part.WriteString(strings.TrimSuffix(s.text[start:s.pos], string(c)))
			continue
		default:
			part.WriteByte(c)
		}
		s.pos++
	}
	return append(parts, part.String())
}

// value skips to the end of the value: the first line end outside brackets and texts.
func (s *lineScanner) value() {
	depth := 0
	for s.more() {
		switch s.text[s.pos] {
		case '"', '\'':
			s.quoted()
			continue
		case '#':
			s.skipLine()
			continue
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case '\n':
			if depth <= 0 {
				return
			}
		}
		s.step()
	}
}

// quoted skips one text of any of the four kinds, beginning at its quote.
func (s *lineScanner) quoted() {
	q := s.text[s.pos]
	end := string(q)
	if triple := strings.Repeat(end, 3); strings.HasPrefix(s.text[s.pos:], triple) {
		end = triple
	}
	s.pos += len(end)
	for s.more() {
		switch {
		case q == '"' && s.text[s.pos] == '\\' && s.pos+1 < len(s.text):
			s.step()
			s.step()
		case strings.HasPrefix(s.text[s.pos:], end):
			s.pos += len(end)
			for len(end) == 3 && s.more() && s.text[s.pos] == q {
				s.pos++ // up to two quotes may stand before the closing three
			}
			return
		case len(end) == 1 && s.text[s.pos] == '\n':
			return
		default:
			s.step()
		}
	}
}
