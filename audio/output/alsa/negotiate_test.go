package alsa

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"auralis/audio"
	"golang.org/x/sys/unix"
	"pgregory.net/rapid"
)

// card is the kernel's side of a negotiation for hardware with these abilities. It leaves rubbish in what it refuses, as
// the kernel does.
type card struct {
	formats        []int
	rates          []uint32
	channels       [2]uint32
	period, buffer [2]uint32
	periodStep     uint32
	answer         unix.Errno
	refined        int
}

func (c *card) refine(p *hwParams) unix.Errno {
	c.refined++
	if c.answer != 0 {
		return c.answer
	}
	poison := func() unix.Errno { *p = hwParams{}; return unix.EINVAL }
	if !p.masks[maskAccess].has(accessRWInterleaved) {
		return poison()
	}
	var m mask
	for _, f := range c.formats {
		if p.masks[maskFormat].has(f) {
			m.bits[f/32] |= 1 << (f % 32)
		}
	}
	if m == (mask{}) {
		return poison()
	}
	p.masks[maskFormat] = m
	cut := func(param int, lo, hi uint32) bool {
		a, b, ok := p.intervals[param].bounds()
		lo, hi = max(lo, a), min(hi, b)
		p.intervals[param] = interval{min: lo, max: hi}
		return ok && lo <= hi
	}
	a, b, _ := p.intervals[paramRate].bounds()
	rates := slices.DeleteFunc(slices.Clone(c.rates), func(r uint32) bool { return r < a || r > b })
	if len(rates) == 0 || !cut(paramRate, slices.Min(rates), slices.Max(rates)) || !cut(paramChannels, c.channels[0], c.channels[1]) ||
		!cut(paramPeriodSize, c.period[0], c.period[1]) || !cut(paramBufferSize, c.buffer[0], c.buffer[1]) {
		return poison()
	}
	i := &p.intervals[paramPeriodSize]
	i.min = (i.min + c.periodStep - 1) / c.periodStep * c.periodStep
	i.max = i.max / c.periodStep * c.periodStep
	if i.min > i.max {
		return poison()
	}
	return 0
}

func goodCard() *card {
	return &card{formats: []int{2, 10, 32}, rates: []uint32{44100, 48000, 96000}, channels: [2]uint32{1, 8},
		period: [2]uint32{64, 8192}, buffer: [2]uint32{128, 65536}, periodStep: 16}
}

