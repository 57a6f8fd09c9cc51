package config

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// PrintConfig writes the whole configuration as TOML: for every key what it means, what is allowed, its default and where
// its value came from, then the value. Loading what it wrote gives the same Config. The error is the writer's.
func PrintConfig(w io.Writer, l *Loaded) error {
	p := printer{w: w}
	p.line("# Auralis: every key with its meaning and its present value.")
	p.line("# Order of strength: default < page < file < environment < flag.")
	initial := defaults()
	section := ""
	for _, k := range keys() {
		if s, _, _ := strings.Cut(k.name, "."); s != section {
			section = s
			p.line("")
			p.line("[" + section + "]")
		}
		p.line("")
		p.comment(k.doc)
		p.comment(fmt.Sprintf("Allowed: %s. Default: %s. From: %s.", k.allowed, literal(k.read(&initial)), l.Origin(k.name)))
		p.line(leaf(k.name) + " = " + literal(k.read(&l.Config)))
	}
	printArray(&p, "button", "A button at a line of the board. Any number of these tables.", l.Buttons, newButton(), buttonKeys())
	printArray(&p, "encoder", "A rotary encoder at two lines of the board, and its switch.", l.Encoders, newEncoder(), encoderKeys())
	return p.err
}

// printArray writes the tables of an array, or where there is none a commented example.
func printArray[T any](p *printer, name, doc string, values []T, example T, table []key[T]) {
	p.line("")
	p.comment(doc)
	for _, k := range table {
		p.comment(fmt.Sprintf("%s: %s Allowed: %s. Default: %s.", k.name, k.doc, k.allowed, literal(k.read(&example))))
	}
	lead := ""
	if len(values) == 0 {
		lead, values = "# ", []T{example}
	}
	for i := range values {
		p.line("")
		p.line(lead + "[[" + name + "]]")
		for _, k := range table {
			p.line(lead + k.name + " = " + literal(k.read(&values[i])))
		}
	}
}

// printer writes lines and remembers the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(s string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, s+"\n")
	}
}

// comment writes text in lines of at most 100 columns, each behind a #. An Origin may hold any byte a file name may.
func (p *printer) comment(text string) {
	row := "#"
	for _, word := range strings.Fields(strings.Map(printable, text)) {
		if len(row)+1+len(word) > 100 && row != "#" {
			p.line(row)
			row = "#"
		}
		row += " " + word
	}
	p.line(row)
}

// printable keeps control characters, which TOML forbids in comments too, out of them; broken UTF-8 comes as U+FFFD.
func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}

// literal gives a value in TOML's notation.
func literal(v any) string {
	switch v := v.(type) {
	case string:
		return quote(v)
	case time.Duration:
		return quote(v.String())
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case float64:
		s := strconv.FormatFloat(v, 'g', -1, 64)
		if !strings.ContainsAny(s, ".e") {
			s += ".0"
		}
		return s
	case []string:
		words := make([]string, len(v))
		for i, w := range v {
			words[i] = quote(w)
		}
		return "[" + strings.Join(words, ", ") + "]"
	default:
		panic(fmt.Sprintf("config: no notation for %T", v)) // read gives no other kind
	}
}

// quote gives a TOML basic string (TOML 1.0, "String").
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
