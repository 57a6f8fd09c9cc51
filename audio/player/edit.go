package player

// editQueue carries out the commands that change what is queued. What sounds goes on untouched as long as it is still
// in the queue.
func (s *State) editQueue(c Command) error {
	before, had := s.Current()
	q, err := s.Queue, error(nil)
	switch c := c.(type) {
	case SetQueue:
		return s.setQueue(c)
	case AddToQueue:
		q, err = q.Add(c.Tracks, c.At)
	case RemoveFromQueue:
		q, err = q.Remove(c.Items)
	case MoveInQueue:
		q, err = q.Move(c.From, c.To)
	case ClearQueue:
		q = q.Clear()
	case UndoQueue:
		q, err = q.Undo()
	case Describe:
		s.Queue = q.describe(c.Tracks)
		return nil
	default:
		return invalid("not a command: %T", c)
	}
	if err != nil {
		return err
	}
	s.Queue = q
	s.keepUp(before, had)
	return nil
}

func (s *State) setQueue(c SetQueue) error {
	if c.Start < -1 || c.Start >= len(c.Tracks) && c.Start > 0 {
		return invalid("start %d: the new queue has places 0 to %d, -1 only fills it", c.Start, len(c.Tracks)-1)
	}
	q, err := s.Queue.Set(c.Tracks, c.Start)
	if err != nil {
		return err
	}
	s.Queue = q
	s.stop()
	if item, ok := s.Current(); ok && c.Start >= 0 {
		return s.start(item.ID, 0)
	}
	return nil
}

// keepUp follows an edit: the current item went on, was replaced by another, or is gone with the whole queue.
func (s *State) keepUp(before Item, had bool) {
	now, have := s.Current()
	switch {
	case !have:
		s.stop()
	case !had || now.ID == before.ID:
		s.extend()
	case s.Transport == Stopped:
		s.Position = 0
	case s.Transport == Paused:
		s.cut(0)
	default:
		s.Transport = Loading
		s.cut(0)
	}
}
