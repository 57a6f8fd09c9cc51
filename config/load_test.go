package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "auralis.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func mustLoad(t *testing.T, o Options) *Loaded {
	t.Helper()
	l, err := Load(o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLayersInOrderOfStrength(t *testing.T) {
	file := write(t, "[audio]\nmax_volume = 80\nkeep_awake = \"7s\"\n[enhance]\nintensity = 1\n")
	steps := []struct {
		name   string
		o      Options
		want   int
		layer  Layer
		where  string
		pinned bool
	}{
		{"default", Options{}, 100, Default, "", false},
		{"page", Options{Page: map[string]any{"audio.max_volume": float64(90)}}, 90, Page, "", false},
		{"file", Options{File: file, Page: map[string]any{"audio.max_volume": 90}}, 80, File, file + ":2", true},
		{"environment", Options{File: file, Env: []string{"AURALIS_AUDIO_MAX_VOLUME=70"}}, 70, Environment, "AURALIS_AUDIO_MAX_VOLUME", true},
		{"flag", Options{File: file, Env: []string{"AURALIS_AUDIO_MAX_VOLUME=70"},
			Flags: []Override{{"audio.max_volume", "--max-volume", 65}}}, 65, Flag, "--max-volume", true},
	}
	for _, s := range steps {
		t.Run(s.name, func(t *testing.T) {
			l := mustLoad(t, s.o)
			if l.Audio.MaxVolume != s.want {
				t.Errorf("max_volume %d, want %d", l.Audio.MaxVolume, s.want)
			}
			if o := l.Origin("audio.max_volume"); o != (Origin{s.layer, s.where}) {
				t.Errorf("origin %q", o)
			}
			if l.Pinned("audio.max_volume") != s.pinned {
				t.Errorf("pinned %v", !s.pinned)
			}
			if len(l.Warnings) != 0 {
				t.Errorf("warnings %v", l.Warnings)
			}
		})
	}
}

func TestEveryKindFromTextAndFile(t *testing.T) {
	file := write(t, `
library.roots = ["music", "/srv/b", "~/c"]
[mpd]
password_file = "secret"
[[button]]
pin = "GPIO17"
long = "stop"
[[button]]
pin = "GPIO18"
press = "next"
active_low = false
debounce_ms = 0
[[encoder]]
a = "GPIO5"
b = "GPIO6"
`)
	l := mustLoad(t, Options{File: file, WorkDir: "/work", Env: []string{"HOME=/home/u", "PATH=/bin", "AURALIS_CONFIG=x",
		"AURALIS_AUDIO_BIT_PERFECT=on", "AURALIS_AUDIO_VOLUME=fixed", "AURALIS_AUDIO_KEEP_AWAKE=90s", "AURALIS_ENHANCE_INTENSITY=0.25",
		"AURALIS_HTTP_HOSTS=radio.local", "AURALIS_DATA_DIR=data"}})
	dir := filepath.Dir(file)
	want := defaults()
	want.Library.Roots = []string{filepath.Join(dir, "music"), "/srv/b", "/home/u/c"}
	want.MPD.PasswordFile = filepath.Join(dir, "secret")
	want.Buttons = []Button{{Pin: "GPIO17", Press: "toggle", Long: "stop", ActiveLow: true, DebounceMS: 10},
		{Pin: "GPIO18", Press: "next"}}
	want.Encoders = []Encoder{{A: "GPIO5", B: "GPIO6", Turn: "volume", Press: "toggle", Steps: 4, ActiveLow: true}}
	want.Audio.BitPerfect, want.Audio.Volume, want.Audio.StartupVolume = true, "fixed", 100
	want.Audio.KeepAwake, want.Audio.CloseAfter = 90*time.Second, 90*time.Second
	want.Enhance.Intensity = 0.25
	want.HTTP.Hosts = []string{"radio.local"}
	want.Data.Dir = "/work/data"
	if !reflect.DeepEqual(l.Config, want) {
		t.Errorf("got  %+v\nwant %+v", l.Config, want)
	}
	if o := l.Origin("button"); o != (Origin{File, file + ":5"}) && o != (Origin{File, file + ":8"}) {
		t.Errorf("origin of the buttons %q", o)
	}
}

func TestProblemsNamePlaceKeyAndRemedy(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"unknown key", "[audio]\n\noutptu = \"null\"", ":3: audio.outptu: unknown key (did you mean audio.output?)"},
		{"wrong section", "[enhance]\nmax_volume = 3", ":2: enhance.max_volume: unknown key (did you mean audio.max_volume?)"},
		{"unknown section", "[audoi]\noutput = \"null\"", ":2: audoi.output: unknown key (did you mean audio.output?)"},
		{"empty unknown section", "\n[mqqt]", ":2: mqqt: unknown key"},
		{"unknown top key", "volume = 3", ":1: volume: unknown key (did you mean audio.volume?)"},
		{"bad choice", "[audio]\nvolume = \"softwear\"", `:2: audio.volume: "softwear" is unknown (did you mean software?); allowed: one of "software", "hardware", "fixed"`},
		{"unknown preset", "[enhance]\npreset = \"loud\"", `:2: enhance.preset: "loud" is unknown; allowed: one of "adaptive"`},
		{"range", "[audio]\nmax_volume = 101", ":2: audio.max_volume: 101 is out of range; allowed: a whole number 0…100"},
		{"huge number", "[audio]\nmax_volume = 99999999999", ":2: audio.max_volume: the number 99999999999 can't be used here"},
		{"kind", "[audio]\nmax_volume = \"80\"", `:2: audio.max_volume: the text "80" can't be used here; allowed: a whole number`},
		{"list kind", "[library]\nroots = [\n \"a\",\n 3,\n]", ":2: library.roots: a list can't be used here"},
		{"not a number", "[enhance]\nintensity = nan", ":2: enhance.intensity: NaN is out of range"},
		{"duration", "[audio]\nkeep_awake = \"5 seconds\"", `:2: audio.keep_awake: "5 seconds" is no duration; allowed: a duration such as`},
		{"date", "[log]\nlevel = 2024-01-01", ":2: log.level: a date can't be used here"},
		{"output", "[audio]\noutput = \"also:hw:x,0\"", `:2: audio.output: "also:hw:x,0" is no output (did you mean alsa?); allowed: "auto"`},
		{"section is a value", "audio = 3", ":1: audio: the number 3 can't be used here; allowed: a table of keys: [audio]"},
		{"button without pin", "[[button]]\npress = \"next\"", ":1: button[0].pin: is missing; allowed: a line name"},
		{"button with empty pin", "[[button]]\npress = \"next\"\npin=\"\"", ":3: button[0].pin: is empty"},
		{"unknown button key", "[[button]]\npin = \"a\"\n[[button]]\npin = \"b\"\ndubble = \"next\"", ":5: button[1].dubble: unknown key (did you mean double?)"},
		{"unknown action", "[[button]]\npin = \"a\"\npress = \"nxt\"", `:3: button[0].press: "nxt" is unknown (did you mean next?)`},
		{"single button table", "[button]\npin = \"a\"", ":1: button: a table can't be used here; allowed: [[button]] tables"},
		{"pin twice", "[led]\npin = \"G1\"\n[[button]]\npin = \"G1\"", `:2: led.pin: "G1" is used by button[0].pin already`},
		{"syntax", "[audio]\noutput = ", ":2: audio.output: is no valid TOML"},
		{"duplicate", "[log]\nlevel = \"info\"\nlevel = \"info\"", ":3: "},
		{"fixed and cap", "[audio]\nvolume = \"fixed\"\nmax_volume = 60", `:3: audio.max_volume: 60 can't be kept with audio.volume = "fixed"`},
		{"fixed and startup cap", "[audio]\nstartup_volume = 60\nvolume = \"fixed\"", `:2: audio.startup_volume: 60 can't be kept`},
		{"startup above max", "[audio]\nstartup_volume = 60\nmax_volume = 50", ":2: audio.startup_volume: 60 is more than audio.max_volume = 50"},
		{"bit perfect by software", "[audio]\nbit_perfect = true", `:2: audio.bit_perfect: needs audio.volume = "hardware" or "fixed"`},
		{"bit perfect at a rate", "[audio]\nbit_perfect = true\nvolume = \"fixed\"\nrate = 48000", ":2: audio.bit_perfect: needs audio.rate = 0"},
		{"bit perfect with replaygain", "[audio]\nbit_perfect = true\nvolume = \"fixed\"\nreplaygain = \"auto\"", `:2: audio.bit_perfect: needs audio.replaygain = "off"`},
		{"broker missing", "[mqtt]\nenabled = true", ":2: mqtt.enabled: needs mqtt.broker"},
		{"secret in address", "[mqtt]\nbroker = \"tcp://u:hunter2@h:1\"", ":2: mqtt.broker: the address holds a user or password; use mqtt.user"},
		{"ca without tls", "[mqtt]\nbroker = \"tcp://h:1\"\nca_file = \"/ca\"", ":3: mqtt.ca_file: needs an ssl:// address"},
		{"same port", "[mpd]\nenabled = true\nlisten = \":8080\"", ":3: mpd.listen: :8080 is http.listen too"},
		{"closing before awake ends", "[audio]\nkeep_awake = \"20s\"\nclose_after = \"10s\"", ":3: audio.close_after: 10s is less than audio.keep_awake = 20s"},
		{"buffer too long", "[audio]\nperiod_ms = 200\nperiods = 16", ":2: audio.period_ms: 200 times audio.periods = 16"},
		{"deep", "a = " + strings.Repeat("[", 100), ": brackets are nested deeper than 64"},
		{"large", strings.Repeat("#", maxFile+1), ": is larger than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := write(t, c.text)
			l, err := Load(Options{File: file})
			if err == nil {
				t.Fatalf("no error, %+v", l.Config)
			}
			if !strings.HasPrefix(err.Error(), file+c.want) {
				t.Errorf("got  %s\nwant …%s", err, c.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Error("more than one line")
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Error("a password is repeated")
			}
			var one *Error
			if !errors.As(err, &one) || one.File != file {
				t.Errorf("no *Error with the file: %#v", one)
			}
		})
	}
}

