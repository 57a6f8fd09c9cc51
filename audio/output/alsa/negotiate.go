package alsa

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"auralis/audio"
	"golang.org/x/sys/unix"
)

// ErrUnsupported is wrapped where a device doesn't do what was asked: the rate, stereo, or any of the formats.
var ErrUnsupported = errors.New("not supported by the device")

// refiner is the kernel's side of the negotiation: it narrows p to what the hardware can do, or refuses.
type refiner interface {
	refine(p *hwParams) unix.Errno
}

// setup is an agreed configuration.
type setup struct {
	rate     int
	format   audio.SampleFormat
	period   int // frames
	buffer   int // frames
	info     uint32
	msbits   int
	accepted hwParams
}

// stereo is the space of two-channel interleaved configurations, narrowed by the conditions. It is made anew for every
// probe: what the kernel leaves behind in a refused one must not be used again.
func stereo(conditions ...func(*hwParams)) hwParams {
	p := anyParams()
	p.masks[maskAccess].only(accessRWInterleaved)
	p.set(paramChannels, audio.Channels, audio.Channels)
	for _, c := range conditions {
		c(&p)
	}
	return p
}

func withFormat(f audio.SampleFormat) func(*hwParams) {
	return func(p *hwParams) { p.masks[maskFormat].only(formatBit(f)) }
}

func within(param int, lo, hi uint32) func(*hwParams) {
	return func(p *hwParams) { p.set(param, lo, hi) }
}

// negotiate agrees on the first of the formats that the device takes at exactly this rate, with a period as near to the
// wanted one as it can be and a buffer as near as can be to that many periods.
func negotiate(r refiner, rate int, formats []audio.SampleFormat, period, periods int) (setup, error) {
	for _, f := range formats {
		if formatBit(f) < 0 {
			return setup{}, fmt.Errorf("format %s: %w", f, ErrUnsupported)
		}
		base := []func(*hwParams){withFormat(f), within(paramRate, uint32(rate), uint32(rate))}
		p := stereo(base...)
		if e := r.refine(&p); e == unix.EINVAL {
			continue
		} else if e != 0 {
			return setup{}, e
		}
		got, ok := nearest(r, base, paramPeriodSize, uint32(period))
		if !ok {
			continue
		}
		base = append(base, within(paramPeriodSize, got, got))
		want := min(uint64(got)*uint64(periods), math.MaxUint32)
		buffer, ok := nearest(r, base, paramBufferSize, uint32(want))
		if !ok || buffer < 2*got {
			continue
		}
		base = append(base, within(paramBufferSize, buffer, buffer))
		p = stereo(base...)
		if r.refine(&p) != 0 {
			continue
		}
		return setup{rate: rate, format: f, period: int(got), buffer: int(buffer), info: p.info,
			msbits: int(p.msbits), accepted: stereo(base...)}, nil
	}
	return setup{}, refusal(r, rate, formats)
}

// nearest finds the value of one parameter nearest to want among those the device accepts under the conditions.
func nearest(r refiner, base []func(*hwParams), param int, want uint32) (uint32, bool) {
	var found []uint32
	// The kernel narrows to the smallest value from want on, or the largest up to it, but only as far as its rules
	// reach: each candidate is tried by itself before it counts.
	for _, side := range []struct {
		lo, hi uint32
		low    bool
	}{{want, want, true}, {want, math.MaxUint32, true}, {0, want, false}} {
		p := stereo(append(slices.Clone(base), within(param, side.lo, side.hi))...)
		if r.refine(&p) != 0 {
			continue
		}
		lo, hi, ok := p.intervals[param].bounds()
		if !ok {
			continue
		}
		v := hi
		if side.low {
			v = lo
		}
		p = stereo(append(slices.Clone(base), within(param, v, v))...)
		if r.refine(&p) == 0 {
			found = append(found, v)
		}
	}
	if len(found) == 0 {
		return 0, false
	}
	return slices.MinFunc(found, func(a, b uint32) int {
		return cmp.Compare(distance(a, want), distance(b, want))
	}), true
}

func distance(a, b uint32) uint32 { return max(a, b) - min(a, b) }

// refusal finds out what it was that the device refused.
func refusal(r refiner, rate int, formats []audio.SampleFormat) error {
	p := stereo()
	if r.refine(&p) != 0 {
		return fmt.Errorf("two interleaved channels: %w", ErrUnsupported)
	}
	var takes, names []string
	for _, f := range Formats() {
		if p.masks[maskFormat].has(formatBit(f)) {
			takes = append(takes, f.String())
		}
	}
	for _, f := range formats {
		names = append(names, f.String())
	}
	lo, hi, _ := p.intervals[paramRate].bounds()
	q := stereo(within(paramRate, uint32(rate), uint32(rate)))
	if r.refine(&q) != 0 {
		return fmt.Errorf("%d Hz: %w: it takes rates of %d…%d Hz (auralis devices lists them)", rate, ErrUnsupported, lo, hi)
	}
	if len(takes) == 0 {
		return fmt.Errorf("format %s: %w: it takes none of the formats known here", strings.Join(names, ", "), ErrUnsupported)
	}
	return fmt.Errorf("format %s at %d Hz: %w: it takes %s", strings.Join(names, ", "), rate, ErrUnsupported, strings.Join(takes, ", "))
}
