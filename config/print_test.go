package config

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write docs/configuration.md anew")

// reload prints l and loads what was printed.
func reload(t interface {
	Fatalf(string, ...any)
}, l *Loaded) *Loaded {
	var out bytes.Buffer
	if err := PrintConfig(&out, l); err != nil {
		t.Fatalf("%v", err)
	}
	d, problems := parse("/printed.toml", out.String())
	if len(problems) > 0 {
		t.Fatalf("%v\n%s", problems, out.String())
	}
	again, problems := assemble(Options{File: "/printed.toml"}, d)
	if len(problems) > 0 {
		t.Fatalf("%v\n%s", problems, out.String())
	}
	return again
}

// good draws a text for the key that it accepts; every key is drawn over its whole range.
func good[T any](t *rapid.T, k key[T], dst *T) {
	gens := map[string]*rapid.Generator[string]{
		"audio.output": rapid.SampledFrom([]string{"auto", "null", "clock", "alsa:hw:DAC,0", "wav:/tmp/ü\t\"x.wav", "pipe:/f", "snapcast:[::1]:4953"}),
		"http.listen":  rapid.SampledFrom([]string{"", ":80", "127.0.0.1:9", "[::1]:8080"}),
		"mpd.listen":   rapid.SampledFrom([]string{":6600", "localhost:6601"}),
		"mqtt.broker":  rapid.SampledFrom([]string{"", "tcp://a.b:1883", "ssl://[::1]:8883"}),
	}
	draw := func(label string) string {
		if g, ok := gens[k.name]; ok {
			return g.Draw(t, label)
		}
		if k.path {
			return "/" + rapid.String().Filter(func(s string) bool { return !strings.ContainsRune(s, 0) }).Draw(t, label)
		}
		if k.name == "mqtt.user" || k.name == "name" {
			return rapid.SampledFrom([]string{"", "a b", "ü#\"'\\", "  "}).Draw(t, label)
		}
		return rapid.StringMatching(`[A-Za-z0-9_-]{1,20}`).Draw(t, label)
	}
	var raw any
	switch k.field(dst).(type) {
	case *string:
		if k.choices != nil {
			raw = rapid.SampledFrom(k.choices).Draw(t, k.name)
		} else {
			raw = draw(k.name)
		}
	case *bool:
		raw = rapid.Bool().Draw(t, k.name)
	case *int:
		raw = rapid.OneOf(rapid.IntRange(0, 100), rapid.IntRange(0, 400000)).Filter(func(n int) bool { return k.check(n) == "" }).Draw(t, k.name)
	case *float64:
		raw = rapid.Float64Range(0, 1).Draw(t, k.name)
	case *[]string:
		raw = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return draw("word") }), 0, 4).Draw(t, k.name)
	default: // a duration
		raw = rapid.SampledFrom([]string{"0s", "5s", "1ms", "9m59.999999999s"}).Draw(t, k.name)
	}
	if problem := k.set(dst, raw, reading{}); problem != "" {
		t.Fatalf("%s = %v: %s", k.name, raw, problem)
	}
}

// reconcile takes back what contradicts in values drawn at random.
func reconcile(c *Config) {
	a := &c.Audio
	if a.Volume == "fixed" {
		a.StartupVolume, a.MaxVolume = 100, 100
	}
	a.StartupVolume = min(a.StartupVolume, a.MaxVolume)
	if a.BitPerfect && (a.Volume == "software" || a.Rate != 0 || a.ReplayGain != "off") {
		a.BitPerfect = false
	}
	a.CloseAfter = max(a.CloseAfter, a.KeepAwake)
	a.PeriodMS = min(a.PeriodMS, 100)
	if a.PeriodMS*a.Periods < 4 {
		a.PeriodMS = 0
	}
	m := &c.MQTT
	if m.Broker == "" {
		m.Enabled = false
	}
	if m.User == "" {
		m.PasswordFile = ""
	}
	if strings.HasPrefix(m.Broker, "tcp") {
		m.CAFile = ""
	}
}

func TestPrintedConfigLoadsBackTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := &Loaded{Config: defaults(), origins: map[string]Origin{"audio.output": {File, rapid.String().Draw(t, "where")}}}
		for _, k := range keys() {
			good(t, k, &l.Config)
		}
		for range rapid.IntRange(0, 3).Draw(t, "buttons") {
			b := newButton()
			for _, k := range buttonKeys() {
				good(t, k, &b)
			}
			l.Buttons = append(l.Buttons, b)
		}
		for range rapid.IntRange(0, 2).Draw(t, "encoders") {
			e := newEncoder()
			for _, k := range encoderKeys() {
				good(t, k, &e)
			}
			l.Encoders = append(l.Encoders, e)
		}
		reconcile(&l.Config)
		if len(rules(l.Config)) > 0 {
			t.Skip("one pin drawn twice")
		}
		if again := reload(t, l); !reflect.DeepEqual(again.Config, l.Config) {
			t.Fatalf("got  %+v\nwant %+v", again.Config, l.Config)
		}
	})
}

func TestDefaultsPrintedLoadBackAndKeepTheRules(t *testing.T) {
	l, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	if again := reload(t, l); !reflect.DeepEqual(again.Config, l.Config) || again.Origin("led.pin").Layer != File {
		t.Errorf("%+v", again)
	}
}

func TestTableIsWhole(t *testing.T) {
	names, envs := map[string]bool{}, map[string]bool{}
	fields := map[any]string{}
	var c Config
	for _, k := range keys() {
		if names[k.name] || envs[EnvName(k.name)] {
			t.Errorf("%s is there twice", k.name)
		}
		names[k.name], envs[EnvName(k.name)] = true, true
		if k.doc == "" || k.allowed == "" || !strings.HasSuffix(k.doc, ".") {
			t.Errorf("%s: the manual has nothing to say", k.name)
		}
		if other, taken := fields[k.field(&c)]; taken {
			t.Errorf("%s and %s share a field", k.name, other)
		}
		fields[k.field(&c)] = k.name
		if strings.Contains(k.name, "password") && !strings.HasSuffix(k.name, "_file") {
			t.Errorf("%s: a secret in the file itself", k.name)
		}
	}
	want := 0
	for i := range reflect.TypeFor[Config]().NumField() {
		if f := reflect.TypeFor[Config]().Field(i); f.Type.Kind() == reflect.Struct {
			want += f.Type.NumField()
		}
	}
	if len(fields) != want {
		t.Errorf("%d keys for %d fields", len(fields), want)
	}
	if len(buttonKeys()) != reflect.TypeFor[Button]().NumField() || len(encoderKeys()) != reflect.TypeFor[Encoder]().NumField() {
		t.Error("a field of a button or encoder has no key")
	}
}

func TestManualIsUpToDate(t *testing.T) {
	var want bytes.Buffer
	if err := WriteManual(&want); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("..", "docs", "configuration.md")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Error("docs/configuration.md is behind the table: go test ./config -run Manual -update")
	}
}
