package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync/atomic"
	"testing"

	"auralis/net/api/apitest"
)

// rig is a running server before a player.
type rig struct {
	*apitest.Player
	*Server
	pin  atomic.Pointer[string]
	stop func() error
}

func newRig(t *testing.T, tracks int, change func(*Options)) *rig {
	t.Helper()
	r := &rig{Player: apitest.New(t, tracks)}
	o := Options{
		Listen: "127.0.0.1:0", Access: "paired", Hostname: "kitchen", Hosts: []string{"music.home"}, Control: r.Control, Handler: r.Handler(t),
		Levels: r.Engine, ShowPIN: func(pin string) { r.pin.Store(&pin) }, Log: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&o)
	}
	var err error
	if r.Server, err = New(o); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Server.Run(ctx) }()
	stopped := false
	r.stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return r
}

// answer is what a request got.
type answer struct {
	*http.Response
	body string
}

// do sends a request; change may alter it.
func (r *rig) do(t *testing.T, method, path string, body io.Reader, change func(*http.Request)) answer {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), method, r.URL()+path[1:], body)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(q)
	}
	resp, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return answer{resp, string(b)}
}

// remote makes a request look like one from another machine.
func remote(q *http.Request) { q.Header.Set("X-Forwarded-For", "192.0.2.7") }
