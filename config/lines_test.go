package config

import "testing"

func TestKeyLines(t *testing.T) {
	lines := keyLines(`# a = 1
top = """
x = 1
\""" [no]
"""
[a]
  list = [ # [b]
    "x]", 'y[',
  ]
"quo.ted" . z = 1
t = { in = 3, deep = [ { x = 1 } ] }
[[b]]
k = ''
[[b]]
k = '''
k = 2'''''
[b.sub]
k = 1 # = 2
[[ b . more ]]
n=1
`)
	for key, want := range map[string]int{"top": 2, "a": 6, "a.list": 7, "a.quo.ted.z": 10, "a.t": 11, "b[0]": 12, "b[0].k": 13, "b[1]": 14,
		"b[1].k": 15, "b[1].sub": 17, "b[1].sub.k": 18, "b[1].more[0].n": 20} {
		if lines[key] != want {
			t.Errorf("%s: line %d, want %d", key, lines[key], want)
		}
	}
	if n := lineOf(lines, "a.t.in"); n != 11 {
		t.Errorf("key of an inline table: line %d", n)
	}
	if n := lineOf(lines, "nowhere.at.all"); n != 0 {
		t.Errorf("line %d for a key that isn't there", n)
	}
	if _, there := lines["b[0].sub"]; there {
		t.Error("a table was put to the wrong element")
	}
}

func TestNearest(t *testing.T) {
	words := []string{"audio.output", "audio.max_volume", "mqtt.ca_file"}
	for got, want := range map[string]string{"audio.ouptut": "audio.output", "AUDIO.OUTPUT": "audio.output", "max_volume": "audio.max_volume",
		"http.ca_file": "mqtt.ca_file", "something.else": "", "": ""} {
		if near := nearest(got, words); near != want {
			t.Errorf("%q: %q, want %q", got, near, want)
		}
	}
}
