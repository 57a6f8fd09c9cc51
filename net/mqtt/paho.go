package mqtt

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"sync/atomic"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// refusal is a broker's no to a subscription.
type refusal struct{ filter string }

func (r *refusal) Error() string {
	return fmt.Sprintf("the broker doesn't let this user subscribe to %s: allow it in the broker's access list", r.filter)
}

// pahoLink is a link of the paho library. There is a new one for every connection: the library's own reconnection can't
// be stopped while it sleeps, and its clients aren't made to be used twice.
type pahoLink struct {
	client paho.Client
	conn   *atomic.Pointer[guard] // set by the library's goroutine while it connects
	lost   chan error
}

// will is what the broker publishes when the connection breaks.
type will struct{ topic, payload string }

// dialPaho connects to a broker. w is nil for a connection without a last will.
func dialPaho(ctx context.Context, o *Options, broker *url.URL, id string, w *will, receive func(message)) (link, error) {
	password, err := readPassword(o.PasswordFile)
	if err != nil {
		return nil, err
	}
	secure, err := tlsConfig(broker, o.CAFile)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()

	l := &pahoLink{conn: new(atomic.Pointer[guard]), lost: make(chan error, 1)}
	p := paho.NewClientOptions().AddBroker(broker.String()).SetClientID(id).
		SetProtocolVersion(4).SetCleanSession(true).SetAutoReconnect(false).SetConnectRetry(false).
		SetKeepAlive(keepAlive).SetPingTimeout(pingTimeout).SetConnectTimeout(connectTimeout).SetWriteTimeout(writeTimeout).
		SetUsername(o.User).SetPassword(password)
	if w != nil {
		p.SetWill(w.topic, w.payload, 1, true)
	}
	p.SetCustomOpenConnectionFn(func(*url.URL, paho.ClientOptions) (net.Conn, error) {
		conn, err := open(ctx, broker.Host, secure)
		if err != nil {
			return nil, err
		}
		g := newGuard(conn)
		l.conn.Store(g)
		return g, nil
	})
	p.SetDefaultPublishHandler(func(_ paho.Client, m paho.Message) {
		receive(message{m.Topic(), m.Payload(), m.Retained()})
	})
	p.SetConnectionLostHandler(func(_ paho.Client, err error) {
		select {
		case l.lost <- err:
		default:
		}
	})
	l.client = paho.NewClient(p)
	if err := wait(ctx, l.client.Connect()); err != nil {
		l.Drop()
		return nil, explain(err)
	}
	return l, nil
}

// wait waits for a token of the library.
func wait(ctx context.Context, t paho.Token) error {
	select {
	case <-t.Done():
		return t.Error()
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *pahoLink) Subscribe(ctx context.Context, filter string) error {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	// One filter a packet: the guard relies on it.
	t := l.client.Subscribe(filter, 0, nil)
	if err := wait(ctx, t); err != nil {
		return fmt.Errorf("subscribe to %s: %w", filter, err)
	}
	granted, answered := t.(*paho.SubscribeToken).Result()[filter]
	switch {
	case !answered:
		return fmt.Errorf("subscribe to %s: the connection ended before the answer", filter)
	case granted >= 0x80: // MQTT 3.1.1, 3.9.3
		return &refusal{filter}
	}
	return nil
}

func (l *pahoLink) Publish(ctx context.Context, topic string, payload []byte, retained, sure bool) error {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	var qos byte
	if sure {
		qos = 1
	}
	err := wait(ctx, l.client.Publish(topic, qos, retained, payload))
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("the broker didn't take it within %v", writeTimeout)
	}
	if err != nil {
		return fmt.Errorf("publish %s: %w", topic, err)
	}
	return nil
}

func (l *pahoLink) Lost() <-chan error { return l.lost }

// How long the library may take to say its farewell, and to end its goroutines without one, in milliseconds.
const (
	goodbye = 500
	ending  = 100
)

func (l *pahoLink) Close() {
	l.client.Disconnect(goodbye)
	l.Drop()
}

// Drop closes the network connection under the library. The library takes a connection that was closed on its own side
// for one that it closed itself, and has to be told to end its goroutines.
func (l *pahoLink) Drop() {
	if g := l.conn.Load(); g != nil {
		g.Close()
	}
	l.client.Disconnect(ending)
}

// open makes the network connection.
func open(ctx context.Context, address string, secure *tlsSettings) (net.Conn, error) {
	d := net.Dialer{KeepAlive: 15 * time.Second}
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil || secure == nil {
		return conn, err
	}
	return secure.handshake(ctx, conn)
}
