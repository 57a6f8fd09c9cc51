package config

import (
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// reading says how a raw value is to be understood.
type reading struct {
	text bool   // the value is text that a person typed into the environment or a flag: "40" is a number, "a,b" a list
	home string // what ~ stands for; empty = unknown
	base string // folder that relative file names start from; empty = they are refused
}

// convert makes a value of the kind that dst points to out of raw: what the TOML decoder gives (string, int64, float64,
// bool, []any), what JSON gives, a Go value of the kind itself, or text.
func (k key[T]) convert(dst, raw any, in reading) (any, string) {
	if s, ok := raw.(string); ok && in.text {
		return k.parse(dst, s, in)
	}
	switch dst.(type) {
	case *string:
		if s, ok := raw.(string); ok {
			return k.checkText(s, in)
		}
	case *bool:
		if b, ok := raw.(bool); ok {
			return b, ""
		}
	case *int:
		if n, ok := integer(raw); ok {
			return n, ""
		}
	case *float64:
		if f, ok := raw.(float64); ok {
			return f, ""
		}
		if n, ok := integer(raw); ok {
			return float64(n), ""
		}
	case *time.Duration:
		if d, ok := raw.(time.Duration); ok {
			return d, ""
		}
		if s, ok := raw.(string); ok {
			return parseDuration(s)
		}
	case *[]string:
		if words, ok := stringList(raw); ok {
			return k.checkList(words, in)
		}
	}
	return nil, fmt.Sprintf("%s can't be used here", describe(raw))
}

// parse reads text from the environment or a flag.
func (k key[T]) parse(dst any, s string, in reading) (any, string) {
	switch dst.(type) {
	case *string:
		return k.checkText(s, in)
	case *bool:
		switch strings.ToLower(strings.TrimSpace(s)) {
		case "true", "on", "yes", "1":
			return true, ""
		case "false", "off", "no", "0":
			return false, ""
		}
		return nil, fmt.Sprintf("%q is neither true nor false", s)
	case *int:
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil {
			return nil, fmt.Sprintf("%q is no whole number", s)
		}
		return n, ""
	case *float64:
		f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, fmt.Sprintf("%q is no number", s)
		}
		return f, ""
	case *time.Duration:
		return parseDuration(strings.TrimSpace(s))
	default:
		words, problem := splitList(s)
		if problem != "" {
			return nil, problem
		}
		return k.checkList(words, in)
	}
}

// splitList reads "a,b", or a TOML array where a word holds a comma: ["a,b", "c"].
func splitList(s string) ([]string, string) {
	s = strings.TrimSpace(s)
	if s == "" {
		return []string{}, ""
	}
	if strings.HasPrefix(s, "[") {
		var holder struct{ List []string }
		if strings.ContainsAny(s, "\r\n") || tooDeep(s) { // a second line could set further keys
			return nil, fmt.Sprintf("%q is no list of texts", s)
		}
		if _, err := toml.Decode("List = "+s, &holder); err != nil {
			return nil, fmt.Sprintf("%q is no list of texts", s)
		}
		return append([]string{}, holder.List...), ""
	}
	words := strings.Split(s, ",")
	for i := range words {
		words[i] = strings.TrimSpace(words[i])
	}
	return words, ""
}

func (k key[T]) checkText(s string, in reading) (any, string) {
	if !utf8.ValidString(s) {
		return nil, fmt.Sprintf("%q is not valid UTF-8", s)
	}
	if !k.path || s == "" {
		return s, ""
	}
	return absolute(s, in)
}

func (k key[T]) checkList(words []string, in reading) (any, string) {
	out := make([]string, 0, len(words))
	for _, w := range words {
		if w == "" {
			return nil, "the list has an empty entry"
		}
		v, problem := k.checkText(w, in)
		if problem != "" {
			return nil, problem
		}
		out = append(out, v.(string))
	}
	return out, ""
}

// absolute resolves ~ and relative file names; the result is clean.
func absolute(s string, in reading) (any, string) {
	if strings.ContainsRune(s, 0) {
		return nil, fmt.Sprintf("%q holds a zero byte", s)
	}
	if s == "~" || strings.HasPrefix(s, "~/") {
		if in.home == "" {
			return nil, fmt.Sprintf("%q: the home folder isn't known here, write the whole path", s)
		}
		s = filepath.Join(in.home, s[1:])
	}
	if !filepath.IsAbs(s) {
		if in.base == "" {
			return nil, fmt.Sprintf("%q must be an absolute path", s)
		}
		s = filepath.Join(in.base, s)
	}
	return filepath.Clean(s), ""
}

func parseDuration(s string) (any, string) {
	d, err := time.ParseDuration(s)
	if err != nil {
		return nil, fmt.Sprintf("%q is no duration", s)
	}
	return d, ""
}

// integer takes every integer kind that the layers bring; a JSON number arrives as a float64 without a fraction.
func integer(raw any) (int, bool) {
	switch n := raw.(type) {
	case int:
		return n, true
	case int64:
		if n < math.MinInt32 || n > math.MaxInt32 {
			return 0, false // no key goes beyond it, and int has 32 bits on some boards
		}
		return int(n), true
	case float64:
		if n != math.Trunc(n) || math.Abs(n) > math.MaxInt32 {
			return 0, false
		}
		return int(n), true
	default:
		return 0, false
	}
}

func stringList(raw any) ([]string, bool) {
	switch l := raw.(type) {
	case []string:
		return l, true
	case []any:
		words := make([]string, len(l))
		for i, e := range l {
			s, ok := e.(string)
			if !ok {
				return nil, false
			}
			words[i] = s
		}
		return words, true
	default:
		return nil, false
	}
}

// describe names a value of the wrong kind in words that fit every layer.
func describe(raw any) string {
	switch v := raw.(type) {
	case string:
		return fmt.Sprintf("the text %q", v)
	case bool:
		return fmt.Sprintf("the value %t", v)
	case int, int64, float64:
		return fmt.Sprintf("the number %v", v)
	case []any, []string:
		return "a list"
	case map[string]any, []map[string]any:
		return "a table"
	case time.Time:
		return "a date"
	default:
		return fmt.Sprintf("a %T", v)
	}
}
