package config

import (
	"fmt"
	"strings"
)

// Error is one problem with one key. Its text is one line: place, key, problem, what is allowed.
type Error struct {
	File    string // configuration file; empty where the value came from elsewhere
	Line    int    // line in File, from 1; 0 = the file as a whole
	From    string // environment variable or flag, "page settings", where it wasn't the file
	Key     string // full name of the key, "button[1].pin" in an array of tables; empty = no single key
	Problem string // what is wrong
	Allowed string // what may be set; empty where Problem says it all
	Hint    string // the key or value that was probably meant
}

// Error gives for instance `/etc/auralis/auralis.toml:7: audio.volume: "loud" is unknown; allowed: one of "software", …`.
func (e *Error) Error() string {
	var b strings.Builder
	switch {
	case e.File != "" && e.Line > 0:
		fmt.Fprintf(&b, "%s:%d: ", e.File, e.Line)
	case e.File != "":
		fmt.Fprintf(&b, "%s: ", e.File)
	case e.From != "":
		fmt.Fprintf(&b, "%s: ", e.From)
	}
	if e.Key != "" {
		fmt.Fprintf(&b, "%s: ", e.Key)
	}
	b.WriteString(e.Problem)
	b.WriteString(hint(e.Hint))
	if e.Allowed != "" {
		fmt.Fprintf(&b, "; allowed: %s", e.Allowed)
	}
	return strings.Map(printable, b.String()) // a key or a file name may hold a line end
}

func hint(meant string) string {
	if meant == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", meant)
}

// Errors is every problem that Load found, in the order of strength of the layers and of the lines. It is never empty.
type Errors []*Error

// Error gives the first problem and the number of the others; range over the value to see them all.
func (e Errors) Error() string {
	switch len(e) {
	case 0:
		return "no problem"
	case 1:
		return e[0].Error()
	default:
		return fmt.Sprintf("%s (and %d more)", e[0].Error(), len(e)-1)
	}
}

// Unwrap lets errors.As find each *Error.
func (e Errors) Unwrap() []error {
	out := make([]error, len(e))
	for i, one := range e {
		out[i] = one
	}
	return out
}
