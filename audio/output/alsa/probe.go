package alsa

import (
	"slices"

	"auralis/audio"
	"golang.org/x/sys/unix"
)

// Caps is what a playback device accepts, for two interleaved channels unless said otherwise.
type Caps struct {
	Rates                    []int // of the usual ones, ascending
	MinRate, MaxRate         int   // bounds of what it takes; not everything between need do
	Formats                  []audio.SampleFormat
	Bits                     int // significant bits of a sample, where the driver says; 0 if not
	MinChannels, MaxChannels int // of all formats
	MinPeriod, MaxPeriod     int // frames
	MaxBuffer                int // frames
	Pause                    bool
}

// usualRates are the rates music and speech come in.
func usualRates() []int {
	return []int{8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000, 176400, 192000, 352800, 384000, 705600, 768000}
}

// probe asks a free device what it accepts; EBUSY where it is in use.
func probe(path string) (Caps, unix.Errno) {
	p, e := openPCM(path)
	if e != 0 {
		return Caps{}, e
	}
	defer p.close()
	return capsOf(p)
}

func capsOf(r refiner) (Caps, unix.Errno) {
	var c Caps
	p := anyParams()
	p.masks[maskAccess].only(accessRWInterleaved)
	if e := r.refine(&p); e != 0 {
		return c, e
	}
	lo, hi, _ := p.intervals[paramChannels].bounds()
	c.MinChannels, c.MaxChannels = int(lo), int(hi)
	p = stereo()
	if e := r.refine(&p); e == unix.EINVAL {
		return c, 0 // mono only, or eight channels: nothing for us, and no error
	} else if e != 0 {
		return c, e
	}
	c.Pause = p.info&infoPause != 0
	lo, hi, _ = p.intervals[paramRate].bounds()
	c.MinRate, c.MaxRate = int(lo), int(hi)
	lo, hi, _ = p.intervals[paramPeriodSize].bounds()
	c.MinPeriod, c.MaxPeriod = int(lo), int(hi)
	_, hi, _ = p.intervals[paramBufferSize].bounds()
	c.MaxBuffer = int(hi)
	for _, f := range Formats() {
		if q := stereo(withFormat(f)); r.refine(&q) == 0 {
			c.Formats = append(c.Formats, f)
			c.Bits = max(c.Bits, int(q.msbits))
		}
	}
	for _, rate := range usualRates() {
		if q := stereo(within(paramRate, uint32(rate), uint32(rate))); r.refine(&q) == 0 {
			c.Rates = append(c.Rates, rate)
		}
	}
	return c, 0
}

// Takes reports whether the device plays this rate in this format, as far as the two can be told apart.
func (c *Caps) Takes(rate int, f audio.SampleFormat) bool {
	return slices.Contains(c.Rates, rate) && slices.Contains(c.Formats, f)
}
