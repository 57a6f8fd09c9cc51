package audio

import (
	"errors"
	"time"
)

// The conditions a sink reports; test with errors.Is. The device's own error is wrapped beside them.
var (
	// ErrXrun: the device ran out of frames (EPIPE), or no period passed in time (EIO). Recover makes it ready again.
	ErrXrun = errors.New("underrun of the device")
	// ErrSuspended: the system slept. Recover makes it ready again.
	ErrSuspended = errors.New("device suspended")
	// ErrGone: the device was unplugged or its driver went away. Only Close is left.
	ErrGone = errors.New("device gone")
	// ErrNotSeekable: the bytes come in order only.
	ErrNotSeekable = errors.New("not seekable")
)

// SinkConfig is what a sink was really opened with.
type SinkConfig struct {
	Rate    int          // frames per second
	Format  SampleFormat // of each of the two interleaved samples
	Period  int          // frames after which the device wakes the output thread
	Buffer  int          // frames the device holds at the most
	Paced   bool         // true where Wait takes real time (a device, the clock); false where frames go as fast as made
	Discard bool         // true where the frames themselves are of no use (clock, null): conversion may be skipped
}

// Sink is one open output: a device, a clock, a file. Every method is called by the output thread alone, none allocates,
// none blocks but Wait (for at most limit), Drain and Close.
type Sink interface {
	// Config is constant while the sink is open.
	Config() SinkConfig
	// Write takes whole interleaved frames in the configured format and returns how many it took: fewer than given, or 0
	// with a nil error, when the device is full. With ErrXrun, ErrSuspended or ErrGone none was taken. The first write of
	// a full buffer less a period starts the device.
	Write(p []byte) (frames int, err error)
	// Wait returns when at least one period can be written, or after limit, whichever comes first; the state of the
	// device comes back as the error. It returns nil at once where the sink isn't paced.
	Wait(limit time.Duration) error
	// Delay is the number of frames written that haven't been heard.
	Delay() (frames int, err error)
	// Drop throws away what was written and not yet heard, and makes the sink ready to be written again.
	Drop() error
	// Drain lets what was written be heard, then stops the device. It takes at most the buffer's duration and a little.
	Drain() error
	// Recover makes the sink ready after ErrXrun or ErrSuspended; what the device held is lost.
	Recover() error
	// Close ends it. A file gets its header here.
	Close() error
}
