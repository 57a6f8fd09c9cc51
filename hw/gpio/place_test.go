package gpio

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// pi5 is part of what a Raspberry Pi 5 has, older a Pi whose kernel names no lines.
var pi5 = []Place{
	{Chip: "gpiochip10", Label: "gpio-brcmstb@107d508500", Offset: 0, Name: "-"},
	{Chip: "gpiochip10", Label: "gpio-brcmstb@107d508500", Offset: 1, Name: "2712_WAKE"},
	{Chip: "gpiochip11", Label: "gpio-brcmstb@107d517c00", Offset: 5, Name: "2712_WAKE"},
	{Chip: "gpiochip0", Label: "pinctrl-rp1", Offset: 17, Name: "GPIO17"},
	{Chip: "gpiochip0", Label: "pinctrl-rp1", Offset: 18, Name: "GPIO18", Consumer: "led0"},
}

var older = []Place{
	{Chip: "gpiochip1", Label: "raspberrypi-exp-gpio", Offset: 4},
	{Chip: "gpiochip0", Label: "pinctrl-bcm2835", Offset: 4},
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		name   string
		places []Place
		want   string // "chip:offset"
		err    []string
	}{
		{"GPIO17", pi5, "gpiochip0:17", nil},
		{"gpiochip0:17", pi5, "gpiochip0:17", nil},
		{"gpiochip10:0", pi5, "gpiochip10:0", nil},
		{"GPIO4", older, "gpiochip0:4", nil},
		{"gpiochip1:4", older, "gpiochip1:4", nil},
		{"-", pi5, "", []string{`pin "-"`, "no such line"}},
		{"", older, "", []string{`pin ""`}},
		{"2712_WAKE", pi5, "", []string{"2 lines", "gpiochip10:1, gpiochip11:5"}},
		{"BTN", pi5, "", []string{`pin "BTN"`, "no such line", "gpiochip0:0…18", "GPIO17, GPIO18"}},
		{"GPIO99", older, "", []string{`pin "GPIO99"`, "there are gpiochip1:0…4, gpiochip0:0…4"}},
		{"GPIO17", nil, "", []string{"no GPIO chip", "group gpio"}},
		{"GPIOx", older, "", []string{"no such line"}},
		{"17", pi5, "", []string{"no such line"}},
	} {
		p, err := find(c.name, c.places)
		if c.err == nil {
			if err != nil || p.address() != c.want {
				t.Errorf("%q: %v, %v; want %s", c.name, p, err, c.want)
			}
			continue
		}
		for _, want := range c.err {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v; want an error that says %q", c.name, err, want)
			}
		}
	}
	if _, err := find("x", pi5); !errors.Is(err, ErrNoLine) {
		t.Errorf("%v isn't ErrNoLine", err)
	}
	if s := pi5[4].String(); s != "gpiochip0:18 GPIO18 (used by led0)" {
		t.Errorf("a place reads %q", s)
	}
}

func TestLongListsAreCut(t *testing.T) {
	var many []Place
	for i := range 100 {
		many = append(many, Place{Chip: "gpiochip0", Offset: i, Name: fmt.Sprintf("L%d", i)})
	}
	if s := describe(many); !strings.HasSuffix(s, "L63 and 36 more") {
		t.Errorf("%s", s)
	}
}

// What this machine says depends on its pins; that it says something doesn't.
func TestErrorsOfThisMachine(t *testing.T) {
	const name = "no line is called so"
	_, werr := Board{}.Watch([]string{name}, watchOptions, nil)
	_, oerr := Board{}.Output(name, OutputOptions{})
	for _, err := range []error{werr, oerr} {
		if !errors.Is(err, ErrNoLine) || !strings.Contains(err.Error(), name) {
			t.Errorf("%v", err)
		}
	}
}
