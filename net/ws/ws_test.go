package ws

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"auralis/audio/player"
	"auralis/net/api"

	"github.com/coder/websocket"
)

func TestTheStateComesFirstAndAfterEveryChange(t *testing.T) {
	r := newRig(t, 3, nil)
	c := r.dial(t)
	first := c.next()
	if first.Method != "state" || first.Params["instance"] != "test" || first.Params["volume"] != 50.0 {
		t.Fatalf("first %+v", first)
	}
	if q := c.next(); q.Method != "queue" || len(q.Params["items"].([]any)) != 3 {
		t.Fatalf("then %+v", q)
	}
	answer := c.call("1", "player.volume", `{"level":20}`)
	if answer.Result["volume"] != 20.0 || answer.Result["version"].(float64) <= first.Params["version"].(float64) {
		t.Fatalf("answer %+v", answer)
	}
	// Another remote changes something: everybody is told.
	if _, err := r.Control.Do(t.Context(), player.Mute{On: true}); err != nil {
		t.Fatal(err)
	}
	c.until(func(m message) bool {
		return m.Method == "state" && m.Params["muted"] == true && m.Params["volume"] == 20.0
	})
	c.send(`{"jsonrpc":"2.0","method":"queue.clear"}`)
	if q := c.notification("queue"); q.Params["length"] != 0.0 {
		t.Fatalf("%+v", q)
	}
}

func TestASeekWhileStoppedIsToldAsAPosition(t *testing.T) {
	r := newRig(t, 1, nil)
	c := r.dial(t)
	c.notification("queue")
	c.send(`{"jsonrpc":"2.0","method":"player.seek","params":{"position":12.5}}`)
	if p := c.notification("position"); p.Params["position"] != 12.5 {
		t.Fatalf("%+v", p)
	}
}

func TestNoticesAreToldByTheirKind(t *testing.T) {
	r := newRig(t, 1, nil)
	c := r.dial(t)
	c.notification("queue")
	r.Control.Announce(player.Notice{Kind: "button", Data: map[string]string{"button": "next"}})
	r.Control.Announce(player.Notice{Kind: "devices", Data: "a card was plugged"})
	r.Control.Announce(player.Notice{Kind: "library"})
	if m := c.next(); m.Method != "button" || m.Params["button"] != "next" {
		t.Errorf("%+v", m)
	}
	if m := c.next(); m.Method != "devices" || m.Params["message"] != "a card was plugged" {
		t.Errorf("%+v", m)
	}
	if m := c.next(); m.Method != "library" || m.Params == nil {
		t.Errorf("%+v", m)
	}
}

func TestMalformedRequestsAreAnsweredAndTheConnectionStays(t *testing.T) {
	c := newRig(t, 1, nil).dial(t)
	for _, bad := range []string{`{`, ``, `"x"`, `[]`, `{"jsonrpc":"1.0","id":1,"method":"x"}`, "\x00\xff", strings.Repeat("[", 10_000)} {
		c.send(bad)
		m := c.until(func(m message) bool { return m.Method == "" })
		if m.Error == nil || m.Error.Code != api.CodeParse && m.Error.Code != api.CodeInvalidRequest {
			t.Errorf("%.20q: %+v", bad, m)
		}
	}
	c.send(`[{"jsonrpc":"2.0","id":1,"method":"player.mute","params":{"on":true}},{"jsonrpc":"2.0","id":2,"method":"x"}]`)
	for {
		_, b, err := c.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if b[0] == '[' {
			if s := string(b); !strings.Contains(s, `"muted":true`) || !strings.Contains(s, "-32601") {
				t.Errorf("batch: %s", b)
			}
			return
		}
	}
}

// closed reads to the end and gives the status the server closed with.
func (c *client) closed() websocket.StatusCode {
	for {
		if _, _, err := c.Read(c.t.Context()); err != nil {
			return websocket.CloseStatus(err)
		}
	}
}

func TestOversizedAndBinaryMessagesEndTheConnection(t *testing.T) {
	r := newRig(t, 1, nil)
	other := r.dial(t)
	c := r.dial(t)
	fits := `{"jsonrpc":"2.0","id":9,"method":"x` + strings.Repeat("x", api.MaxMessage-100) + `"}`
	c.send(fits)
	if m := c.until(func(m message) bool { return string(m.ID) == "9" }); m.Error.Code != api.CodeUnknownMethod {
		t.Fatalf("%+v", m)
	}
	// The server may close before all of it is sent.
	_ = c.Write(t.Context(), websocket.MessageText, []byte(strings.Repeat("x", api.MaxMessage+1)))
	if s := c.closed(); s != websocket.StatusMessageTooBig {
		t.Errorf("oversized: closed with %d", s)
	}
	c = r.dial(t)
	if err := c.Write(t.Context(), websocket.MessageBinary, []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	if s := c.closed(); s != websocket.StatusUnsupportedData {
		t.Errorf("binary: closed with %d", s)
	}
	if m := other.call("1", "player.mute", `{"on":true}`); m.Result["muted"] != true {
		t.Errorf("the other connection: %+v", m)
	}
}

func TestAForeignPageMayNotConnect(t *testing.T) {
	r := newRig(t, 1, nil)
	_, resp, err := websocket.Dial(t.Context(), r.http.URL, &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {"http://evil.example"}}})
	if err == nil || resp.StatusCode != http.StatusForbidden {
		t.Fatalf("%v, %v", err, resp)
	}
	dial(t, r.http.URL, &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {r.http.URL}}}).notification("state")
}

