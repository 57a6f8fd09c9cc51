package config

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// key is one line of the table: everything there is to know about one setting of a T (Config or one element of an array
// of tables).
type key[T any] struct {
	name    string             // full name, "audio.output"; within an array of tables the bare name
	doc     string             // one or more sentences for a person
	allowed string             // what may be set, as it ends an error: "one of off, track" …
	field   func(*T) any       // pointer to the value: *string, *bool, *int, *float64, *time.Duration or *[]string
	check   func(v any) string // what is wrong with a value of the right kind; "" = nothing
	choices []string           // where only these words are allowed
	path    bool               // names files: ~ and relative names are made absolute
	need    bool               // must not be empty (arrays of tables)
}

func toggle[T any](name, doc string, field func(*T) *bool) key[T] {
	return key[T]{name: name, doc: doc, allowed: "true or false", field: func(t *T) any { return field(t) }}
}

func whole[T any](name, doc string, field func(*T) *int, lo, hi int, also ...int) key[T] {
	allowed := fmt.Sprintf("a whole number %d…%d", lo, hi)
	for _, a := range also {
		allowed += fmt.Sprintf(", or %d", a)
	}
	return key[T]{name: name, doc: doc, allowed: allowed, field: func(t *T) any { return field(t) },
		check: func(v any) string {
			n := v.(int)
			if (n < lo || n > hi) && !slices.Contains(also, n) {
				return fmt.Sprintf("%d is out of range", n)
			}
			return ""
		}}
}

func share[T any](name, doc string, field func(*T) *float64) key[T] {
	return key[T]{name: name, doc: doc, allowed: "a number 0…1", field: func(t *T) any { return field(t) },
		check: func(v any) string {
			if f := v.(float64); !(f >= 0 && f <= 1) { // a NaN fails too
				return fmt.Sprintf("%g is out of range", f)
			}
			return ""
		}}
}

func span[T any](name, doc string, field func(*T) *time.Duration, lo, hi time.Duration) key[T] {
	return key[T]{name: name, doc: doc, allowed: fmt.Sprintf(`a duration such as "5s" or "1m30s", %s…%s`, lo, hi),
		field: func(t *T) any { return field(t) },
		check: func(v any) string {
			if d := v.(time.Duration); d < lo || d > hi {
				return fmt.Sprintf("%s is out of range", d)
			}
			return ""
		}}
}

func choice[T any](name, doc string, field func(*T) *string, words ...string) key[T] {
	shown := make([]string, len(words))
	for i, w := range words {
		shown[i] = fmt.Sprintf("%q", w)
	}
	return key[T]{name: name, doc: doc, choices: words, allowed: "one of " + strings.Join(shown, ", "),
		field: func(t *T) any { return field(t) },
		check: func(v any) string {
			if s := v.(string); !slices.Contains(words, s) {
				return fmt.Sprintf("%q is unknown%s", s, hint(nearest(s, words)))
			}
			return ""
		}}
}

func text[T any](name, doc, allowed string, field func(*T) *string, check func(string) string) key[T] {
	return key[T]{name: name, doc: doc, allowed: allowed, field: func(t *T) any { return field(t) },
		check: func(v any) string { return check(v.(string)) }}
}

func list[T any](name, doc, allowed string, field func(*T) *[]string, check func(string) string) key[T] {
	return key[T]{name: name, doc: doc, allowed: allowed, field: func(t *T) any { return field(t) },
		check: func(v any) string {
			for _, s := range v.([]string) {
				if p := check(s); p != "" {
					return p
				}
			}
			return ""
		}}
}

func paths[T any](k key[T]) key[T] { k.path = true; return k }

func needed[T any](k key[T]) key[T] { k.need = true; return k }

// read gives the key's present value.
func (k key[T]) read(t *T) any {
	switch p := k.field(t).(type) {
	case *string:
		return *p
	case *bool:
		return *p
	case *int:
		return *p
	case *float64:
		return *p
	case *time.Duration:
		return *p
	case *[]string:
		return *p
	default:
		panic(fmt.Sprintf("config: key %s has a field of unknown kind %T", k.name, p)) // a mistake in the table, met by every test
	}
}

// set converts raw to the key's kind, checks it and puts it in place; it returns what is wrong, or "".
func (k key[T]) set(t *T, raw any, in reading) string {
	v, problem := k.convert(k.field(t), raw, in)
	if problem != "" {
		return problem
	}
	if k.check != nil {
		if problem := k.check(v); problem != "" {
			return problem
		}
	}
	switch p := k.field(t).(type) {
	case *string:
		*p = v.(string)
	case *bool:
		*p = v.(bool)
	case *int:
		*p = v.(int)
	case *float64:
		*p = v.(float64)
	case *time.Duration:
		*p = v.(time.Duration)
	case *[]string:
		*p = v.([]string)
	}
	return ""
}
