package player

import (
	"math"
	"time"
)

// restartAfter is how much of a track must have been heard for Previous to mean its start.
const restartAfter = 3 * time.Second

// maxSleep bounds the sleep timer.
const maxSleep = 24 * time.Hour

// obey carries out a command on a fresh copy of the state.
func (s *State) obey(c Command) error {
	switch c := c.(type) {
	case Play:
		return s.play()
	case Pause:
		s.pause()
	case Toggle:
		if s.Transport == Playing || s.Transport == Loading {
			s.pause()
			return nil
		}
		return s.play()
	case Stop:
		s.stop()
	case Next:
		return s.skip(+1)
	case Previous:
		if s.Position > restartAfter {
			return s.seek(0)
		}
		return s.skip(-1)
	case Seek:
		return s.seek(c.Position)
	case SeekBy:
		return s.seek(s.Position + c.Offset)
	case PlayItem:
		return s.playItem(c.Item)
	case SetVolume:
		if c.Level < 0 || c.Level > MaxVolume {
			return invalid("volume %d: allowed is 0 to %d", c.Level, MaxVolume)
		}
		return s.setVolume(c.Level)
	case AddVolume:
		return s.setVolume(s.Volume + max(-MaxVolume, min(c.Steps, MaxVolume)))
	case Mute:
		s.Muted = c.On
	case ToggleMute:
		s.Muted = !s.Muted
	case SetRepeat:
		if c.Mode > RepeatOne {
			return invalid("repeat mode %d: allowed are off, all, one", c.Mode)
		}
		s.Queue = s.Queue.SetRepeat(c.Mode)
		s.extend()
	case SetShuffle:
		s.Queue = s.Queue.Shuffle(c.On, c.Seed)
		s.extend()
	case Sleep:
		return s.sleep(c)
	case sleepOver:
		if !s.SleepAt.IsZero() && s.SleepAt.Equal(c.at) {
			s.SleepAt = time.Time{}
			s.pause()
		}
	case SetEnhance:
		return s.setEnhance(c)
	case ToggleEnhance:
		s.Enhance.Enabled = !s.Enhance.Enabled
	case Compare:
		s.Enhance.Compare = c.On
	default:
		return s.editQueue(c)
	}
	return nil
}

func (s *State) play() error {
	switch s.Transport {
	case Paused:
		if len(s.line) > 0 {
			s.Transport = Playing
			return nil
		}
	case Playing, Loading:
		return nil
	}
	item, ok := s.Current()
	if !ok {
		return &Error{Code: CodeEmptyQueue, Message: "nothing to play: the queue is empty (queue.set or queue.add fills it)"}
	}
	return s.start(item.ID, s.Position)
}

// start plays an item from a position, whatever was known against it.
func (s *State) start(item string, from time.Duration) error {
	i := s.Queue.Find(item)
	if i < 0 {
		return unknownItem(item)
	}
	s.Queue = s.Queue.blame(item, "").to(i)
	s.Transport = Loading
	s.Err = ""
	s.cut(from)
	return nil
}

func (s *State) playItem(item string) error { return s.start(item, 0) }

func (s *State) pause() {
	if s.Transport == Playing || s.Transport == Loading {
		s.Transport = Paused
	}
}

func (s *State) stop() {
	if s.Transport != Stopped || len(s.line) > 0 {
		s.silence()
	}
	s.Transport = Stopped
	s.Position = 0
}

// skip goes to the next whole item in a direction.
func (s *State) skip(direction int) error {
	if s.Queue.Len() == 0 {
		return &Error{Code: CodeEmptyQueue, Message: "nothing to skip to: the queue is empty"}
	}
	to := s.Queue.step(s.Queue.Index(), direction)
	if to < 0 && direction < 0 {
		return s.seek(0) // before the first there is its start
	}
	if s.Transport == Stopped {
		if to >= 0 {
			s.Queue = s.Queue.to(to)
			s.Position = 0
		}
		return nil
	}
	if to < 0 {
		s.finish()
		return nil
	}
	return s.start(s.Queue.items[to].ID, 0)
}

// finish is the end of the queue: stopped, at its beginning.
func (s *State) finish() {
	s.stop()
	if s.Queue.Len() > 0 {
		s.Queue = s.Queue.to(0)
	}
}

func (s *State) seek(to time.Duration) error {
	item, ok := s.Current()
	if !ok {
		return &Error{Code: CodeNotPlaying, Message: "nothing to seek in: the queue is empty"}
	}
	to = max(0, to)
	if d := s.Duration(); d > 0 {
		to = min(to, d)
	}
	if s.Transport == Stopped {
		s.Position = to
		return nil
	}
	about := s.About()
	transport := s.Transport
	s.cut(to)
	s.line[0].about = about
	s.line[0].item = item.ID
	if transport != Paused {
		s.Transport = Loading
	}
	return nil
}

func (s *State) setVolume(level int) error {
	if s.Limits.Fixed {
		return &Error{Code: CodeFixedVolume, Message: `the volume is fixed (configuration key [audio] volume = "fixed"): use the amplifier's control`}
	}
	s.Volume = max(0, min(level, s.Limits.Max, MaxVolume))
	return nil
}

func (s *State) setEnhance(c SetEnhance) error {
	if c.Intensity != nil {
		if math.IsNaN(*c.Intensity) || *c.Intensity < 0 || *c.Intensity > 1 {
			return invalid("intensity %v: allowed is 0 to 1", *c.Intensity)
		}
		s.Enhance.Intensity = *c.Intensity
	}
	if c.Preset != nil {
		s.Enhance.Preset = *c.Preset
	}
	if c.Enabled != nil {
		s.Enhance.Enabled = *c.Enabled
	}
	return nil
}

func (s *State) sleep(c Sleep) error {
	if c.After < 0 || c.After > maxSleep {
		return invalid("sleep after %v: allowed is 0 (off) to %v", c.After, maxSleep)
	}
	s.SleepAt = time.Time{}
	if c.After > 0 {
		s.SleepAt = c.At.Add(c.After)
	}
	return nil
}