func TestEveryProblemIsReported(t *testing.T) {
	_, err := Load(Options{File: write(t, "[audio]\nmax_volume = -1\nrate = 1\n"), Env: []string{"AURALIS_LOG_LEVEL=loud", "AURALIS_LOG_LEVLE=info"},
		Flags: []Override{{"http.listen", "--listen", "x"}}})
	var all Errors
	if !errors.As(err, &all) || len(all) != 5 {
		t.Fatalf("%d problems: %v", len(all), err)
	}
	for i, want := range []string{":2: audio.max_volume", ":3: audio.rate", `AURALIS_LOG_LEVEL: log.level: "loud" is unknown`,
		"environment: AURALIS_LOG_LEVLE: no key has this variable (did you mean AURALIS_LOG_LEVEL?)", `--listen: http.listen: "x" is not of the form host:port`} {
		if !strings.Contains(all[i].Error(), want) {
			t.Errorf("problem %d: %s, want %s", i, all[i], want)
		}
	}
	if !strings.HasSuffix(err.Error(), "(and 4 more)") {
		t.Error(err)
	}
}

func TestMissingFileIsNamed(t *testing.T) {
	_, err := Load(Options{File: "/nonexistent/a.toml"})
	if err == nil || err.Error() != "/nonexistent/a.toml: can't be opened: no such file or directory" {
		t.Error(err)
	}
}

