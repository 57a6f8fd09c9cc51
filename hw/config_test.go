package hw

import (
	"strings"
	"testing"
	"time"
)

func TestActions(t *testing.T) {
	for _, a := range Actions() {
		if got, err := ParseAction(string(a)); got != a || err != nil {
			t.Errorf("%s: %v, %v", a, got, err)
		}
	}
	for _, name := range []string{"quit", "Toggle", "volume-up", " next"} {
		_, err := ParseAction(name)
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "seek_forward, seek_back, sleep") {
			t.Errorf("ParseAction(%q): %v", name, err)
		}
	}
	if a, err := ParseAction(""); a != "" || err != nil {
		t.Errorf("no action at all: %q, %v", a, err)
	}
	if n, ok := Preset4.Preset(); n != 4 || !ok {
		t.Errorf("preset_4: %d, %t", n, ok)
	}
	if n, ok := Next.Preset(); n != 0 || ok {
		t.Errorf("next is preset %d", n)
	}
	for _, tn := range Turnings() {
		if err := tn.Check(); err != nil {
			t.Error(err)
		}
		if up, down := tn.action(3), tn.action(-1); up == down || up.Check() != nil || down.Check() != nil {
			t.Errorf("%s: %s, %s", tn, up, down)
		}
	}
	if err := Turning("page").Check(); err == nil || !strings.Contains(err.Error(), "volume, seek, track") {
		t.Errorf("turning page: %v", err)
	}
}

func TestGestureNames(t *testing.T) {
	for g, want := range map[Gesture]string{Press: "press", Long: "long", Double: "double", Turn: "turn", 0: "Gesture(0)"} {
		if g.String() != want {
			t.Errorf("gesture %d is called %q", g, g)
		}
	}
}

func TestConfigIsCheckedWithoutPins(t *testing.T) {
	ok := Config{
		Buttons:  []Button{{Pin: "P", Press: Next, Long: Stop, Double: Mute}, {Pin: "Q", Press: VolumeUp, Repeat: 100 * time.Millisecond}},
		Encoders: []Encoder{{A: "A", B: "B", Push: "R", Turn: TurnTrack}},
	}
	if err := ok.Check(); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		cfg  Config
		want string
	}{
		{Config{Buttons: []Button{{Press: Next}}}, "button 1 (next): has no pin"},
		{Config{Buttons: []Button{{Pin: "P"}, {Pin: "P"}}}, `button 2 (P): pin "P" is used by button 1 (P) already`},
		{Config{Buttons: []Button{{Pin: "P", Long: "x"}}}, `action "x"`},
		{Config{Buttons: []Button{{Pin: "P", Long: Stop, Repeat: time.Second}}}, "repeats"},
		{Config{Buttons: []Button{{Pin: "P", Debounce: time.Hour}}}, "debounce of 1h"},
		{Config{Buttons: []Button{{Pin: "P", Long: Stop, LongAfter: -1}}}, "long press after"},
		{Config{Encoders: []Encoder{{A: "A", B: "A"}}}, `pin "A" is used by encoder 1 (A) already`},
		{Config{Encoders: []Encoder{{A: "A", B: "B", Push: "A"}}}, `pin "A" is used`},
		{Config{Encoders: []Encoder{{A: "A", B: "B", Turn: "page"}}}, `turning "page"`},
		{Config{Encoders: []Encoder{{A: "A", B: "B", Most: 99}}}, "acceleration"},
		{Config{Encoders: []Encoder{{A: "A", B: "B", Detent: 9}}}, "detent"},
	} {
		if err := c.cfg.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want an error that says %s", c.cfg, err, c.want)
		}
	}
}
