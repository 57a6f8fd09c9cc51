package gpio

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrNoLine is wrapped by the error for a name that no line has.
var ErrNoLine = errors.New("no such line")

// Place is one line of one chip.
type Place struct {
	Chip     string // the kernel's name: "gpiochip0"
	Label    string // the chip's driver: "pinctrl-bcm2711"
	Offset   int
	Name     string // the kernel's name of the line; often ""
	Consumer string // who uses it; "" if nobody
}

// String gives "gpiochip0:17 GPIO17 (used by led0)".
func (p Place) String() string {
	s := p.address()
	if p.named() {
		s += " " + p.Name
	}
	if p.Consumer != "" {
		s += " (used by " + p.Consumer + ")"
	}
	return s
}

func (p Place) address() string { return p.Chip + ":" + strconv.Itoa(p.Offset) }

// named is whether the line has a name of its own; a device tree writes "-" or "_" for the ones without.
func (p Place) named() bool { return p.Name != "" && p.Name != "-" && p.Name != "_" }

// find gives the place that a name means. The error wraps ErrNoLine and says which lines there are, or that the name is of
// more than one.
func find(name string, places []Place) (Place, error) {
	var found []Place
	for _, p := range places {
		if p.named() && p.Name == name || p.address() == name {
			found = append(found, p)
		}
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(name, "GPIO")); len(found) == 0 && err == nil && strings.HasPrefix(name, "GPIO") {
		for _, p := range places {
			if p.Offset == n && headerChip(p.Label) {
				found = append(found, p)
			}
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return Place{}, fmt.Errorf("pin %q: %w; %s", name, ErrNoLine, describe(places))
	default:
		return Place{}, fmt.Errorf("pin %q is the name of %d lines; give one of %s", name, len(found), addresses(found))
	}
}

// headerChip tells the chip of a Raspberry Pi whose offsets are the header's GPIO numbers, by the labels of the kernel's
// pinctrl-bcm2835 and pinctrl-rp1 drivers.
func headerChip(label string) bool {
	return strings.HasPrefix(label, "pinctrl-bcm2") || label == "pinctrl-rp1"
}

// listed is how many lines an error names; a Pi 5 has two hundred.
const listed = 64

// describe lists lines for a person: those with a name, or, where none has one, the chips.
func describe(places []Place) string {
	if len(places) == 0 {
		return "there is no GPIO chip (or no right to open /dev/gpiochip*: is the user in the group gpio?)"
	}
	var names []string
	last := map[string]int{}
	var chips []string
	for _, p := range places {
		if p.named() {
			names = append(names, p.Name)
		}
		if _, seen := last[p.Chip]; !seen {
			chips = append(chips, p.Chip)
		}
		last[p.Chip] = max(last[p.Chip], p.Offset)
	}
	for i, c := range chips {
		chips[i] = fmt.Sprintf("%s:0…%d", c, last[c])
	}
	s := "there are " + strings.Join(chips, ", ")
	if len(names) > listed {
		return fmt.Sprintf("%s; named %s and %d more", s, strings.Join(names[:listed], ", "), len(names)-listed)
	}
	if len(names) > 0 {
		s += "; named " + strings.Join(names, ", ")
	}
	return s
}

func addresses(places []Place) string {
	var all []string
	for _, p := range places {
		all = append(all, p.address())
	}
	return strings.Join(all, ", ")
}