func TestNegotiate(t *testing.T) {
	for _, c := range []struct {
		name            string
		change          func(*card)
		rate            int
		formats         []audio.SampleFormat
		period, periods int
		want            setup // rate 0: refused
		says            string
	}{
		{"best format", nil, 48000, Formats(), 1024, 4, setup{rate: 48000, format: audio.S32LE, period: 1024, buffer: 4096}, ""},
		{"packed 24 bits", func(c *card) { c.formats = []int{2, 32} }, 44100, Formats(), 1024, 4, setup{rate: 44100, format: audio.S24x3LE, period: 1024, buffer: 4096}, ""},
		{"16 bits only", func(c *card) { c.formats = []int{2} }, 44100, Formats(), 1024, 4, setup{rate: 44100, format: audio.S16LE, period: 1024, buffer: 4096}, ""},
		{"the one asked for", nil, 48000, []audio.SampleFormat{audio.S16LE}, 1024, 4, setup{rate: 48000, format: audio.S16LE, period: 1024, buffer: 4096}, ""},
		{"period off the grid", nil, 48000, Formats(), 441, 4, setup{rate: 48000, format: audio.S32LE, period: 448, buffer: 1792}, ""},
		{"period too small", nil, 48000, Formats(), 10, 4, setup{rate: 48000, format: audio.S32LE, period: 64, buffer: 256}, ""},
		{"period too large", nil, 96000, Formats(), 90000, 4, setup{rate: 96000, format: audio.S32LE, period: 8192, buffer: 32768}, ""},
		{"small buffer", func(c *card) { c.buffer[1] = 3000 }, 48000, Formats(), 1024, 4, setup{rate: 48000, format: audio.S32LE, period: 1024, buffer: 3000}, ""},
		{"no room for two periods", func(c *card) { c.buffer[1] = 1500 }, 48000, Formats(), 1024, 4, setup{}, "S32_LE"},
		{"other rate", nil, 47999, Formats(), 1024, 4, setup{}, "47999 Hz"},
		{"rate between two", nil, 88200, Formats(), 1024, 4, setup{}, "44100…96000"},
		{"other format", nil, 48000, []audio.SampleFormat{audio.S24LE}, 1024, 4, setup{}, "it takes S32_LE, S24_3LE, S16_LE"},
		{"no known format", func(c *card) { c.formats = []int{0, 14} }, 48000, Formats(), 1024, 4, setup{}, "none of the formats"},
		{"float", nil, 48000, []audio.SampleFormat{audio.F32LE}, 1024, 4, setup{}, "FLOAT_LE"},
		{"mono", func(c *card) { c.channels = [2]uint32{1, 1} }, 48000, Formats(), 1024, 4, setup{}, "two interleaved channels"},
		{"eight channels", func(c *card) { c.channels = [2]uint32{8, 8} }, 48000, Formats(), 1024, 4, setup{}, "two interleaved channels"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := goodCard()
			if c.change != nil {
				c.change(k)
			}
			got, err := negotiate(k, c.rate, c.formats, c.period, c.periods)
			if c.want.rate == 0 {
				if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), c.says) {
					t.Fatalf("got %+v, error %v, want one that says %q", got, err, c.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got.rate != c.want.rate || got.format != c.want.format || got.period != c.want.period || got.buffer != c.want.buffer {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// TestNegotiateGone: an errno that is no refusal comes through as itself.
func TestNegotiateGone(t *testing.T) {
	if _, err := negotiate(&card{answer: unix.ENODEV}, 48000, Formats(), 1024, 4); !errors.Is(err, unix.ENODEV) {
		t.Errorf("error %v", err)
	}
}

// TestNegotiateAfterRefusal: refusals change nothing about what is agreed on afterwards.
func TestNegotiateAfterRefusal(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k := goodCard()
		want, err := negotiate(k, 48000, Formats(), 1024, 4)
		if err != nil {
			rt.Fatal(err)
		}
		for range rapid.IntRange(1, 5).Draw(rt, "refusals") {
			rate := rapid.IntRange(minRate, maxRate).Draw(rt, "rate")
			_, err := negotiate(k, rate, Formats(), rapid.IntRange(1, 1<<20).Draw(rt, "period"), rapid.IntRange(2, 64).Draw(rt, "periods"))
			if taken := slices.Contains(k.rates, uint32(rate)); taken != (err == nil) && !taken {
				rt.Fatalf("%d Hz: %v", rate, err)
			}
		}
		if got, err := negotiate(k, 48000, Formats(), 1024, 4); err != nil || got != want {
			rt.Fatalf("got %+v, %v, want %+v", got, err, want)
		}
	})
}

func TestCaps(t *testing.T) {
	caps, e := capsOf(goodCard())
	if e != 0 {
		t.Fatal(e)
	}
	if !slices.Equal(caps.Rates, []int{44100, 48000, 96000}) || caps.MinRate != 44100 || caps.MaxRate != 96000 || caps.MaxChannels != 8 ||
		!slices.Equal(caps.Formats, []audio.SampleFormat{audio.S32LE, audio.S24x3LE, audio.S16LE}) || caps.MaxBuffer != 65536 || !caps.Takes(44100, audio.S24x3LE) || caps.Takes(44100, audio.S24LE) {
		t.Errorf("caps %+v", caps)
	}
	mono := goodCard()
	mono.channels = [2]uint32{1, 1}
	if caps, e := capsOf(mono); e != 0 || len(caps.Rates) != 0 || caps.MaxChannels != 1 {
		t.Errorf("mono: %+v, %v", caps, e)
	}
	if _, e := capsOf(&card{answer: unix.ENODEV}); e != unix.ENODEV {
		t.Errorf("gone: %v", e)
	}
}

func TestMask(t *testing.T) {
	var m mask
	for _, f := range Formats() {
		bit := formatBit(f)
		m.only(bit)
		for i := -5; i < 300; i++ {
			if m.has(i) != (i == bit) {
				t.Fatalf("%s: bit %d is %v", f, i, m.has(i))
			}
		}
	}
	if formatBit(audio.F32LE) != -1 || formatBit(audio.S24x3LE) != 32 || formatBit(audio.S16LE) != 2 || formatBit(audio.S24LE) != 6 || formatBit(audio.S32LE) != 10 {
		t.Error("format numbers differ from the kernel's")
	}
	any := anyParams()
	if !any.masks[maskFormat].has(32) || any.rmask != ^uint32(0) {
		t.Error("the whole space has no S24_3LE")
	}
}

func TestInterval(t *testing.T) {
	const top = ^uint32(0)
	for _, c := range []struct {
		i      interval
		lo, hi uint32
		ok     bool
	}{
		{interval{10, 20, 0}, 10, 20, true},
		{interval{10, 20, intervalOpenMin}, 11, 20, true},
		{interval{10, 20, intervalOpenMin | intervalOpenMax}, 11, 19, true},
		{interval{10, 11, intervalOpenMin | intervalOpenMax}, 11, 10, false},
		{interval{10, 20, intervalEmpty}, 0, 0, false},
		{interval{0, 0, intervalOpenMax}, 0, 0, false},
		{interval{top, top, intervalOpenMin}, 0, 0, false},
		{interval{0, top, 0}, 0, top, true},
	} {
		if lo, hi, ok := c.i.bounds(); lo != c.lo && ok || hi != c.hi && ok || ok != c.ok {
			t.Errorf("%+v: %d…%d %v", c.i, lo, hi, ok)
		}
	}
}
