package alsa

import (
	"auralis/audio"
	"github.com/yobert/alsa"
)

// The parameters in use, as indexes into hwParams.masks and hwParams.intervals.
const (
	maskAccess = 0
	maskFormat = 1

	paramChannels   = 10 - 8
	paramRate       = 11 - 8
	paramPeriodSize = 13 - 8
	paramPeriods    = 15 - 8
	paramBufferSize = 17 - 8
)

const (
	intervalOpenMin = 1 << 0
	intervalOpenMax = 1 << 1
	intervalInteger = 1 << 2
	intervalEmpty   = 1 << 3
)

// formatS24x3 is SNDRV_PCM_FORMAT_S24_3LE; the vocabulary of yobert/alsa ends before it.
const formatS24x3 = 32

// formatBit is the kernel's number of a sample format; -1 where a sound card can't be asked for it here.
func formatBit(f audio.SampleFormat) int {
	switch f {
	case audio.S32LE:
		return int(alsa.S32_LE)
	case audio.S24x3LE:
		return formatS24x3
	case audio.S24LE:
		return int(alsa.S24_LE)
	case audio.S16LE:
		return int(alsa.S16_LE)
	}
	return -1
}

// Formats are the sample formats this package plays, in the order of preference.
func Formats() []audio.SampleFormat {
	return []audio.SampleFormat{audio.S32LE, audio.S24x3LE, audio.S24LE, audio.S16LE}
}

// anyParams is the whole space of configurations, from which refining cuts.
func anyParams() hwParams {
	var p hwParams
	for i := range p.masks {
		for w := range p.masks[i].bits {
			p.masks[i].bits[w] = ^uint32(0)
		}
	}
	for i := range p.intervals {
		p.intervals[i].max = ^uint32(0)
	}
	p.rmask = ^uint32(0)
	p.info = ^uint32(0)
	return p
}

// only leaves one bit of a mask.
func (m *mask) only(bit int) {
	*m = mask{}
	m.bits[bit/32] = 1 << (bit % 32)
}

// has reports whether a bit is set; a bit out of range is not.
func (m *mask) has(bit int) bool {
	return bit >= 0 && bit < 32*len(m.bits) && m.bits[bit/32]&(1<<(bit%32)) != 0
}

// set narrows a parameter to min…max, both inclusive.
func (p *hwParams) set(param int, lo, hi uint32) {
	p.intervals[param] = interval{min: lo, max: hi, flags: intervalInteger}
}

// bounds gives the integers an interval contains; ok is false where there is none.
func (i interval) bounds() (lo, hi uint32, ok bool) {
	if i.flags&intervalEmpty != 0 {
		return 0, 0, false
	}
	lo, hi = i.min, i.max
	if i.flags&intervalOpenMin != 0 {
		if lo == ^uint32(0) {
			return 0, 0, false
		}
		lo++
	}
	if i.flags&intervalOpenMax != 0 {
		if hi == 0 {
			return 0, 0, false
		}
		hi--
	}
	return lo, hi, lo <= hi
}
