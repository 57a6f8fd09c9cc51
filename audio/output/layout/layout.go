// Package layout is the shape that every simple sink is opened with: rate, sample format and the two numbers that
// make a device buffer, checked in one place so that `clock`, `null`, `pipe` and `wav` refuse the same things as a card.
package layout

import (
	"fmt"

	"auralis/audio"
)

// The limits of what a sink is asked for. The rates are those of audio.Format.
const (
	MinRate        = 8000
	MaxRate        = 384000
	MinPeriods     = 2
	MaxPeriods     = 64
	DefaultPeriods = 4
)

// Options says how to open a sink. The zero value of Period and Periods is a good answer.
type Options struct {
	Rate    int                // frames per second, MinRate…MaxRate
	Format  audio.SampleFormat // of each of the two interleaved samples
	Period  int                // frames, 1…Rate; 0: 10 ms
	Periods int                // periods in the buffer, MinPeriods…MaxPeriods; 0: DefaultPeriods
}

// Complete fills in what was left open and checks the rest. The error names the field and what it may be.
func (o Options) Complete() (Options, error) {
	if o.Rate < MinRate || o.Rate > MaxRate {
		return o, fmt.Errorf("rate %d Hz: must be %d…%d", o.Rate, MinRate, MaxRate)
	}
	if o.Format > audio.F32LE {
		return o, fmt.Errorf("sample format %v is unknown", o.Format)
	}
	if o.Period == 0 {
		o.Period = o.Rate / 100
	}
	if o.Periods == 0 {
		o.Periods = DefaultPeriods
	}
	if o.Period < 1 || o.Period > o.Rate {
		return o, fmt.Errorf("period of %d frames: must be 1…%d (one second)", o.Period, o.Rate)
	}
	if o.Periods < MinPeriods || o.Periods > MaxPeriods {
		return o, fmt.Errorf("%d periods: must be %d…%d", o.Periods, MinPeriods, MaxPeriods)
	}
	return o, nil
}

// FrameBytes is the size of one interleaved frame.
func (o Options) FrameBytes() int { return audio.Channels * o.Format.Bytes() }

// Config is what a sink opened with these (completed) options tells its caller; Paced and Discard are the sink's own.
func (o Options) Config() audio.SinkConfig {
	return audio.SinkConfig{Rate: o.Rate, Format: o.Format, Period: o.Period, Buffer: o.Period * o.Periods}
}

// Whole gives the number of frames in p, or an error where p doesn't end at a frame: then the caller is mistaken about
// the format, and whatever was written would be noise.
func (o Options) Whole(p []byte) (int, error) {
	n := o.FrameBytes()
	if len(p)%n != 0 {
		return 0, fmt.Errorf("%d bytes are no whole number of %v frames of %d bytes", len(p), o.Format, n)
	}
	return len(p) / n, nil
}
