package config

import (
	"reflect"
	"strings"
	"testing"
)

// FuzzLoad feeds any text as a file: it is refused with messages of one line, or what it makes survives being printed.
func FuzzLoad(f *testing.F) {
	for _, s := range []string{"", "[audio]\noutput = 'null'\nperiods = 3", "[[button]]\npin='a'\n[[button]]\npin='b'\nlong='stop'",
		"button = [{pin = \"x\"}]", "library.roots = ['/a', \"b\\u0007\"]", "[audio\n", "a.b.c.d = [[[{x=[1]}]]]", "\"\" = 1", "[http]\nhosts=[]\n\"a.b\"=2",
		"x = '''\n[audio]\n'''\n[mqtt]\nbroker='ssl://h:1'", "audio = {keep_awake = '1s', close_after='2s'}", "[enhance]\nintensity=1e-7"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, problems := parse("/f.toml", text)
		var l *Loaded
		if len(problems) == 0 {
			l, problems = assemble(Options{File: "/f.toml", Env: []string{"HOME=/h"}}, d)
		}
		for _, p := range problems {
			if strings.ContainsAny(p.Error(), "\r\n") {
				t.Errorf("more than one line: %q", p)
			}
			if p.File == "" || p.Problem == "" {
				t.Errorf("%+v says too little", p)
			}
		}
		if len(problems) > 0 {
			return
		}
		if again := reload(t, l); !reflect.DeepEqual(again.Config, l.Config) {
			t.Errorf("got  %+v\nwant %+v", again.Config, l.Config)
		}
	})
}
