package mqtt

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"time"

	"auralis/audio/player"
)

const (
	// stateEvery is the shortest time between two states: at most 4 a second.
	stateEvery = 250 * time.Millisecond
	// positionEvery is the time between two positions while playing.
	positionEvery = 5 * time.Second
	// birthDelay is the longest wait after Home Assistant's birth message, by chance, so that its devices don't all
	// answer at once.
	birthDelay = 5 * time.Second
	// lastWord bounds the farewell.
	lastWord = time.Second
)

// session is one connection; all of it is Run's goroutine's.
type session struct {
	c     *Client
	link  link
	sub   *player.Subscription
	stood bool // it was subscribed and announced

	sent    uint64    // version of the state sent last; 0 = none, or it is wanted anew
	sentAt  time.Time // when
	due     *time.Timer
	pending bool // due is set and not yet run out
}

// serve announces the player and publishes until the connection breaks (the error tells why), or ctx or the player ends
// (nil, offline said and the link closed).
func (s *session) serve(ctx context.Context) error {
	s.due = time.NewTimer(time.Hour)
	s.due.Stop()
	defer s.due.Stop()
	problem, err := s.subscribe(ctx)
	if err != nil {
		return err
	}
	if err := s.announce(ctx); err != nil {
		return err
	}
	s.stood = true
	s.c.connected(problem)
	s.c.log.Info("connected to the MQTT broker", "node", s.c.o.Node)
	err = s.loop(ctx)
	if err == nil {
		s.farewell()
	}
	return err
}

func (s *session) loop(ctx context.Context) error {
	position := time.NewTicker(positionEvery)
	defer position.Stop()
	rebirth := time.NewTimer(time.Hour)
	rebirth.Stop()
	defer rebirth.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case err := <-s.link.Lost():
			if err == nil {
				err = errors.New("the broker ended it")
			}
			return err
		case state, ok := <-s.sub.States():
			if !ok {
				return nil
			}
			err = s.changed(ctx, state)
		case n, ok := <-s.sub.Notices():
			if !ok {
				return nil
			}
			err = s.notice(ctx, n)
		case <-s.due.C:
			s.pending = false
			err = s.state(ctx)
		case <-position.C:
			err = s.position(ctx)
		case <-s.c.births:
			rebirth.Reset(rand.N(birthDelay))
		case <-rebirth.C:
			err = s.announce(ctx)
		case reply := <-s.c.replies:
			err = s.link.Publish(ctx, s.c.topics.reply(), reply, false, false)
		}
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
	}
}

// subscribe asks for commands. What the broker doesn't allow is a problem that a person should know, not an end: the state
// is still worth publishing, and an account that is confined to its own topics can't hear Home Assistant.
func (s *session) subscribe(ctx context.Context) (problem string, err error) {
	filters := []string{s.c.topics.commands(), s.c.topics.rpc()}
	if s.c.o.Discovery {
		filters = append(filters, birthTopic)
	}
	for _, f := range filters {
		err := s.link.Subscribe(ctx, f)
		var no *refusal
		if errors.As(err, &no) {
			s.c.log.Warn(no.Error())
			if f != birthTopic {
				problem = no.Error()
			}
			continue
		}
		if err != nil {
			return "", err
		}
	}
	return problem, nil
}

// announce publishes all that is retained. Availability goes last, when the rest is there to be read.
func (s *session) announce(ctx context.Context) error {
	var config []byte // an empty one removes the device
	if s.c.o.Discovery {
		var err error
		if config, err = s.c.discovery(s.c.o.Player.State()); err != nil {
			return err
		}
	}
	if err := s.link.Publish(ctx, s.c.topics.discovery(), config, true, true); err != nil {
		return err
	}
	s.sent = 0
	if err := s.soon(ctx); err != nil {
		return err
	}
	return s.link.Publish(ctx, s.c.topics.availability(), []byte(online), true, true)
}

// changed is told of a new state.
func (s *session) changed(ctx context.Context, state *player.State) error {
	if state.Version == s.sent { // no more than the position has changed
		return nil
	}
	return s.soon(ctx)
}

// soon publishes the state, now or as soon as the pace allows.
func (s *session) soon(ctx context.Context) error {
	if s.pending {
		return nil
	}
	if wait := stateEvery - time.Since(s.sentAt); wait > 0 && !s.sentAt.IsZero() {
		s.pending = true
		s.due.Reset(wait)
		return nil
	}
	return s.state(ctx)
}

// state publishes the newest state with the exact position. A snapshot that can't be made costs this one message only.
func (s *session) state(ctx context.Context) error {
	state := *s.c.o.Player.State()
	state.Position = s.c.o.Player.Position()
	s.sent, s.sentAt = state.Version, time.Now()
	payload, err := s.c.o.Snapshot(&state)
	if err != nil {
		s.c.complaints.say("the state can't be published", "why", err)
		return nil
	}
	return s.link.Publish(ctx, s.c.topics.state(), payload, true, false)
}

// position publishes the position while playing, in seconds with milliseconds.
func (s *session) position(ctx context.Context) error {
	if s.c.o.Player.State().Transport != player.Playing {
		return nil
	}
	at := s.c.o.Player.Position().Round(time.Millisecond).Seconds()
	return s.link.Publish(ctx, s.c.topics.position(), strconv.AppendFloat(nil, at, 'f', -1, 64), false, false)
}

// notice publishes buttons.
func (s *session) notice(ctx context.Context, n player.Notice) error {
	if n.Kind != "button" {
		return nil
	}
	payload, err := button(n.Data)
	if err != nil {
		s.c.complaints.say("a button can't be published", "why", err)
		return nil
	}
	if payload == nil {
		return nil
	}
	return s.link.Publish(ctx, s.c.topics.button(), payload, false, false)
}

// farewell says offline and closes the link; where the broker doesn't take it in time, its last will says the same.
func (s *session) farewell() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		ctx, cancel := context.WithTimeout(context.Background(), lastWord)
		defer cancel()
		if err := s.link.Publish(ctx, s.c.topics.availability(), []byte(offline), true, true); err != nil {
			s.c.log.Warn("the MQTT broker didn't hear the farewell; its last will says the same", "why", err)
			s.link.Drop()
			return
		}
		s.link.Close()
	}()
	select {
	case <-done:
	case <-time.After(2 * lastWord):
		s.link.Drop()
	}
}
