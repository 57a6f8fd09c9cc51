package web

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

func TestTheHostMustBeOurs(t *testing.T) {
	r := newRig(t, 1, nil)
	for host, want := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "LOCALHOST": 200, "localhost.": 200, "127.0.0.1": 200, "192.168.1.20:8080": 200, "[::1]:8080": 200,
		"[fe80::1]": 200, "kitchen": 200, "kitchen:80": 200, "kitchen.local": 200, "Kitchen.Local:8080": 200, "music.home": 200,
		"evil.example": 421, "kitchen.evil.example": 421, "localhost.evil.example": 421, "evil.example:8080": 421, "127.0.0.1.evil.example": 421,
		"kitchen:http": 421, "1.2.3": 421,
	} {
		for _, path := range []string{"/", "/api/v1/state", "/healthz", "/ws"} {
			got := r.do(t, "GET", path, nil, func(q *http.Request) { q.Host = host })
			if path == "/ws" && want == 200 {
				if got.StatusCode != http.StatusUpgradeRequired { // no WebSocket was asked for
					t.Errorf("%s%s: %d", host, path, got.StatusCode)
				}
				continue
			}
			if got.StatusCode != want {
				t.Errorf("%s%s: %d, want %d", host, path, got.StatusCode, want)
			}
			if want == 421 && (strings.Contains(got.Header.Get("Content-Security-Policy"), "evil") || !strings.Contains(got.body, "http.hosts")) {
				t.Errorf("%s%s: %v %s", host, path, got.Header, got.body)
			}
		}
	}
}

func TestAPageOfAnotherSiteMayNotSteer(t *testing.T) {
	r := newRig(t, 1, nil)
	mute := `{"jsonrpc":"2.0","id":1,"method":"player.mute","params":{"on":true}}`
	for name, set := range map[string]func(*http.Request){
		"origin":       func(q *http.Request) { q.Header.Set("Origin", "http://evil.example") },
		"other port":   func(q *http.Request) { q.Header.Set("Origin", "http://127.0.0.1:1") },
		"null":         func(q *http.Request) { q.Header.Set("Origin", "null") },
		"fetch header": func(q *http.Request) { q.Header.Set("Sec-Fetch-Site", "cross-site") },
	} {
		if got := r.do(t, "POST", "/api/v1/rpc", strings.NewReader(mute), set); got.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d %s", name, got.StatusCode, got.body)
		}
		if got := r.do(t, "POST", "/api/v1/pair", strings.NewReader(`{"pin":"1"}`), set); got.StatusCode != http.StatusForbidden {
			t.Errorf("%s, pairing: %d %s", name, got.StatusCode, got.body)
		}
	}
	if r.Control.State().Muted {
		t.Fatal("it was muted all the same")
	}
	own := func(q *http.Request) { q.Header.Set("Origin", strings.TrimSuffix(r.URL(), "/")) }
	if got := r.do(t, "POST", "/api/v1/rpc", strings.NewReader(mute), own); got.StatusCode != 200 || !r.Control.State().Muted {
		t.Errorf("the own page: %d %s", got.StatusCode, got.body)
	}
}

func TestGETChangesNothing(t *testing.T) {
	r := newRig(t, 3, nil)
	before := r.Control.State()
	for _, path := range []string{"/api/v1/state", "/api/v1/tracks", "/api/v1/search?q=a", "/api/v1/access", "/healthz", "/readyz", "/metrics", "/"} {
		if got := r.do(t, "GET", path, nil, nil); got.StatusCode != 200 {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
		}
	}
	for path, want := range map[string]int{"/api/v1/rpc": 404, "/api/v1/pair": 404, "/api/v1/rpc?method=player.play": 404, "/api/v1/nothing": 404, "/nothing": 404} {
		if got := r.do(t, "GET", path, nil, nil); got.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, got.StatusCode, want)
		}
	}
	if r.Control.State() != before {
		t.Error("the state changed")
	}
}

func TestTheAPIForScripts(t *testing.T) {
	r := newRig(t, 3, nil)
	get := func(path string, want int) map[string]any {
		t.Helper()
		got := r.do(t, "GET", path, nil, nil)
		var v map[string]any
		if err := json.Unmarshal([]byte(got.body), &v); err != nil || got.StatusCode != want || got.Header.Get("Content-Type") != "application/json" {
			t.Fatalf("%s: %d %s: %v", path, got.StatusCode, got.body, err)
		}
		return v
	}
	if s := get("/api/v1/state", 200); s["transport"] != "stopped" || s["instance"] != "test" {
		t.Errorf("%v", s)
	}
	if s := get("/api/v1/tracks?offset=18&limit=5&sort=title", 200); s["total"] != 20.0 || len(s["tracks"].([]any)) != 2 {
		t.Errorf("%v", s)
	}
	if s := get("/api/v1/search?q=low+water&limit=1", 200); len(s["tracks"].([]any)) != 1 {
		t.Errorf("%v", s)
	}
	for _, bad := range []string{"/api/v1/tracks?limit=many", "/api/v1/tracks?limit=5000", "/api/v1/tracks?colour=red", "/api/v1/search", "/api/v1/search?q=%zz", "/api/v1/state?x=1"} {
		if s := get(bad, 400); s["error"] == "" {
			t.Errorf("%s: %v", bad, s)
		}
	}
	get("/api/v1/albums", 404)

	for _, c := range []struct {
		body   string
		status int
		says   string
	}{
		{`{"jsonrpc":"2.0","id":1,"method":"player.volume","params":{"level":12}}`, 200, `"volume":12`},
		{`{"jsonrpc":"2.0","method":"player.volume","params":{"level":13}}`, 204, ""},
		{`{`, 200, "-32700"},
		{strings.Repeat(" ", 64<<10+1), 413, "64 KiB"},
	} {
		got := r.do(t, "POST", "/api/v1/rpc", strings.NewReader(c.body), nil)
		if got.StatusCode != c.status || !strings.Contains(got.body, c.says) {
			t.Errorf("%.40s: %d %s", c.body, got.StatusCode, got.body)
		}
	}
	if v := r.Control.State().Volume; v != 13 {
		t.Errorf("volume %d", v)
	}
}

