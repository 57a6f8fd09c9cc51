package alsa

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"auralis/audio"
	"golang.org/x/sys/unix"
)

// Open opens a playback device for the output thread. It doesn't wait for a device that is in use: the error wraps EBUSY
// and names the program that has it, where /proc tells. A rate or format the device doesn't do wraps ErrUnsupported, a
// card that isn't there ErrNoCard. The caller closes the sink.
func Open(o Options) (*Sink, error) {
	formats, period, periods, err := o.checked()
	if err != nil {
		return nil, err
	}
	card, err := resolve(o.Card, &o.Device)
	if err != nil {
		return nil, err
	}
	name := DeviceName(card.ID, o.Device)
	path := fmt.Sprintf("/dev/snd/pcmC%dD%dp", card.Index, o.Device)
	p, e := openPCM(path)
	if e != 0 {
		return nil, openError(name, card.Index, o.Device, e)
	}
	set, err := configure(p, o.Rate, formats, period, periods)
	if err != nil {
		p.close()
		if errno, ok := errors.AsType[unix.Errno](err); ok {
			return nil, &Error{Op: "set parameters", Device: name, Errno: errno, cond: condition(errno)}
		}
		return nil, fmt.Errorf("alsa: %s: %w", name, err)
	}
	return newSink(p, set, name), nil
}

func newSink(st stream, set setup, name string) *Sink {
	frame := set.format.Bytes() * audio.Channels
	return &Sink{
		stream:   st,
		config:   audio.SinkConfig{Rate: set.rate, Format: set.format, Period: set.period, Buffer: set.buffer, Paced: true},
		device:   name,
		errs:     newErrorTable(name),
		canPause: set.info&infoPause != 0,
		frame:    frame,
		silence:  make([]byte, set.period*frame),
	}
}

// configure agrees on the parameters, makes them the device's, and prepares it. Where a device refuses in earnest what it
// accepted as a probe, the next format is tried.
func configure(p *pcm, rate int, formats []audio.SampleFormat, period, periods int) (setup, error) {
	asked := formats
	for len(formats) > 0 {
		set, err := negotiate(p, rate, formats, period, periods)
		if err != nil {
			return setup{}, err
		}
		h := set.accepted
		if e := p.setHardware(&h); e == unix.EINVAL {
			formats = formats[slices.Index(formats, set.format)+1:]
			continue
		} else if e != 0 {
			return setup{}, e
		}
		got, _, ok := h.intervals[paramRate].bounds()
		size, _, ok2 := h.intervals[paramPeriodSize].bounds()
		buffer, _, ok3 := h.intervals[paramBufferSize].bounds()
		if !ok || !ok2 || !ok3 || int(got) != rate || buffer < 2*size || size == 0 {
			return setup{}, fmt.Errorf("the driver set %d Hz, period %d, buffer %d where %d Hz was agreed: %w", got, size, buffer, rate, ErrUnsupported)
		}
		set.period, set.buffer, set.info, set.msbits = int(size), int(buffer), h.info, int(h.msbits)
		if _, e := p.setSoftware(set.buffer-set.period, set.buffer, set.period); e != 0 {
			return setup{}, e
		}
		if e := p.prepare(); e != 0 {
			return setup{}, e
		}
		return set, nil
	}
	return setup{}, refusal(p, rate, asked)
}

// openError says why a device couldn't be opened, and what to do.
func openError(name string, card, device int, e unix.Errno) error {
	err := &Error{Op: "open", Device: name, Errno: e}
	switch e {
	case unix.EBUSY, unix.EAGAIN:
		err.Errno = unix.EBUSY
		err.Hint = "in use by another program; stop it, or choose another device"
		if h := holderOf(os.DirFS("/proc"), card, device); h != nil {
			err.Hint = "in use by " + h.String()
		}
	case unix.EACCES, unix.EPERM:
		err.Hint = "this user may not use sound devices; add it to the group audio"
	case unix.ENOENT:
		err.Hint = "the card has no such playback device; auralis devices lists those it has"
	case unix.ENODEV, unix.ENXIO:
		err.cond = audio.ErrGone
	}
	return err
}
