package sim

import (
	"slices"
	"strings"
	"testing"

	"auralis/hw"
)

func decode(s string) (out []hw.Action) {
	var d decoder
	for _, b := range []byte(s) {
		if a := d.next(b); a != "" {
			out = append(out, a)
		}
	}
	return out
}

func TestKeys(t *testing.T) {
	for in, want := range map[string][]hw.Action{
		" p": {hw.Toggle, hw.Toggle}, "nb": {hw.Next, hw.Previous}, "me": {hw.Mute, hw.Enhance}, "q": {hw.Quit},
		"+=-_":   {hw.VolumeUp, hw.VolumeUp, hw.VolumeDown, hw.VolumeDown},
		"123456": {hw.Preset1, hw.Preset2, hw.Preset3, hw.Preset4, hw.Preset5, hw.Preset6},
		"NQ":     {hw.Next, hw.Quit}, "0789xyz\r\n\t\x00\x7f\xff": nil,
		"\x1b[A\x1b[B\x1b[C\x1b[D": {hw.VolumeUp, hw.VolumeDown, hw.SeekForward, hw.SeekBack},
		"\x1bOA\x1bOB\x1bOC\x1bOD": {hw.VolumeUp, hw.VolumeDown, hw.SeekForward, hw.SeekBack},
		"\x1b[1;5C":                {hw.SeekForward},     // with Ctrl
		"\x1b[15~n":                {hw.Next},            // F5 is nothing
		"\x1bOPn\x1b[200~n":        {hw.Next, hw.Next},   // F1, pasting
		"\x1bnn":                   {hw.Next},            // Alt-n isn't ours
		"\x1b\x1b[A":               {hw.VolumeUp},        // Alt with an arrow
		"\x1b[1\x1b[B":             {hw.VolumeDown},      // cut off by the next
		"\x1b[\nn":                 {hw.Next},            // cut off
		"pä€n":                     {hw.Toggle, hw.Next}, // UTF-8 is nothing
	} {
		if got := decode(in); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", in, got, want)
		}
	}
	var d decoder
	d.next(0x1B)
	d.reset()
	if a := d.next('n'); a != hw.Next {
		t.Errorf("a key after a lonely ESC: %q", a)
	}
}

func TestHelpTellsTheKeys(t *testing.T) {
	if strings.ContainsAny(Help, "\n\r") || len([]rune(Help)) > 130 {
		t.Errorf("the help is more than a line")
	}
	for b := range keys {
		if b != '=' && b != '_' && b != ' ' && (b < '2' || b > '5') && !strings.Contains(Help, string(rune(b))) {
			t.Errorf("%q isn't in the help", b)
		}
	}
}

// Whatever comes, only actions come out, no more than bytes, and a key is understood again after at most a sequence's end.
func FuzzDecoder(f *testing.F) {
	f.Add("\x1b[1;5C n")
	f.Add("\x1b\x1b[[")
	f.Fuzz(func(t *testing.T, in string) {
		var d decoder
		for _, b := range []byte(in) {
			if a := d.next(b); a != "" && a != hw.Quit && a.Check() != nil {
				t.Fatalf("%q gives %q", in, a)
			}
		}
		for range 2 { // the end of any sequence
			d.next('~')
		}
		if a := d.next('n'); a != hw.Next {
			t.Fatalf("after %q the key n gives %q", in, a)
		}
	})
}
