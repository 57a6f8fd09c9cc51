package alsa

import (
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	"auralis/audio"
	"golang.org/x/sys/unix"
)

// ErrNoVolume is wrapped where a card has no playback volume that can be set in decibels.
var ErrNoVolume = errors.New("the card has no hardware volume")

// Mixer is the open mixer of one card. It belongs to one goroutine; no call blocks but WaitChange.
type Mixer struct {
	ctl        *control
	card       string
	subscribed bool
}

// OpenMixer opens the mixer of a card by its index (Card.Index). The caller closes it. It keeps working while others,
// alsamixer say, use the same mixer.
func OpenMixer(card int) (*Mixer, error) {
	name := fmt.Sprintf("hw:%d", card)
	ctl, e := openControl(card)
	if e != 0 {
		err := &Error{Op: "open mixer", Device: name, Errno: e, cond: condition(e)}
		switch {
		case errors.Is(e, os.ErrPermission):
			err.Hint = "this user may not use sound devices; add it to the group audio"
		case e == unix.ENOENT:
			err.cond = ErrNoCard
		}
		return nil, err
	}
	if i, e := ctl.info(); e == 0 {
		name = "hw:CARD=" + cString(i.id[:])
	}
	return &Mixer{ctl: ctl, card: name}, nil
}

// Close closes the mixer; what was set stays.
func (m *Mixer) Close() error { return m.err("close mixer", m.ctl.close()) }

func (m *Mixer) err(op string, e unix.Errno) error {
	if e == 0 {
		return nil
	}
	err := &Error{Op: op, Device: m.card, Errno: e}
	if e == unix.ENODEV { // EPIPE and the like mean nothing here
		err.cond = audio.ErrGone
	}
	return err
}

// Elements lists all elements of the card, of the mixer and others.
func (m *Mixer) Elements() ([]Element, error) {
	all, e := m.ctl.elements()
	return all, m.err("list mixer elements", e)
}

// Read gives all values of an element: one a channel, 0 or 1 for a switch, the item for an enumeration. Elements of other
// kinds (bytes, IEC958) are EINVAL.
func (m *Mixer) Read(el Element) ([]int64, error) {
	v, e := m.ctl.read(el)
	return v, m.err("read "+el.String(), e)
}

// Write sets all values of an element. There must be as many as it has (EINVAL), each in its range (ERANGE).
func (m *Mixer) Write(el Element, values []int64) error {
	return m.err("write "+el.String(), m.ctl.write(el, values))
}

// Scale reads the decibels of an element's values; ErrNoDB where the driver gives none.
func (m *Mixer) Scale(el Element) (Scale, error) {
	if !el.HasTLV || el.Kind != KindInt {
		return Scale{}, fmt.Errorf("alsa: %s: %s: %w", m.card, el, ErrNoDB)
	}
	words, e := m.ctl.tlv(el)
	if e != 0 {
		return Scale{}, m.err("read decibels of "+el.String(), e)
	}
	s, err := parseTLV(words, el.Min, el.Max)
	if err != nil {
		return Scale{}, fmt.Errorf("alsa: %s: %s: %w", m.card, el, err)
	}
	return s, nil
}

// volumeNames are the first words of playback volumes, best first: what drivers call the control in front of the output.
var volumeNames = [...]string{"Master", "PCM", "Digital", "DAC", "Speaker", "Headphone", "Headset", "Line Out", "Front",
	"Lineout", "HDMI", "Playback", "Analogue", "Output"}

// notVolumes are playback volumes of what is mixed in from inputs, not of what is played.
var notVolumes = [...]string{"Mic", "Line In", "CD", "Aux", "Beep", "Sidetone", "Capture", "Loopback", "Boost", "Phone", "Video", "Center", "LFE", "Surround", "Side"}

// volumeRank orders the elements that may be the playback volume: lower is better, −1 is none.
func volumeRank(el Element) int {
	if !el.Mixer || el.Kind != KindInt || !el.CanWrite || !el.CanRead || !el.HasTLV || !el.Active || el.Count < 1 || el.Min >= el.Max {
		return -1
	}
	base, ok := volumeBase(el.Name)
	if !ok {
		return -1
	}
	for _, n := range notVolumes {
		if strings.HasPrefix(base, n) || strings.HasSuffix(base, " "+n) {
			return -1
		}
	}
	if i := slices.Index(volumeNames[:], base); i >= 0 {
		return i
	}
	for i, n := range volumeNames {
		if strings.HasPrefix(base, n) || strings.HasSuffix(base, n) { // "PCM 1", "USB Speaker"
			return 100 + i
		}
	}
	return 1000
}

