package api

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Bounds on what a parameter may hold.
const (
	maxText = 4096   // bytes of a string
	maxList = 10_000 // elements of a list; a message of MaxMessage holds fewer ids
)

// params reads the parameters of one call, strictly. The first thing wrong is kept and every later read gives a zero
// value, so that a method reads all it takes and asks once, by done.
type params struct {
	fields map[string]json.RawMessage
	known  []string
	err    *Error
}

func newParams(raw json.RawMessage) *params {
	p := &params{}
	if kindOf(raw) == "nothing" {
		return p
	}
	if k := kindOf(raw); k != "an object" {
		p.bad("params must be an object of parameters by name, not %s", k)
	} else if err := json.Unmarshal(raw, &p.fields); err != nil {
		p.bad("params: %v", err)
	}
	return p
}

func (p *params) bad(format string, args ...any) {
	if p.err == nil {
		p.err = Errorf(CodeInvalidParams, format, args...)
	}
}

// take gives a parameter; ok is false where it isn't there or something was wrong before.
func (p *params) take(name string) (v json.RawMessage, ok bool) {
	p.known = append(p.known, name)
	v, ok = p.fields[name]
	return v, ok && p.err == nil
}

// has tells whether a parameter was given. It counts as known.
func (p *params) has(name string) bool {
	_, ok := p.take(name)
	return ok
}

// need takes a parameter that must be there.
func (p *params) need(name, what string) (json.RawMessage, bool) {
	v, ok := p.take(name)
	if !ok {
		p.bad("%s is missing: wanted is %s", name, what)
	}
	return v, ok
}

// read takes a value apart.
func (p *params) read(name, what, kind string, v json.RawMessage, into any) {
	if k := kindOf(v); k != kind {
		p.bad("%s must be %s, not %s", name, what, k)
	} else if json.Unmarshal(v, into) != nil {
		p.bad("%s must be %s", name, what)
	}
}

// number is a number from lo to hi that must be there.
func (p *params) number(name string, lo, hi float64) (x float64) {
	what := "a number from " + short(lo) + " to " + short(hi)
	if v, ok := p.need(name, what); ok {
		p.read(name, what, "a number", v, &x)
		if p.err == nil && (math.IsNaN(x) || x < lo || x > hi) {
			p.bad("%s is %s: allowed is %s", name, v, what)
		}
	}
	return x
}

// integer is a whole number from lo to hi.
func (p *params) integer(name string, lo, hi int) int {
	x := p.number(name, float64(lo), float64(hi))
	if x != math.Trunc(x) {
		p.bad("%s must be a whole number", name)
	}
	if p.err != nil {
		return 0
	}
	return int(x)
}

// integerOr is integer where it was given.
func (p *params) integerOr(name string, lo, hi, otherwise int) int {
	if !p.has(name) {
		return otherwise
	}
	return p.integer(name, lo, hi)
}

// boolean is true or false and must be there.
func (p *params) boolean(name string) (b bool) {
	if v, ok := p.need(name, "true or false"); ok {
		p.read(name, "true or false", "true or false", v, &b)
	}
	return b
}

// text is a string that must be there and isn't empty.
func (p *params) text(name, what string) (s string) {
	if v, ok := p.need(name, what); ok {
		p.read(name, what, "a string", v, &s)
		p.bounded(name, s)
	}
	return s
}

// choice is one of some words and must be there.
func (p *params) choice(name string, words []string) string {
	what := "one of " + strings.Join(words, ", ")
	s := p.text(name, what)
	if p.err == nil && !slices.Contains(words, s) {
		p.bad("%s is %q: allowed is %s", name, s, what)
	}
	return s
}

// choiceOr is choice where it was given, else the first word.
func (p *params) choiceOr(name string, words []string) string {
	if !p.has(name) {
		return words[0]
	}
	return p.choice(name, words)
}

// texts is a list of strings that must be there.
func (p *params) texts(name, what string) (list []string) {
	v, ok := p.need(name, what)
	if !ok {
		return nil
	}
	var raw []json.RawMessage
	p.read(name, what, "a list", v, &raw)
	if len(raw) > maxList {
		p.bad("%s has %d elements: at most %d", name, len(raw), maxList)
	}
	for _, e := range raw {
		if p.err != nil {
			return nil
		}
		var s string
		if k := kindOf(e); k != "a string" {
			p.bad("%s must be %s: one element is %s", name, what, k)
		} else if err := json.Unmarshal(e, &s); err != nil {
			p.bad("%s: %v", name, err)
		}
		p.bounded("an element of "+name, s)
		list = append(list, s)
	}
	return list
}

func (p *params) bounded(name, s string) {
	if s == "" {
		p.bad("%s is empty", name)
	} else if len(s) > maxText {
		p.bad("%s is longer than %d bytes", name, maxText)
	}
}

// done gives what was wrong, an unknown parameter too.
func (p *params) done() *Error {
	if p.err != nil {
		return p.err
	}
	var unknown []string
	for name := range p.fields {
		if !slices.Contains(p.known, name) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	if len(p.known) == 0 {
		p.bad("unknown parameter %q: this method takes none", unknown[0])
	} else {
		p.bad("unknown parameter %q: known are %s", unknown[0], strings.Join(slices.Compact(slices.Sorted(slices.Values(p.known))), ", "))
	}
	return p.err
}

func short(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
