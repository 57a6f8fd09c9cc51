package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

const (
	maxFile  = 256 << 10 // bytes; a real file has a few thousand
	maxDepth = 64        // brackets within brackets: the decoder recurses into them
)

// document is a parsed file.
type document struct {
	path  string
	tree  map[string]any
	lines map[string]int
}

// readFile reads and parses the file; no file is an empty document.
func readFile(path string) (*document, Errors) {
	if path == "" {
		return &document{}, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, Errors{{File: path, Problem: "can't be opened: " + cause(err)}}
	}
	defer f.Close() // opened for reading: nothing is lost
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, Errors{{File: path, Problem: "can't be read: " + cause(err)}}
	}
	return parse(path, string(text))
}

// cause leaves the path out of a file error: the message names it already.
func cause(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

func parse(path, text string) (*document, Errors) {
	if len(text) > maxFile {
		return nil, Errors{{File: path, Problem: fmt.Sprintf("is larger than %d bytes: this is no configuration file", maxFile)}}
	}
	if tooDeep(text) {
		return nil, Errors{{File: path, Problem: fmt.Sprintf("brackets are nested deeper than %d: this is no configuration file", maxDepth)}}
	}
	d := &document{path: path}
	if _, err := toml.Decode(text, &d.tree); err != nil {
		var pe toml.ParseError
		if errors.As(err, &pe) {
			return nil, Errors{{File: path, Line: pe.Position.Line, Key: pe.LastKey, Problem: "is no valid TOML: " + oneLine(pe.Message)}}
		}
		return nil, Errors{{File: path, Problem: "is no valid TOML: " + oneLine(err.Error())}}
	}
	d.lines = keyLines(text)
	return d, nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// tooDeep counts brackets that stay open, in texts and comments too: no real file comes near the limit.
func tooDeep(text string) bool {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '[', '{':
			if depth++; depth > maxDepth {
				return true
			}
		case ']', '}':
			depth = max(0, depth-1)
		}
	}
	return false
}

// where gives "FILE:LINE" for a key.
func (d *document) where(name string) string {
	return d.path + ":" + strconv.Itoa(lineOf(d.lines, name))
}

// splitWhere undoes where.
func splitWhere(where string) (file string, line int, from string) {
	cut := strings.LastIndexByte(where, ':')
	if cut < 0 {
		return where, 0, ""
	}
	line, err := strconv.Atoi(where[cut+1:])
	if err != nil {
		return where, 0, ""
	}
	return where[:cut], line, ""
}

// file applies the document to the configuration, in the order of its lines.
func (l *loader) file(d *document) {
	in := reading{home: l.home}
	if d.path != "" {
		if abs, err := filepath.Abs(filepath.Dir(d.path)); err == nil {
			in.base = abs // without it relative names in the file are refused with a clear message
		}
	}
	for _, name := range byLine(d, "", d.tree) {
		switch name {
		case "button":
			l.Buttons = array(l, d, in, name, newButton, buttonKeys())
			continue
		case "encoder":
			l.Encoders = array(l, d, in, name, newEncoder, encoderKeys())
			continue
		}
		section, ok := d.tree[name].(map[string]any)
		if !ok {
			if !l.section(name) {
				l.unknown(name, name, Origin{File, d.where(name)})
			} else {
				l.fail(name, describe(d.tree[name])+" can't be used here", "a table of keys: ["+name+"]", Origin{File, d.where(name)})
			}
			continue
		}
		if !l.section(name) && len(section) == 0 {
			l.unknown(name, name, Origin{File, d.where(name)})
		}
		for _, leaf := range byLine(d, name+".", section) {
			full := name + "." + leaf
			l.one(full, section[leaf], Origin{File, d.where(full)}, in)
		}
	}
}

// section tells whether any key is in the section.
func (l *loader) section(name string) bool {
	return slices.ContainsFunc(l.names, func(k string) bool { return strings.HasPrefix(k, name+".") })
}

// byLine sorts names by their line in the file, then by themselves.
func byLine(d *document, prefix string, tree map[string]any) []string {
	names := slices.Sorted(maps.Keys(tree))
	slices.SortStableFunc(names, func(a, b string) int {
		return lineOf(d.lines, prefix+a) - lineOf(d.lines, prefix+b)
	})
	return names
}

// array reads one array of tables.
func array[T any](l *loader, d *document, in reading, name string, fresh func() T, table []key[T]) []T {
	tables, ok := tablesOf(d.tree[name])
	if !ok {
		l.fail(name, describe(d.tree[name])+" can't be used here", "[["+name+"]] tables", Origin{File, d.where(name)})
		return nil
	}
	names := make([]string, len(table))
	for i, k := range table {
		names[i] = k.name
	}
	var out []T
	for i, values := range tables {
		one, at := fresh(), fmt.Sprintf("%s[%d]", name, i)
		for _, leaf := range byLine(d, at+".", values) {
			full := at + "." + leaf
			pos := slices.Index(names, leaf)
			if pos < 0 {
				l.fail(full, "unknown key", "", Origin{File, d.where(full)})
				l.problems[len(l.problems)-1].Hint = nearest(leaf, names)
				continue
			}
			if problem := table[pos].set(&one, values[leaf], in); problem != "" {
				l.fail(full, problem, table[pos].allowed, Origin{File, d.where(full)})
			}
		}
		for _, k := range table {
			if k.need && k.read(&one) == "" && !hasKey(values, k.name) {
				l.fail(at+"."+k.name, "is missing", k.allowed, Origin{File, d.where(at)})
			} else if k.need && k.read(&one) == "" {
				l.fail(at+"."+k.name, "is empty", k.allowed, Origin{File, d.where(at + "." + k.name)})
			}
		}
		out = append(out, one)
	}
	l.origins[name] = Origin{File, d.where(name)}
	return out
}

func hasKey(values map[string]any, name string) bool { _, ok := values[name]; return ok }

func tablesOf(raw any) ([]map[string]any, bool) {
	switch v := raw.(type) {
	case []map[string]any:
		return v, true
	case []any:
		out := make([]map[string]any, len(v))
		for i, e := range v {
			m, ok := e.(map[string]any)
			if !ok {
				return nil, false
			}
			out[i] = m
		}
		return out, true
	default:
		return nil, false
	}
}
