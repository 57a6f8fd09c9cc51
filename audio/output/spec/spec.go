// Package spec opens the sink that an output specification names: the one place that knows all of them.
//
//	auto               the preferred sound card, else the clock
//	alsa:hw:CARD,DEV   a sound card; "alsa" alone is the preferred one
//	clock              no device, at the pace of one
//	wav:FILE           a WAV file, as fast as it goes
//	pipe:FILE          raw PCM into a fifo or file; pipe:- is standard output
//	null               nowhere, as fast as it goes
//
// It is used in the output process and, for files, in the main one. It keeps no state.
package spec

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"auralis/audio"
	"auralis/audio/output"
	"auralis/audio/output/alsa"
	"auralis/audio/output/clock"
	"auralis/audio/output/layout"
	"auralis/audio/output/null"
	"auralis/audio/output/pipe"
	"auralis/audio/output/wavfile"
)

// Check tells whether a specification is well formed, without opening anything.
func Check(spec string) error {
	kind, rest, _ := strings.Cut(spec, ":")
	switch kind {
	case "auto", "clock", "null":
		if rest == "" {
			return nil
		}
	case "alsa":
		if rest == "" {
			return nil
		}
		_, _, err := alsa.ParseName(rest)
		return err
	case "wav", "pipe":
		if rest != "" {
			return nil
		}
		return fmt.Errorf("output %q: the file is missing (%s:FILE)", spec, kind)
	case "snapcast":
		return fmt.Errorf("output %q: snapcast isn't built yet: use pipe:FILE with snapserver's pipe source", spec)
	}
	return fmt.Errorf("output %q: allowed are auto, alsa:hw:CARD,DEV, clock, wav:FILE, pipe:FILE, null", spec)
}

// Open opens a sink. The name is for a person.
func Open(o output.Open) (sink audio.Sink, name string, err error) {
	if err := Check(o.Spec); err != nil {
		return nil, "", err
	}
	kind, rest, _ := strings.Cut(o.Spec, ":")
	switch kind {
	case "auto":
		return auto(o)
	case "alsa":
		return card(o, rest)
	}
	l := layout.Options{Rate: o.Rate, Format: fileFormat(o), Period: o.Period, Periods: o.Periods}
	switch kind {
	case "clock":
		sink, err = clock.New(l, nil)
		name = "clock (no sound card)"
	case "null":
		sink, err = null.New(l)
		name = "nowhere"
	case "wav":
		sink, err = wavfile.Open(rest, l)
		name = "file " + rest
	case "pipe":
		sink, err = pipe.Open(rest, l)
		name = "pipe " + rest
	}
	if err != nil {
		return nil, "", fmt.Errorf("output %s: %w", o.Spec, err)
	}
	return sink, name, nil
}

// auto takes the preferred card, and the clock where there is none at all. A card that is there and can't be opened is
// an error: music that plays to nobody would hide it.
func auto(o output.Open) (audio.Sink, string, error) {
	sink, name, err := card(o, "")
	if errors.Is(err, alsa.ErrNoCard) {
		o.Spec = "clock"
		return Open(o)
	}
	return sink, name, err
}

// fileFormat is the sample format of what isn't a card.
func fileFormat(o output.Open) audio.SampleFormat {
	switch {
	case o.Float:
		return audio.F32LE
	case o.Bits > 24:
		return audio.S32LE
	case o.Bits > 16 || o.Bits == 0:
		return audio.S24x3LE
	default:
		return audio.S16LE
	}
}

// ladder are the rates tried where a card doesn't take the wanted one: the same family first, so that the resampler has
// an easy ratio, then what every card takes.
func ladder(rate int) []int {
	all := []int{rate, 2 * rate, 4 * rate, rate / 2, rate / 4, 48000, 44100, 96000, 88200, 192000}
	var rates []int
	for _, r := range all {
		if r >= layout.MinRate && r <= layout.MaxRate {
			rates = append(rates, r)
		}
	}
	return rates
}

// card opens a sound card at the nearest rate it takes.
func card(o output.Open, name string) (audio.Sink, string, error) {
	id, device := "", 0
	if name != "" {
		var err error
		if id, device, err = alsa.ParseName(name); err != nil {
			return nil, "", err
		}
	}
	periods := o.Periods
	if periods == 0 {
		periods = layout.DefaultPeriods
	}
	var first error
	for _, rate := range ladder(o.Rate) {
		period := time.Duration(0)
		if o.Period > 0 {
			period = time.Duration(float64(o.Period) / float64(o.Rate) * float64(time.Second))
		}
		s, err := alsa.Open(alsa.Options{Card: id, Device: device, Rate: rate, Period: period, Periods: periods})
		if err == nil {
			return s, s.Device(), nil
		}
		if first == nil {
			first = err
		}
		if !errors.Is(err, alsa.ErrUnsupported) {
			return nil, "", err
		}
	}
	return nil, "", first
}
