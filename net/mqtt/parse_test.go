package mqtt

import (
	"testing"
	"time"
	"unicode/utf8"

	"auralis/audio/player"
)

// Whatever comes, an accepted command is within its bounds; nothing panics.
func FuzzParse(f *testing.F) {
	for _, c := range commandCases {
		f.Add(c.name, []byte(c.payload))
	}
	f.Add("volume", []byte("٤٠"))
	f.Add("intensity", []byte("0x1p-2"))
	f.Add("intensity", []byte("0.8.1"))
	f.Add("sleep", []byte("1_0"))
	f.Fuzz(func(t *testing.T, name string, payload []byte) {
		if text, err := parseText(payload); err == nil && (text == "" || len(text) > maxText || !utf8.ValidString(text)) {
			t.Errorf("text %q from %q", text, payload)
		}
		cmd, err := parse(name, payload)
		if err != nil {
			return
		}
		ok := true
		switch c := cmd.(type) {
		case player.SetVolume:
			ok = c.Level >= 0 && c.Level <= 100
		case player.SetEnhance:
			ok = c.Enabled != nil || c.Preset != nil || *c.Intensity >= 0 && *c.Intensity <= 1
		case player.Sleep:
			ok = c.After >= 0 && c.After <= 24*time.Hour
		case nil:
			ok = false
		}
		if !ok {
			t.Errorf("%s %q: %#v", name, payload, cmd)
		}
	})
}
