package engine

import (
	"sync/atomic"
	"time"

	"auralis/audio"
)

// Device is the output as the engine needs it: something that can be opened at a rate and takes frames out of the ring.
// The methods are called by the decode goroutine and may block.
type Device interface {
	// Open opens the output, or opens it anew, at the rate nearest to the wanted one. bits is the word length of the
	// track, for outputs that are files.
	Open(rate, bits int) (name string, c audio.SinkConfig, err error)
	// Close closes it; what was written and not heard is lost.
	Close() error
}

// DeviceError wraps why there is no output; the track that was to be played is whole.
type DeviceError struct{ Err error }

func (e *DeviceError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *DeviceError) Unwrap() error { return e.Err }

// deviceRetry is how often an output that can't be opened is tried again.
const deviceRetry = 500 * time.Millisecond

// keeper opens the device when something is to be played, closes it when nothing was for a while, and notices its loss.
// The decode goroutine owns it; gone alone is set from elsewhere.
type keeper struct {
	device     Device
	spec       string
	fixed      int // rate; 0 follows the track
	closeAfter time.Duration
	report     func(Event)
	where      func() (audio.Epoch, audio.Instance, time.Duration)

	gone atomic.Pointer[string] // why the output ended by itself; nil when it didn't

	open   bool
	said   Output
	config audio.SinkConfig
	bits   int
	idle   time.Time // since when nothing is to be played; zero while something is
	retry  time.Time // not before then
}

// rate is the rate frames are to be made at for a track. It opens the output where it isn't open.
func (k *keeper) rate(wanted, bits int) (int, error) {
	if k.open {
		return k.config.Rate, nil
	}
	if k.fixed != 0 {
		wanted = k.fixed
	}
	if err := k.start(wanted, bits); err != nil {
		return 0, &DeviceError{err}
	}
	return k.config.Rate, nil
}

func (k *keeper) start(rate, bits int) error {
	name, c, err := k.device.Open(rate, bits)
	if err != nil {
		k.retry = time.Now().Add(deviceRetry)
		k.say(Output{Spec: k.spec, Err: err.Error()})
		return err
	}
	k.open, k.config, k.bits, k.retry = true, c, bits, time.Time{}
	k.say(Output{Spec: k.spec, Name: name, Open: true, Rate: c.Rate, Format: c.Format})
	return nil
}

// say reports a change of the output once.
func (k *keeper) say(o Output) {
	if o != k.said {
		k.said = o
		k.report(OutputChanged{Output: o})
	}
}

// tend looks after the device: a loss is reported, an output that is wanted again is opened at the rate the frames in
// the rings have, an idle one closed. It returns false where frames must not be made now.
func (k *keeper) tend(t *Target) {
	if why := k.gone.Swap(nil); why != nil && k.open {
		k.lose(*why)
	}
	if len(t.Line) > 0 && !t.Paused {
		k.idle = time.Time{}
		if !k.open && k.config.Rate != 0 && !time.Now().Before(k.retry) {
			before := k.config
			if k.start(before.Rate, k.bits) == nil && k.config.Rate != before.Rate {
				k.lose("it takes another rate now")
				k.open = true
				k.say(Output{Spec: k.spec, Name: k.said.Name, Open: true, Rate: k.config.Rate, Format: k.config.Format})
			}
		}
		return
	}
	switch {
	case k.idle.IsZero():
		k.idle = time.Now()
	case k.open && k.closeAfter > 0 && time.Since(k.idle) >= k.closeAfter:
		k.open = false
		o := Output{Spec: k.spec, Name: k.said.Name}
		if err := k.device.Close(); err != nil {
			o.Err = err.Error()
		}
		k.say(o)
		if len(t.Line) == 0 {
			k.config.Rate = 0 // the next track may choose the rate
		}
	}
}

func (k *keeper) lose(why string) {
	k.open = false
	k.said = Output{Spec: k.spec, Name: k.said.Name, Err: why}
	_, i, at := k.where()
	k.report(OutputChanged{Output: k.said, Lost: true, Instance: i, Position: at})
}

// pause is how long the decode goroutine may sleep for the device's sake.
func (k *keeper) pause() time.Duration {
	switch {
	case !k.retry.IsZero():
		return deviceRetry
	case k.open && !k.idle.IsZero() && k.closeAfter > 0:
		return max(time.Millisecond, k.closeAfter-time.Since(k.idle))
	default:
		return time.Minute
	}
}
