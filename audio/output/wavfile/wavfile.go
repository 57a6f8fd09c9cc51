// Package wavfile is the sink that writes a WAV file: what `auralis render` makes, and `--output wav:FILE`.
//
// It has no pace: frames go as fast as they are made. The file is written under a temporary name beside its place and put
// there by Close, so that a half-made one is never taken for the whole: until then an older file of that name stays as it is.
//
// A Sink belongs to one goroutine, the output thread. It starts none.
package wavfile

import (
	"errors"
	"fmt"
	"os"
	"time"

	"auralis/audio"
	"auralis/audio/codec/wav"
	"auralis/audio/output/layout"
)

// Sink writes frames into a WAV file. It implements audio.Sink.
type Sink struct {
	opts   layout.Options
	cfg    audio.SinkConfig
	path   string // where Close puts it
	file   *os.File
	wav    *wav.Writer
	closed bool
}

var _ audio.Sink = (*Sink)(nil)

// Open starts a file that Close will put at path. Formats are those of wav.WriterConfig (S16LE, S24x3LE, S32LE, F32LE). A
// symbolic link is followed. Errors name the path: wrong options, a folder that can't be written, or something at path
// that is no plain file.
func Open(path string, o layout.Options) (*Sink, error) {
	s, err := open(path, o)
	if err != nil {
		return nil, fmt.Errorf("wav output %s: %w", path, err)
	}
	return s, nil
}

func open(path string, o layout.Options) (*Sink, error) {
	o, err := o.Complete()
	if err != nil {
		return nil, err
	}
	path, err = destination(path)
	if err != nil {
		return nil, err
	}
	f, err := createBeside(path)
	if err != nil {
		return nil, err
	}
	w, err := wav.NewWriter(f, wav.WriterConfig{Rate: o.Rate, Channels: audio.Channels, Format: o.Format})
	if err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	return &Sink{opts: o, cfg: o.Config(), path: path, file: f, wav: w}, nil
}

// Config says what the sink was opened with: not paced, and the frames matter.
func (s *Sink) Config() audio.SinkConfig { return s.cfg }

// Write takes all of p, which must be whole frames. After an error (a full disk) every call gives it again.
func (s *Sink) Write(p []byte) (int, error) {
	if s.closed {
		return 0, s.err()
	}
	n, err := s.opts.Whole(p)
	if err != nil {
		return 0, s.wrap(err)
	}
	if k, err := s.wav.Write(p); err != nil {
		return k / s.opts.FrameBytes(), s.wrap(err)
	}
	return n, nil
}

// Wait returns at once.
func (s *Sink) Wait(time.Duration) error { return s.err() }

// Delay is 0: what is written counts as heard.
func (s *Sink) Delay() (int, error) { return 0, s.err() }

// Drop takes nothing back: what is written stays in the file, as what was heard of a device.
func (s *Sink) Drop() error { return s.err() }

// Drain has nothing to wait for.
func (s *Sink) Drain() error { return s.err() }

// Recover has nothing to recover from.
func (s *Sink) Recover() error { return s.err() }

// Close completes the header, lets the disk have the data and puts the file in its place. On any error, that of an earlier
// Write included, the temporary file is removed and path left as it was. A second Close does nothing.
func (s *Sink) Close() error {
	if s.closed {
		return nil
	}
	if err := s.wav.Close(); err != nil {
		return errors.Join(s.wrap(err), s.Discard())
	}
	// Before the rename, else a power cut may leave an empty file where an older, whole one was.
	if err := s.file.Sync(); err != nil {
		return errors.Join(s.wrap(err), s.Discard())
	}
	if err := os.Rename(s.file.Name(), s.path); err != nil {
		return errors.Join(s.wrap(err), s.Discard())
	}
	s.closed = true
	if err := s.file.Close(); err != nil {
		return s.wrap(err)
	}
	return nil
}

// Discard ends the sink without a file: for a render that was cancelled. After Close or Discard it does nothing.
func (s *Sink) Discard() error {
	if s.closed {
		return nil
	}
	s.closed = true
	if err := errors.Join(s.file.Close(), os.Remove(s.file.Name())); err != nil {
		return s.wrap(err)
	}
	return nil
}

func (s *Sink) err() error {
	if s.closed {
		return s.wrap(os.ErrClosed)
	}
	return nil
}

func (s *Sink) wrap(err error) error { return fmt.Errorf("wav output %s: %w", s.path, err) }
