package player

import (
	"auralis/audio"
	"auralis/audio/engine"
)

// learn takes in what the engine reports, on a fresh copy of the state. What is about another epoch, or an instance that
// isn't in the line any more, is late and changes nothing.
func (s *State) learn(e engine.Event) {
	switch e := e.(type) {
	case engine.Joined:
		k, ok := s.find(e.Epoch, e.Instance)
		if !ok {
			return
		}
		line := append([]lined(nil), s.line...)
		line[k].about = About{Codec: e.Codec, Rate: e.Rate, Bits: e.Bits, Duration: e.Duration}
		s.line = line
		s.joined = max(s.joined, k+1)
		s.extend()
	case engine.Entered:
		if e.Epoch != s.epoch || len(s.line) == 0 {
			return
		}
		if _, ok := s.find(e.Epoch, e.Instance); ok {
			return
		}
		// It was revoked an instant too late: what the queue says instead is cut to.
		s.moveOn(s.Queue.after(s.Queue.Index()))
	case engine.Heard:
		k, ok := s.find(e.Epoch, e.Instance)
		if !ok {
			return
		}
		if k > 0 {
			s.advance(k)
			s.joined = max(s.joined, 1)
			s.extend()
		}
		s.Position = e.Position
		s.Err = ""
		if s.Transport == Loading {
			s.Transport = Playing
		}
	case engine.Progress:
		if k, ok := s.find(e.Epoch, e.Instance); ok && k == 0 {
			s.Position = e.Position
		}
		s.Underruns = max(s.Underruns, e.Underruns)
	case engine.Ended:
		if e.Epoch == s.epoch && len(s.line) > 0 && e.Instance == s.line[len(s.line)-1].Instance {
			err := s.Err
			s.finish()
			s.Err = err
		}
	case engine.Failed:
		s.fail(e)
	case engine.Planned:
		if len(s.line) > 0 && e.Instance == s.line[0].Instance {
			s.Enhance.Plan = e.Plan
		}
	case engine.OutputChanged:
		s.output(e)
	}
}

// find gives the place of an instance in the line of an epoch.
func (s *State) find(e audio.Epoch, i audio.Instance) (int, bool) {
	if e != s.epoch {
		return 0, false
	}
	for k := range s.line {
		if s.line[k].Instance == i {
			return k, true
		}
	}
	return 0, false
}

// fail answers a track that couldn't be opened or broke off. One that never sounded is marked and passed over; when all
// are, the player stops. One that broke off is followed by what the line says, which the decode stage does by itself.
func (s *State) fail(e engine.Failed) {
	k, ok := s.find(e.Epoch, e.Instance)
	if !ok {
		return
	}
	item := s.line[k].item
	s.Err = e.Err.Error()
	if e.Played > 0 {
		return
	}
	s.Queue = s.Queue.blame(item, s.Err)
	if k > 0 {
		s.joined = min(s.joined, k)
		s.line = s.line[:k:k]
		s.extend()
		return
	}
	err := s.Err
	s.moveOn(s.Queue.after(s.Queue.Index()))
	s.Err = err
}

// moveOn cuts to a place of the queue, or ends where there is none (-1).
func (s *State) moveOn(to int) {
	if to < 0 {
		s.finish()
		return
	}
	paused := s.Transport == Paused
	s.Queue = s.Queue.to(to)
	s.cut(0)
	if !paused {
		s.Transport = Loading
	}
}

// output follows the coming and going of the device. Where sound was lost, playing goes on from the last heard frame as
// soon as there is an output again.
func (s *State) output(e engine.OutputChanged) {
	s.Output = e.Output
	if e.Lost && s.Transport != Stopped && len(s.line) > 0 {
		if k, ok := s.find(s.epoch, e.Instance); ok {
			if k > 0 {
				s.advance(k)
			}
			s.Position = e.Position
		}
		s.lost = true
	}
	if e.Output.Open && s.lost {
		about := s.About()
		s.cut(s.Position)
		if len(s.line) > 0 {
			s.line[0].about = about
		}
		if s.Transport == Playing {
			s.Transport = Loading
		}
	}
}
