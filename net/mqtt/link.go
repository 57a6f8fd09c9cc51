package mqtt

import (
	"context"
	"time"
)

// The limits of a connection.
const (
	// maxPayload is the largest message that is looked at, in bytes.
	maxPayload = 64 << 10
	// writeTimeout is how long a broker may refuse to take what is written before the connection counts as lost.
	writeTimeout = 5 * time.Second
	// connectTimeout bounds address, TCP, TLS and MQTT's handshake together.
	connectTimeout = 10 * time.Second
	// keepAlive is how long a connection may be silent; the broker gives it up after 1.5 times that ([MQTT-3.1.2-24])
	// and sends the last will.
	keepAlive = 20 * time.Second
	// pingTimeout is how long the answer to a ping may take.
	pingTimeout = 10 * time.Second
)

// message is what came in.
type message struct {
	topic    string
	payload  []byte // never more than maxPayload plus what a topic may take
	retained bool   // it was kept by the broker, not sent now
}

// link is a connection that stands. Its methods are called by one goroutine.
type link interface {
	// Subscribe asks for messages; err is a *refusal where the broker says no and the connection stands.
	Subscribe(ctx context.Context, filter string) error
	// Publish returns when the message is written; with sure, when the broker has acknowledged it (QoS 1).
	Publish(ctx context.Context, topic string, payload []byte, retained, sure bool) error
	// Lost gives the reason when the connection breaks, once.
	Lost() <-chan error
	// Close says goodbye, so that the broker forgets the last will, and frees everything. It takes at most a second.
	Close()
	// Drop frees everything without a goodbye: the broker sends the last will.
	Drop()
}

// dialer makes a link. receive is called by the link's goroutine for each message and must not block.
type dialer func(ctx context.Context, receive func(message)) (link, error)