func TestHealthMetricsAndHeaders(t *testing.T) {
	broker := Component{Name: "mqtt", Detail: "connection refused"}
	r := newRig(t, 3, func(o *Options) {
		o.Components = func() []Component { return []Component{{Name: "output", OK: true}, broker} }
		o.Panel = panel{}
	})
	if got := r.do(t, "GET", "/readyz", nil, nil); got.StatusCode != 503 || !strings.Contains(got.body, "connection refused") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	if got := r.do(t, "GET", "/readyz", nil, remote); got.StatusCode != 503 || strings.Contains(got.body, "refused") {
		t.Errorf("from elsewhere: %d %s", got.StatusCode, got.body)
	}
	got := r.do(t, "GET", "/metrics", nil, nil)
	for _, line := range []string{
		"auralis_underruns_total 3\n", "auralis_xruns_total 4\n", "auralis_queue_length 3\n", "auralis_volume 50\n", "auralis_clients 0\n",
		`auralis_transport{state="stopped"} 1` + "\n", `auralis_output_lateness_seconds_bucket{le="1e-06"} 1` + "\n",
		`auralis_output_lateness_seconds_bucket{le="2e-06"} 3` + "\n", `auralis_output_lateness_seconds_bucket{le="+Inf"} 8` + "\n",
		"auralis_output_lateness_seconds_count 8\n", "process_resident_memory_bytes ",
	} {
		if !strings.Contains(got.body, line) {
			t.Errorf("no %q in\n%s", line, got.body)
		}
	}
	got = r.do(t, "GET", "/", nil, nil)
	csp := got.Header.Get("Content-Security-Policy")
	if strings.Contains(csp, "unsafe") || !strings.Contains(csp, "script-src 'self';") || got.Header.Get("X-Content-Type-Options") != "nosniff" ||
		strings.Contains(got.body, "<script>") || strings.Contains(got.body, "style=") {
		t.Errorf("%v\n%s", got.Header, got.body)
	}
}

// panel tells fixed figures.
type panel struct{}

func (panel) Underruns() uint64        { return 3 }
func (panel) Xruns() uint64            { return 4 }
func (panel) Played() uint64           { return 5 }
func (panel) Clipped() uint64          { return 6 }
func (panel) Lateness() (h [24]uint64) { h[0], h[1], h[23] = 1, 2, 5; return h }

func TestABusyPortIsNamedWithTheRemedy(t *testing.T) {
	r := newRig(t, 1, nil)
	address := r.Addr().String()
	o := r.o
	o.Listen = address
	if s, err := New(o); err == nil || !strings.Contains(err.Error(), address) || !strings.Contains(err.Error(), "--listen") {
		t.Errorf("%v, %v", s, err)
	}
	o.Listen = "nowhere"
	if _, err := New(o); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("%v", err)
	}
	o.Access = "maybe"
	if _, err := New(o); err == nil || !strings.Contains(err.Error(), "http.access") {
		t.Errorf("%v", err)
	}
}

func TestTheEndIsOrderly(t *testing.T) {
	r := newRig(t, 1, nil)
	c, _, err := websocket.Dial(t.Context(), strings.Replace(r.URL(), "http", "ws", 1)+"ws", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseNow()
	if _, _, err := c.Read(t.Context()); err != nil || r.Clients() != 1 {
		t.Fatalf("%d clients, %v", r.Clients(), err)
	}
	ended := make(chan error, 1)
	go func() { ended <- r.stop() }()
	for err == nil {
		_, _, err = c.Read(t.Context())
	}
	if websocket.CloseStatus(err) != websocket.StatusGoingAway {
		t.Errorf("closed with %v", err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if l, err := net.Listen("tcp", r.Addr().String()); err != nil {
		t.Errorf("the port isn't free: %v", err)
	} else {
		_ = l.Close()
	}
}

func TestURLs(t *testing.T) {
	r := newRig(t, 1, nil)
	if port := r.Addr().(*net.TCPAddr).Port; r.URL() != fmt.Sprintf("http://127.0.0.1:%d/", port) || r.LANURL() != "" {
		t.Errorf("%s, %q", r.URL(), r.LANURL())
	}
	for _, c := range []struct {
		all  []string
		best string
	}{
		{[]string{"127.0.0.1/8", "::1/128", "fe80::1/64"}, "invalid IP"},
		{[]string{"127.0.0.1/8", "2001:db8::1/64", "192.168.1.5/24", "203.0.113.5/24"}, "192.168.1.5"},
		{[]string{"169.254.1.1/16", "2001:db8::1/64"}, "2001:db8::1"},
		{[]string{"10.0.0.1/8", "192.168.1.5/24"}, "10.0.0.1"},
		{nil, "invalid IP"},
	} {
		var all []net.Addr
		for _, a := range c.all {
			p := netip.MustParsePrefix(a)
			all = append(all, &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())})
		}
		if got := bestAddress(all).String(); got != c.best {
			t.Errorf("%v: %s, want %s", c.all, got, c.best)
		}
	}
	for want, p := range map[string]uint16{"http://[2001:db8::1]/": 80, "http://[2001:db8::1]:8080/": 8080} {
		if got := pageURL("2001:db8::1", p); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