func TestBadPageSettingsDontStopTheStart(t *testing.T) {
	l := mustLoad(t, Options{Page: map[string]any{"audio.max_volume": "x", "audio.gone": 1, "enhance.preset": "warm"}})
	if l.Enhance.Preset != "warm" || l.Audio.MaxVolume != 100 || len(l.Warnings) != 2 {
		t.Errorf("%+v %v", l.Config, l.Warnings)
	}
	file := write(t, "[audio]\nvolume = \"fixed\"")
	l = mustLoad(t, Options{File: file, Page: map[string]any{"audio.max_volume": 50}})
	if l.Audio.MaxVolume != 100 || len(l.Warnings) != 1 || !strings.Contains(l.Warnings[0].Error(), "page settings: audio.max_volume: left out: 50") {
		t.Errorf("%+v %v", l.Audio, l.Warnings)
	}
	if _, err := Load(Options{File: write(t, "[mqtt]\nenabled = true"), Page: map[string]any{"audio.max_volume": 50}}); err == nil {
		t.Error("a file that breaks a rule by itself was taken")
	}
}

func TestUnsetCapsFollow(t *testing.T) {
	l := mustLoad(t, Options{Flags: []Override{{"audio.max_volume", "--max-volume", "30"}}})
	if l.Audio.StartupVolume != 30 {
		t.Errorf("startup volume %d above the maximum", l.Audio.StartupVolume)
	}
}

func TestListsAsText(t *testing.T) {
	for in, want := range map[string][]string{
		"":                     {},
		"/a":                   {"/a"},
		"/a, b":                {"/a", "/w/b"},
		`["/a,b", '/c']`:       {"/a,b", "/c"},
		`["~/x"]`:              {"/h/x"},
		"/a/../b/":             {"/b"},
		`["/a"]` + "\nx = 1":   nil,
		`["/a", 3]`:            nil,
		"/a,,/b":               nil,
		"\xff":                 nil,
		strings.Repeat("[", 9): nil,
	} {
		l, err := Load(Options{WorkDir: "/w", Env: []string{"HOME=/h", "AURALIS_LIBRARY_ROOTS=" + in}})
		if want == nil {
			if err == nil {
				t.Errorf("%q was taken as %q", in, l.Library.Roots)
			}
		} else if err != nil || !reflect.DeepEqual(l.Library.Roots, want) {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestPlaces(t *testing.T) {
	dir := t.TempDir()
	if got := FindFile([]string{"AURALIS_CONFIG=/x.toml"}); got != "/x.toml" {
		t.Error(got)
	}
	want := filepath.Join(dir, "auralis", "auralis.toml")
	if err := os.MkdirAll(filepath.Dir(want), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(want, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := FindFile([]string{"XDG_CONFIG_HOME=" + dir}); got != want {
		t.Error(got)
	}
	for _, c := range []struct {
		env  []string
		want string
	}{
		{[]string{"STATE_DIRECTORY=/var/lib/auralis:/b", "HOME=/h"}, "/var/lib/auralis"},
		{[]string{"XDG_DATA_HOME=/x", "HOME=/h"}, "/x/auralis"},
		{[]string{"HOME=/h"}, "/h/.local/share/auralis"},
	} {
		if got, err := (Config{}).DataDir(c.env); err != nil || got != c.want {
			t.Errorf("%v: %s %v", c.env, got, err)
		}
	}
	if _, err := (Config{}).DataDir(nil); err == nil {
		t.Error("a folder out of nothing")
	}
}