func TestTooManyConnectionsAreRefused(t *testing.T) {
	r := newRig(t, 1, func(o *Options) { o.MaxConnections = 3 })
	var all []*client
	for range 3 {
		c := r.dial(t)
		c.notification("state")
		all = append(all, c)
	}
	_, resp, err := websocket.Dial(t.Context(), r.http.URL, nil)
	if err == nil || resp.StatusCode != http.StatusServiceUnavailable || r.server.Counters().Refused.Load() != 1 {
		t.Fatalf("a fourth: %v, %v", err, resp)
	}
	if err := all[0].Conn.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Fatal(err)
	}
	for { // the place is free as soon as the server has seen the end
		c, _, err := websocket.Dial(t.Context(), r.http.URL, nil)
		if err == nil {
			_ = c.CloseNow()
			return
		}
	}
}

func TestTooManyRequestsAreRefusedWithWhenToGoOn(t *testing.T) {
	r := newRig(t, 1, func(o *Options) { o.Rate, o.Burst = 0.001, 3 })
	c, other := r.dial(t), r.dial(t)
	for i := range 3 {
		if m := c.call(fmt.Sprint(i), "player.mute", `{"on":true}`); m.Error != nil {
			t.Fatalf("%d: %v", i, m.Error)
		}
	}
	m := c.call("4", "player.mute", `{"on":false}`)
	if m.Error == nil || m.Error.Code != api.CodeTooMany || m.Error.Data.(map[string]any)["retry_after"].(float64) < 900 {
		t.Fatalf("%+v", m)
	}
	if m := other.call("1", "player.mute", `{"on":false}`); m.Error != nil || m.Result["muted"] != false {
		t.Fatalf("another connection: %+v", m)
	}
}

// 50 clients steer at once, each is answered, and every one sees the end, in versions that only grow.
func TestFiftyClients(t *testing.T) {
	r := newRig(t, 3, nil)
	const clients, each = 50, 10
	var all sync.WaitGroup
	conns := make([]*client, clients)
	versions := make([]float64, clients)
	for i := range conns {
		conns[i] = r.dial(t)
	}
	follow := func(i int, m message) {
		if m.Method != "state" {
			return
		}
		if v := m.Params["version"].(float64); v <= versions[i] {
			t.Errorf("client %d: version %v after %v", i, v, versions[i])
		} else {
			versions[i] = v
		}
	}
	for i, c := range conns {
		all.Go(func() {
			for k := range each {
				c.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"player.volume","params":{"level":%d}}`, k, (i+k)%90))
			}
			for k := range each {
				m := c.until(func(m message) bool { follow(i, m); return m.Method == "" })
				if m.Error != nil || string(m.ID) != fmt.Sprint(k) {
					t.Errorf("client %d, answer %d: %+v", i, k, m)
				}
			}
		})
	}
	all.Wait()
	if _, err := r.Control.Do(t.Context(), player.SetVolume{Level: 99}); err != nil {
		t.Fatal(err)
	}
	for i, c := range conns {
		all.Go(func() {
			m := c.until(func(m message) bool { follow(i, m); return m.Method == "state" && m.Params["volume"] == 99.0 })
			if v := m.Params["version"]; v != float64(r.Control.State().Version) {
				t.Errorf("client %d ends at version %v", i, v)
			}
		})
	}
	all.Wait()
}

// A client that sends requests and reads no answer is read no further, and the rest goes on.
func TestAClientThatDoesNotReadItsAnswersIsReadNoFurther(t *testing.T) {
	r := newRig(t, 20, func(o *Options) { o.Rate, o.Burst = 1e9, 1e9 })
	greedy, err := net.Dial("tcp", strings.TrimPrefix(r.http.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer greedy.Close()
	fmt.Fprintf(greedy, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n\r\n",
		strings.TrimPrefix(r.http.URL, "http://"), "AAAAAAAAAAAAAAAAAAAAAA==")
	request := []byte(`{"jsonrpc":"2.0","id":1,"method":"queue.get"}`)
	frame := append([]byte{0x81, 0x80 | byte(len(request)), 0, 0, 0, 0}, request...)
	sent := make(chan error, 1)
	go func() { // blocks when all buffers are full; ends with the connection
		for {
			if _, err := greedy.Write(frame); err != nil {
				sent <- err
				return
			}
		}
	}()
	c := r.dial(t)
	for i := range 20 {
		if m := c.call(fmt.Sprint(i), "player.mute", `{"on":true}`); m.Error != nil {
			t.Fatal(m.Error)
		}
	}
	greedy.Close()
	if err := <-sent; err == nil || errors.Is(err, io.EOF) {
		t.Errorf("the greedy one: %v", err)
	}
}

func TestTheEndOfThePlayerAndOfTheServerIsSaid(t *testing.T) {
	r := newRig(t, 1, nil)
	c := r.dial(t)
	c.notification("state")
	r.Player.Stop()
	if s := c.closed(); s != websocket.StatusGoingAway {
		t.Errorf("player: closed with %d", s)
	}
	r = newRig(t, 1, nil)
	c = r.dial(t)
	c.notification("state")
	done := make(chan error, 1)
	go func() { done <- r.server.Close(context.Background()) }()
	if s := c.closed(); s != websocket.StatusGoingAway {
		t.Errorf("server: closed with %d", s)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, resp, err := websocket.Dial(t.Context(), r.http.URL, nil); err == nil || resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("after the end: %v", err)
	}
}
