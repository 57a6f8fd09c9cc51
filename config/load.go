package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Layer is where a value came from, weakest first.
type Layer uint8

// The layers in their order of strength.
const (
	Default Layer = iota
	Page
	File
	Environment
	Flag
)

// String names the layer as it is shown to people.
func (l Layer) String() string {
	switch l {
	case Default:
		return "default"
	case Page:
		return "page"
	case File:
		return "file"
	case Environment:
		return "environment"
	case Flag:
		return "flag"
	default:
		return fmt.Sprintf("Layer(%d)", uint8(l))
	}
}

// Origin says where the value of a key came from.
type Origin struct {
	Layer Layer
	Where string // "FILE:LINE", the variable, the flag; empty for the default and the page
}

// String gives for instance "file /etc/auralis/auralis.toml:7".
func (o Origin) String() string {
	if o.Where == "" {
		return o.Layer.String()
	}
	return o.Layer.String() + " " + o.Where
}

// Override is one value given by a flag.
type Override struct {
	Key   string // "audio.output"
	Name  string // as the person typed it, "--output"
	Value any    // text to be parsed, or a value of the key's kind (string, bool, int, float64, time.Duration, []string)
}

// Options is everything that Load reads.
type Options struct {
	File    string         // path of the TOML file; empty = none. A file that is named must exist
	Page    map[string]any // what the page saved, by key; JSON's kinds will do
	Env     []string       // "NAME=value", as os.Environ gives it
	Flags   []Override     // the last of two for the same key wins
	WorkDir string         // folder that relative file names in environment and flags start from; empty = they are refused
}

// Loaded is the finished configuration with the origin of every value. It is never changed.
type Loaded struct {
	Config
	File     string  // the file that was read; empty = none
	Warnings []error // page settings that were left out, each an *Error
	origins  map[string]Origin
}

// Origin says where the value of a key ("audio.output"; "button" and "encoder" as a whole) came from. An unknown key has
// the zero Origin, the default.
func (l *Loaded) Origin(key string) Origin { return l.origins[key] }

// Pinned tells whether file, environment or a flag set the key, so that the page can't.
func (l *Loaded) Pinned(key string) bool { return l.origins[key].Layer >= File }

// Load puts the layers together. The error is of type Errors and holds every problem; the result is then nil. Bad page
// settings are no error but a warning each, and are left out.
func Load(o Options) (*Loaded, error) {
	doc, problems := readFile(o.File)
	if len(problems) > 0 {
		return nil, problems
	}
	l, problems := assemble(o, doc)
	if len(problems) > 0 && len(o.Page) > 0 {
		// The file and the flags decide: with a page setting that contradicts them, all page settings go, so that which
		// of them stays doesn't hang on their order.
		bare := o
		bare.Page = nil
		if again, still := assemble(bare, doc); len(still) == 0 {
			for _, p := range problems {
				again.Warnings = append(again.Warnings, &Error{From: "page settings", Key: p.Key,
					Problem: "left out: " + p.Problem, Allowed: p.Allowed})
			}
			return again, nil
		} else {
			problems = still
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return l, nil
}

// loader fills one Loaded.
type loader struct {
	*Loaded
	table    map[string]key[Config]
	names    []string // of table, and of the arrays of tables
	home     string
	problems Errors
}

func assemble(o Options, doc *document) (*Loaded, Errors) {
	l := loader{Loaded: &Loaded{Config: defaults(), File: o.File, origins: map[string]Origin{}},
		table: map[string]key[Config]{}, home: lookup(o.Env, "HOME")}
	for _, k := range keys() {
		l.table[k.name] = k
		l.names = append(l.names, k.name)
	}
	l.names = append(l.names, "button", "encoder")
	l.page(o.Page)
	l.file(doc)
	l.environment(o.Env, o.WorkDir)
	for _, f := range o.Flags {
		l.one(f.Key, f.Value, Origin{Flag, f.Name}, reading{text: true, home: l.home, base: o.WorkDir})
	}
	if len(l.problems) > 0 {
		return nil, l.problems // the rules would only complain about values that aren't the wanted ones
	}
	derive(&l.Config, func(name string) bool { return l.origins[name].Layer != Default })
	for _, b := range rules(l.Config) {
		l.fail(b.keys[0], b.problem, "", l.blame(b.keys, doc))
	}
	return l.Loaded, l.problems
}

// blame finds the origin of the first of the keys that isn't a default.
func (l *loader) blame(names []string, doc *document) Origin {
	for _, n := range names {
		if strings.Contains(n, "[") { // an array of tables comes from the file alone
			return Origin{File, doc.where(n)}
		}
		if o := l.origins[n]; o.Layer != Default {
			return o
		}
	}
	return Origin{}
}

func (l *loader) page(values map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		before := l.problems
		l.one(name, values[name], Origin{Layer: Page}, reading{home: l.home})
		for _, p := range l.problems[len(before):] {
			l.Warnings = append(l.Warnings, p)
		}
		l.problems = before
	}
}

// one sets a single key of Config.
func (l *loader) one(name string, raw any, from Origin, in reading) {
	k, ok := l.table[name]
	if !ok {
		l.unknown(name, name, from)
		return
	}
	if problem := k.set(&l.Config, raw, in); problem != "" {
		l.fail(name, problem, k.allowed, from)
		return
	}
	l.origins[name] = from
}

func (l *loader) unknown(name, lookFor string, from Origin) {
	l.fail(name, "unknown key", "", from)
	l.problems[len(l.problems)-1].Hint = nearest(lookFor, l.names)
}

func (l *loader) fail(name, problem, allowed string, from Origin) {
	e := &Error{Key: name, Problem: problem, Allowed: allowed, From: from.Where}
	switch from.Layer {
	case File:
		e.File, e.Line, e.From = splitWhere(from.Where)
	case Page:
		e.From = "page settings"
	}
	l.problems = append(l.problems, e)
}
