package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"auralis/net/web/pair"

	"github.com/coder/websocket"
)

func TestFromElsewhereOneHasToPair(t *testing.T) {
	file := pair.File(t.TempDir() + "/devices")
	r := newRig(t, 1, func(o *Options) { o.Keys = file })
	closed := []string{"/api/v1/state", "/api/v1/tracks", "/api/v1/search?q=a", "/ws"}
	for _, path := range closed {
		if got := r.do(t, "GET", path, nil, remote); got.StatusCode != http.StatusUnauthorized || !strings.Contains(got.body, "PIN") {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
		}
	}
	if got := r.do(t, "POST", "/api/v1/rpc", strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"player.mute","params":{"on":true}}`), remote); got.StatusCode != http.StatusUnauthorized || r.Control.State().Muted {
		t.Errorf("rpc: %d", got.StatusCode)
	}
	for _, path := range []string{"/", "/app.js", "/healthz", "/readyz", "/metrics", "/api/v1/access"} {
		if got := r.do(t, "GET", path, nil, remote); got.StatusCode != 200 {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
	if got := r.do(t, "GET", "/api/v1/access", nil, remote); got.body != `{"access":"paired","allowed":false}` {
		t.Error(got.body)
	}
	if got := r.do(t, "GET", "/api/v1/access", nil, nil); got.body != `{"access":"paired","allowed":true}` {
		t.Error(got.body)
	}

	pin := *r.pin.Load()
	if got := r.do(t, "POST", "/api/v1/pair", strings.NewReader(`{"pin":"`+pin+`"}`), remote); true {
		c := got.Cookies()
		if got.StatusCode != 200 || len(c) != 1 || !c[0].HttpOnly || c[0].SameSite != http.SameSiteStrictMode || strings.Contains(got.body, c[0].Value) {
			t.Fatalf("%d %v %s", got.StatusCode, c, got.body)
		}
		paired := func(q *http.Request) { remote(q); q.AddCookie(c[0]) }
		if got := r.do(t, "GET", "/api/v1/state", nil, paired); got.StatusCode != 200 {
			t.Errorf("with the cookie: %d", got.StatusCode)
		}
		h := http.Header{"X-Forwarded-For": {"192.0.2.7"}, "Cookie": {c[0].Name + "=" + c[0].Value}}
		conn, _, err := websocket.Dial(t.Context(), strings.Replace(r.URL(), "http", "ws", 1)+"ws", &websocket.DialOptions{HTTPHeader: h})
		if err != nil {
			t.Errorf("a WebSocket with the cookie: %v", err)
		} else {
			_ = conn.CloseNow()
		}
		// After a restart the device is still known.
		again := newRig(t, 1, func(o *Options) { o.Keys = file })
		if got := again.do(t, "GET", "/api/v1/state", nil, paired); got.StatusCode != 200 {
			t.Errorf("after a restart: %d", got.StatusCode)
		}
		if got := newRig(t, 1, nil).do(t, "GET", "/api/v1/state", nil, paired); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("at another player: %d", got.StatusCode)
		}
	}
}

func TestWrongPINsAreCounted(t *testing.T) {
	r := newRig(t, 1, nil)
	pin := *r.pin.Load()
	for _, bad := range []string{``, `{`, `{"pin":5}`, strings.Repeat(" ", 2000) + `{"pin":"1"}`} {
		if got := r.do(t, "POST", "/api/v1/pair", strings.NewReader(bad), remote); got.StatusCode != http.StatusBadRequest {
			t.Errorf("%.10q: %d", bad, got.StatusCode)
		}
	}
	for i := range 5 {
		wrong := fmt.Sprintf(`{"pin":"x%d"}`, i)
		if got := r.do(t, "POST", "/api/v1/pair", strings.NewReader(wrong), remote); got.StatusCode != http.StatusForbidden {
			t.Errorf("%d: %d %s", i, got.StatusCode, got.body)
		}
	}
	got := r.do(t, "POST", "/api/v1/pair", strings.NewReader(`{"pin":"`+pin+`"}`), remote)
	if got.StatusCode != http.StatusTooManyRequests || got.Header.Get("Retry-After") == "" || len(got.Cookies()) != 0 {
		t.Errorf("after five wrong ones: %d %s", got.StatusCode, got.body)
	}
}

func TestOpenNeedsNoPairing(t *testing.T) {
	r := newRig(t, 1, func(o *Options) { o.Access = "open" })
	if r.pin.Load() != nil {
		t.Error("a PIN was shown")
	}
	if got := r.do(t, "GET", "/api/v1/state", nil, remote); got.StatusCode != 200 {
		t.Errorf("%d", got.StatusCode)
	}
	if got := r.do(t, "POST", "/api/v1/pair", strings.NewReader(`{"pin":"1"}`), remote); got.StatusCode != 200 || len(got.Cookies()) != 0 {
		t.Errorf("%d", got.StatusCode)
	}
	if got := r.do(t, "POST", "/api/v1/rpc", strings.NewReader(`{}`), func(q *http.Request) { remote(q); q.Header.Set("Origin", "http://evil.example") }); got.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: %d", got.StatusCode)
	}
}

func TestWhoIsLocal(t *testing.T) {
	for _, c := range []struct {
		address, header string
		want            bool
	}{
		{"127.0.0.1:5", "", true}, {"127.9.9.9:5", "", true}, {"[::1]:5", "", true}, {"[::ffff:127.0.0.1]:5", "", true},
		{"192.168.1.5:5", "", false}, {"[fe80::1%eth0]:5", "", false}, {"", "", false}, {"@", "", false}, {"127.0.0.1", "", false},
		{"127.0.0.1:5", "Forwarded", false}, {"127.0.0.1:5", "X-Forwarded-For", false}, {"127.0.0.1:5", "X-Real-Ip", false}, {"127.0.0.1:5", "Via", false},
	} {
		q := &http.Request{RemoteAddr: c.address, Header: http.Header{}}
		if c.header != "" {
			q.Header.Set(c.header, "127.0.0.1")
		}
		if got := local(q); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
