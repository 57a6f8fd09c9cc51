package engine

import (
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"auralis/audio"
	"auralis/dsp"
)

// voice is one opened cue on its way into the ring: decoder, downmix, resampler. The decode goroutine owns it.
type voice struct {
	cue   Cue
	media *Media
	out   int // rate of what read gives

	channels  int
	planar    [][]float32    // decoded, one slice a channel
	src       []audio.Frame  // downmixed, at the track's rate
	pending   []audio.Frame  // part of src not resampled yet
	resampler *dsp.Resampler // nil where the rates are equal
	first     int64          // frame of the track that read began with
	made      int64          // frames given by read
	read0     int64          // frames of the track decoded
	done      error          // what the decoder ended with
}

// newVoice makes a voice that begins at the cue's start; it takes over the media once it succeeds.
func newVoice(c Cue, m *Media, out int) (*voice, error) {
	info := m.Info()
	v := &voice{cue: c, media: m, out: out, channels: info.Channels}
	v.first = int64(math.Round(c.Start.Seconds() * float64(info.Rate)))
	if info.Frames >= 0 {
		v.first = min(v.first, info.Frames)
	}
	switch err := m.SeekFrame(v.first); {
	case err == nil:
	case v.first == 0 && errors.Is(err, audio.ErrNotSeekable): // a stream stands at its start
	default:
		return nil, fmt.Errorf("%s: go to %v: %w", c.Location, c.Start, err)
	}
	v.planar = make([][]float32, v.channels)
	for i := range v.planar {
		v.planar[i] = make([]float32, decodeBlock)
	}
	if info.Rate != out {
		r, err := dsp.NewResampler(dsp.ResamplerSettings{In: info.Rate, Out: out})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Location, err)
		}
		v.resampler = r
		v.src = make([]audio.Frame, decodeBlock)
	}
	return v, nil
}

// start is the place in the track, at the output's rate, of the first frame that read gives.
func (v *voice) start() int64 {
	return int64(math.Round(float64(v.first) * float64(v.out) / float64(v.media.Info().Rate)))
}

// bits is the significant word length of what read gives; 0 where samples are made anew.
func (v *voice) bits() uint8 {
	if v.resampler != nil || v.channels > 2 {
		return 0
	}
	return uint8(v.media.Info().Bits)
}

// exact tells whether no sample can pass full scale.
func (v *voice) exact() bool { return v.media.Info().Lossless && v.bits() != 0 }

// played is how much was given by read.
func (v *voice) played() time.Duration {
	return time.Duration(float64(v.made) / float64(v.out) * float64(time.Second))
}

// half tells whether enough was decoded to have time for opening the next track.
func (v *voice) half() bool {
	n := v.media.Info().Frames
	return v.made > int64(v.out) || n >= 0 && v.read0 > n/2 || v.done != nil
}

// read fills dst as far as one block of the decoder goes. It gives an error, io.EOF at the end, only with or after the
// last frames.
func (v *voice) read(dst []audio.Frame) (int, error) {
	if v.resampler == nil {
		n, err := v.decode(dst)
		v.made += int64(n)
		return n, err
	}
	if len(v.pending) == 0 && v.done == nil {
		n, err := v.decode(v.src)
		v.pending, v.done = v.src[:n], err
	}
	used, made := v.resampler.Process(v.pending, dst)
	v.pending = v.pending[used:]
	v.made += int64(made)
	if len(v.pending) > 0 || v.done == nil || made == len(dst) {
		return made, nil
	}
	if errors.Is(v.done, io.EOF) {
		k, more := v.resampler.Flush(dst[made:])
		v.made += int64(k)
		made += k
		if more {
			return made, nil
		}
	}
	return made, v.done
}

// decode gets up to len(dst) frames of the track.
func (v *voice) decode(dst []audio.Frame) (int, error) {
	n := min(len(dst), decodeBlock)
	if n == 0 {
		return 0, nil
	}
	var window [8][]float32
	for c := range v.planar {
		window[c] = v.planar[c][:n]
	}
	n, err := v.media.Read(window[:v.channels])
	if n > 0 {
		downmix(dst[:n], v.planar, v.channels)
	}
	v.read0 += int64(n)
	return n, err
}

func (v *voice) close() {
	if v != nil {
		v.media.close()
	}
}
