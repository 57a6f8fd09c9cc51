package mqtt

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"auralis/audio/player"
)

// Client is the remote over MQTT. Make one with New, then run Run; Status may be called from any goroutine.
type Client struct {
	o      Options
	topics topics
	log    *slog.Logger
	dial   dialer

	running atomic.Bool
	status  atomic.Pointer[Status] // stored by Run's goroutine

	// From the link's goroutine to Run's and its helpers; bounded, what doesn't fit is dropped and said.
	commands chan message
	calls    chan message
	births   chan struct{}
	replies  chan []byte

	complaints complaints
}

// New makes a Client. The error names the configuration key. Nothing is opened yet: a broker that can't be reached, or a
// password file that can't be read, is a matter of Run and Status.
func New(o Options) (*Client, error) {
	broker, err := o.check()
	if err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Name == "" {
		o.Name = o.Node
	}
	c := &Client{
		o: o, topics: topics{o.Node}, log: o.Log.With("broker", o.Broker),
		commands: make(chan message, 64), calls: make(chan message, 16),
		births: make(chan struct{}, 1), replies: make(chan []byte, 16),
	}
	c.complaints.log = c.log
	c.dial = c.dialBroker(broker)
	c.status.Store(&Status{Broker: o.Broker})
	return c, nil
}

func (c *Client) dialBroker(broker *url.URL) dialer {
	return func(ctx context.Context, receive func(message)) (link, error) {
		return dialPaho(ctx, &c.o, broker, c.o.Node, &will{c.topics.availability(), offline}, receive)
	}
}

// Run keeps a connection until ctx is done or the player ends, says offline and returns nil: within 2 s of a
// standing broker, within 10 s of one that is blocked just then, and not before a running RPC or Find has returned. It may be
// called once; a second call is an error.
func (c *Client) Run(ctx context.Context) error {
	if !c.running.CompareAndSwap(false, true) {
		return errors.New("mqtt: Run was called twice")
	}
	ctx, cancel := context.WithCancel(ctx)
	var helpers sync.WaitGroup
	defer helpers.Wait()
	defer cancel()
	helpers.Go(func() { c.obeyAll(ctx) })
	helpers.Go(func() { c.answerAll(ctx) })

	sub := c.o.Player.Subscribe()
	defer sub.Close()
	var b backoff
	var said string // the kind of trouble that the log has already
	for {
		begun := time.Now()
		stood, err := c.attempt(ctx, sub)
		if err == nil {
			c.disconnected(nil)
			return nil
		}
		c.disconnected(err)
		switch k := kind(err); {
		case stood:
			c.log.Warn("the connection to the MQTT broker broke; connecting again", "why", err)
			said = ""
		case said != k:
			c.log.Warn("no connection to the MQTT broker; trying on, the player isn't affected", "why", err)
			said = k
		}
		if stood && time.Since(begun) >= steady {
			b.reset()
		}
		if !c.idle(ctx, sub, b.wait(rand.Float64())) {
			c.disconnected(nil)
			return nil
		}
	}
}

// attempt connects and serves the connection. stood tells whether there was one; err is nil at the end of ctx or the
// player.
func (c *Client) attempt(ctx context.Context, sub *player.Subscription) (stood bool, err error) {
	l, err := c.dial(ctx, c.receive)
	if err != nil {
		if ctx.Err() != nil {
			return false, nil
		}
		return false, err
	}
	s := session{c: c, link: l, sub: sub}
	if err := s.serve(ctx); err != nil {
		l.Drop()
		if ctx.Err() != nil { // the end came while something was published
			return true, nil
		}
		return s.stood, err
	}
	return true, nil
}

// idle waits without a connection; false at the end of ctx or the player. What can't be sent is dropped: a button pressed
// an hour ago is nobody's news.
func (c *Client) idle(ctx context.Context, sub *player.Subscription, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			return true
		case <-ctx.Done():
			return false
		case _, ok := <-sub.States():
			if !ok {
				return false
			}
		case _, ok := <-sub.Notices():
			if !ok {
				return false
			}
		case <-c.replies:
		case <-c.births:
		}
	}
}