// volumeBase cuts "Playback Volume" off a name.
func volumeBase(name string) (string, bool) {
	if b, ok := strings.CutSuffix(name, " Playback Volume"); ok {
		return b, true
	}
	b, ok := strings.CutSuffix(name, " Volume")
	return b, ok && !strings.HasSuffix(b, "Capture")
}

// Volume is the playback volume of a card with, where there is one, its switch. It is used through the Mixer it came from.
type Volume struct {
	mixer   *Mixer
	element Element
	scale   Scale
	mute    *Element
}

// Volume chooses the element that sets how loud the card plays: the best known name that has decibels, and of several
// with that name the first. Where there is none the error wraps ErrNoVolume.
func (m *Mixer) Volume() (*Volume, error) {
	all, err := m.Elements()
	if err != nil {
		return nil, err
	}
	return chooseVolume(m, all, m.Scale)
}

func chooseVolume(m *Mixer, all []Element, scale func(Element) (Scale, error)) (*Volume, error) {
	candidates := slices.DeleteFunc(slices.Clone(all), func(e Element) bool { return volumeRank(e) < 0 })
	slices.SortStableFunc(candidates, func(a, b Element) int { return volumeRank(a) - volumeRank(b) })
	var reasons error
	for _, el := range candidates {
		s, err := scale(el)
		if err != nil {
			reasons = errors.Join(reasons, err)
			continue
		}
		v := &Volume{mixer: m, element: el, scale: s}
		base, _ := volumeBase(el.Name)
		for _, name := range []string{base + " Playback Switch", base + " Switch"} {
			for i := range all {
				if sw := &all[i]; v.mute == nil && sw.Name == name && sw.Index == el.Index && sw.Kind == KindBool && sw.CanWrite && sw.Mixer {
					v.mute = sw
				}
			}
		}
		return v, nil
	}
	return nil, errors.Join(fmt.Errorf("alsa: %s: %w (of %d mixer elements none is a playback volume in decibels); use volume = \"software\"",
		m.card, ErrNoVolume, len(all)), reasons)
}

// Name is the element's name: "Digital Playback Volume".
func (v *Volume) Name() string { return v.element.Name }

// Range gives the quietest level that isn't silence and the loudest, in dB. The loudest may be above 0.
func (v *Volume) Range() (lo, hi float64) { return v.scale.Range() }

// SetDB sets all channels to the largest step that isn't louder than db, and returns the level that really is, in dB
// (−Inf for silence). Below the range it is the smallest step, which need not be silent: use Mute for that.
func (v *Volume) SetDB(db float64) (float64, error) {
	if math.IsNaN(db) {
		return 0, fmt.Errorf("alsa: %s: %s: level is not a number", v.mixer.card, v.element)
	}
	x := v.scale.Value(db)
	x = max(v.element.Min, min(x, v.element.Max))
	values := make([]int64, v.element.Count)
	for i := range values {
		values[i] = x
	}
	if err := v.mixer.Write(v.element, values); err != nil {
		return 0, err
	}
	return v.DB()
}

// DB is the level of the loudest channel, in dB; −Inf for silence. The switch isn't looked at.
func (v *Volume) DB() (float64, error) {
	values, err := v.mixer.Read(v.element)
	if err != nil {
		return 0, err
	}
	return v.scale.DB(slices.Max(values)), nil
}

// HasMute reports whether there is a switch.
func (v *Volume) HasMute() bool { return v.mute != nil }

// Mute opens or closes the switch, on all channels. Where there is none, the error is EOPNOTSUPP.
func (v *Volume) Mute(on bool) error {
	if v.mute == nil {
		return v.mixer.err("mute "+v.element.String(), unix.EOPNOTSUPP)
	}
	values := make([]int64, v.mute.Count)
	if !on {
		for i := range values {
			values[i] = 1
		}
	}
	return v.mixer.Write(*v.mute, values)
}

// Muted reports whether all channels are switched off; false where there is no switch.
func (v *Volume) Muted() (bool, error) {
	if v.mute == nil {
		return false, nil
	}
	values, err := v.mixer.Read(*v.mute)
	if err != nil {
		return false, err
	}
	return slices.Max(values) == 0, nil
}
