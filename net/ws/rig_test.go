package ws

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"auralis/net/api"
	"auralis/net/api/apitest"

	"github.com/coder/websocket"
)

// rig is a player with a server of WebSockets on a real port.
type rig struct {
	*apitest.Player
	server *Server
	http   *httptest.Server
}

func newRig(t *testing.T, tracks int, change func(*Options)) *rig {
	t.Helper()
	p := apitest.New(t, tracks)
	o := Options{Control: p.Control, Handler: p.Handler(t), Levels: p.Engine, Log: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&o)
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{Player: p, server: s, http: httptest.NewServer(s)}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Errorf("closing: %v", err)
		}
		r.http.Close()
		if n := s.Counters().Open.Load(); n != 0 {
			t.Errorf("%d connections are left", n)
		}
	})
	return r
}

// client is the other end.
type client struct {
	t testing.TB
	*websocket.Conn
	pipes pipes // nil on a real port
}

// message is what a client got.
type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params map[string]any  `json:"params"`
	Result map[string]any  `json:"result"`
	Error  *api.Error      `json:"error"`
}

func (r *rig) dial(t testing.TB) *client { return dial(t, r.http.URL, nil) }

func dial(t testing.TB, url string, o *websocket.DialOptions) *client {
	t.Helper()
	c, _, err := websocket.Dial(t.Context(), strings.Replace(url, "http", "ws", 1), o)
	if err != nil {
		t.Fatal(err)
	}
	c.SetReadLimit(1 << 20)
	t.Cleanup(func() { _ = c.CloseNow() })
	return &client{t: t, Conn: c}
}

// next reads one message. A test that hangs here ends with its own limit.
func (c *client) next() message {
	c.t.Helper()
	_, b, err := c.Read(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	var m message
	if err := json.Unmarshal(b, &m); err != nil {
		c.t.Fatalf("%s: %v", b, err)
	}
	return m
}

// until reads until a message is the wanted one.
func (c *client) until(wanted func(message) bool) message {
	c.t.Helper()
	for {
		if m := c.next(); wanted(m) {
			return m
		}
	}
}

func (c *client) notification(method string) message {
	c.t.Helper()
	return c.until(func(m message) bool { return m.Method == method })
}

func (c *client) send(text string) {
	c.t.Helper()
	if err := c.Write(c.t.Context(), websocket.MessageText, []byte(text)); err != nil {
		c.t.Fatal(err)
	}
}

// call sends a request and waits for its answer.
func (c *client) call(id, method, params string) message {
	c.t.Helper()
	if params == "" {
		params = "{}"
	}
	c.send(`{"jsonrpc":"2.0","id":` + id + `,"method":"` + method + `","params":` + params + `}`)
	return c.until(func(m message) bool { return string(m.ID) == id })
}

// pipes is a listener whose connections are pipes in memory, so that a test can hold the clock.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	c, ok := <-p
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p pipes) client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		a, b := net.Pipe()
		p <- a
		return b, nil
	}}}
}
