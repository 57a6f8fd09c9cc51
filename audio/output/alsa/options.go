package alsa

import (
	"fmt"
	"time"

	"auralis/audio"
)

// Options say what to open.
type Options struct {
	Card    string               // id ("Headphones"), index ("0") or name of the card; "" is the preferred one (see Preferred)
	Device  int                  // number of the PCM device on the card; with Card "" it is ignored
	Rate    int                  // frames per second, exactly
	Formats []audio.SampleFormat // those wanted, best first; nil is Formats()
	Period  time.Duration        // wanted distance of wake-ups, 1 ms…1 s; 0 is 1024 frames
	Periods int                  // wanted number of periods in the buffer, 2…64; 0 is 4
}

const (
	defaultPeriod  = 1024 // frames
	defaultPeriods = 4
	minRate        = 4000
	maxRate        = 768000
)

// checked fills in what was left out and refuses what can't be meant. period is in frames.
func (o Options) checked() (formats []audio.SampleFormat, period, periods int, err error) {
	if o.Rate < minRate || o.Rate > maxRate {
		return nil, 0, 0, fmt.Errorf("alsa: rate %d Hz: must be %d…%d", o.Rate, minRate, maxRate)
	}
	if o.Device < 0 {
		return nil, 0, 0, fmt.Errorf("alsa: device %d: must not be negative", o.Device)
	}
	if formats = o.Formats; len(formats) == 0 {
		formats = Formats()
	}
	switch {
	case o.Period == 0:
		period = defaultPeriod
	case o.Period < time.Millisecond || o.Period > time.Second:
		return nil, 0, 0, fmt.Errorf("alsa: period %v: must be 1ms…1s", o.Period)
	default:
		period = int((int64(o.Period)*int64(o.Rate) + int64(time.Second)/2) / int64(time.Second))
	}
	switch {
	case o.Periods == 0:
		periods = defaultPeriods
	case o.Periods < 2 || o.Periods > 64:
		return nil, 0, 0, fmt.Errorf("alsa: %d periods: must be 2…64", o.Periods)
	default:
		periods = o.Periods
	}
	return formats, period, periods, nil
}
