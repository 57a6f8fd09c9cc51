package alsa

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/yobert/alsa"
	"golang.org/x/sys/unix"
)

// ErrNoCard is wrapped where a card or device was asked for that isn't there.
var ErrNoCard = errors.New("no such sound card")

// Card is one sound card.
type Card struct {
	Index      int    // moves when cards are plugged in another order
	ID         string // stays: "Headphones", "sndrpihifiberry"
	Driver     string // "bcm2835_headpho", "USB-Audio"
	Name       string // short, for people
	LongName   string
	Mixer      string // name of the mixer's chip
	Components string // "USB08bb:2902"
	Devices    []Device
}

// Device is one playback device of a card.
type Device struct {
	Card       int // index of the card
	CardID     string
	Number     int
	ID         string // "bcm2835 Headphones"
	Name       string
	Subdevices int     // how many can play at once
	Free       int     // how many of them are free
	Holder     *Holder // who has it open; nil where nobody has, or it isn't known
	Caps       *Caps   // what it accepts; nil where it couldn't be asked because it is in use
}

// String is the device's stable name, which Open takes (through ParseName).
func (d Device) String() string { return DeviceName(d.CardID, d.Number) }

// Cards lists the sound cards and their playback devices, with what each accepts where it is free. It opens devices only
// to ask; one that is in use is left alone. No card at all is an empty list and no error. With an error the list holds
// what could be read.
func Cards() ([]Card, error) {
	found, err := find()
	for i := range found {
		for j := range found[i].Devices {
			d := &found[i].Devices[j]
			d.Holder = holderOf(os.DirFS("/proc"), d.Card, d.Number)
			caps, e := probe(fmt.Sprintf("/dev/snd/pcmC%dD%dp", d.Card, d.Number))
			if e == 0 {
				d.Caps = &caps
			} else if e != unix.EBUSY && e != unix.EAGAIN {
				err = errors.Join(err, &Error{Op: "probe", Device: d.String(), Errno: e, cond: condition(e)})
			}
		}
	}
	return found, err
}

// find lists cards and devices without opening any PCM.
func find() ([]Card, error) {
	listed, err := alsa.OpenCards()
	for try := 0; try < 3 && err != nil && !errors.Is(err, os.ErrPermission); try++ {
		// It gives up at the first card that fails, which may be one being unplugged, and the others are missing.
		alsa.CloseCards(listed)
		listed, err = alsa.OpenCards()
	}
	if errors.Is(err, os.ErrNotExist) && len(listed) == 0 {
		return nil, nil // no /dev/snd: no driver, or a container
	}
	if err != nil {
		err = fmt.Errorf("alsa: listing cards: %w", err)
		if errors.Is(err, os.ErrPermission) {
			err = fmt.Errorf("%w: this user may not use sound devices; add it to the group audio", err)
		}
	}
	defer alsa.CloseCards(listed)
	var cards []Card
	for _, l := range listed {
		c, e := describe(l)
		if e == unix.ENODEV || e == unix.ENOENT {
			continue // unplugged in the meantime
		}
		if e != 0 {
			err = errors.Join(err, &Error{Op: "list", Device: l.Path, Errno: e})
			continue
		}
		cards = append(cards, c)
	}
	slices.SortFunc(cards, func(a, b Card) int { return a.Index - b.Index })
	return cards, err
}

func describe(l *alsa.Card) (Card, unix.Errno) {
	ctl, e := openControl(l.Number)
	if e != 0 {
		return Card{}, e
	}
	defer ctl.close()
	i, e := ctl.info()
	if e != 0 {
		return Card{}, e
	}
	c := Card{
		Index: l.Number, ID: cString(i.id[:]), Driver: cString(i.driver[:]), Name: cString(i.name[:]),
		LongName: cString(i.longname[:]), Mixer: cString(i.mixername[:]), Components: cString(i.components[:]),
	}
	devices, err := l.Devices()
	if err != nil { // it formats the errno away; ask again for it
		_, e := ctl.info()
		return c, max(e, unix.ENODEV)
	}
	for _, d := range devices {
		if !d.Play {
			continue
		}
		p, e := ctl.playback(d.Number)
		if e != 0 {
			return c, e
		}
		c.Devices = append(c.Devices, Device{
			Card: c.Index, CardID: c.ID, Number: d.Number, ID: cString(p.id[:]), Name: cString(p.name[:]),
			Subdevices: int(p.subdevicesCount), Free: int(p.subdevicesAvail),
		})
	}
	return c, 0
}

// FindCard looks a card up by id, by index, by id in any case, and then by its short name, in this order. An error wraps
// ErrNoCard and lists the cards there are.
func FindCard(cards []Card, name string) (Card, error) {
	for _, match := range []func(Card) bool{
		func(c Card) bool { return c.ID == name },
		func(c Card) bool { return strconv.Itoa(c.Index) == name },
		func(c Card) bool { return strings.EqualFold(c.ID, name) },
		func(c Card) bool { return strings.EqualFold(c.Name, name) },
	} {
		if i := slices.IndexFunc(cards, match); i >= 0 {
			return cards[i], nil
		}
	}
	if len(cards) == 0 {
		return Card{}, fmt.Errorf("alsa: card %q: %w: there is no sound card at all", name, ErrNoCard)
	}
	var ids []string
	for _, c := range cards {
		ids = append(ids, c.ID)
	}
	return Card{}, fmt.Errorf("alsa: card %q: %w: there are %s", name, ErrNoCard, strings.Join(ids, ", "))
}

// Preferred chooses the device to play on where none was named: USB before any other (somebody plugged it in), then
// built-in and HAT cards, then HDMI, then virtual cards; among equals the lowest index. ok is false where there is none.
func Preferred(cards []Card) (d Device, ok bool) {
	best := -1
	for _, c := range cards {
		for _, candidate := range c.Devices {
			if r := rank(c, candidate); best < 0 || r < best {
				d, best = candidate, r
			}
		}
	}
	return d, best >= 0
}

func rank(c Card, d Device) int {
	text := strings.ToLower(c.ID + " " + c.Driver + " " + d.ID + " " + d.Name)
	switch {
	case c.Driver == "USB-Audio":
		return 0
	case c.Driver == "Loopback" || c.Driver == "Dummy":
		return 3
	case strings.Contains(text, "hdmi") || strings.Contains(text, "displayport"):
		return 2
	}
	return 1
}

// resolve finds the card to open; with no name it also chooses the device.
func resolve(name string, device *int) (Card, error) {
	cards, err := find()
	if name == "" {
		d, ok := Preferred(cards)
		if !ok {
			return Card{}, errors.Join(fmt.Errorf("alsa: %w: none can play", ErrNoCard), err)
		}
		*device, name = d.Number, d.CardID
	}
	c, missing := FindCard(cards, name)
	if missing != nil {
		return c, errors.Join(missing, err)
	}
	return c, nil
}
