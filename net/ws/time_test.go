package ws

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"auralis/audio/engine"
	"auralis/audio/player"
	"auralis/net/api"
	"auralis/net/api/apitest"

	"github.com/coder/websocket"
)

// held is a server over pipes, within a bubble whose clock stands still while anything runs.
func held(t *testing.T, f func(p *apitest.Player, s *Server, dial func() *client)) {
	synctest.Test(t, func(t *testing.T) {
		p := apitest.New(t, 2)
		s, err := New(Options{Control: p.Control, Handler: p.Handler(t), Levels: p.Engine})
		if err != nil {
			t.Fatal(err)
		}
		l := make(pipes)
		h := &http.Server{Handler: s}
		go func() {
			if err := h.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				t.Error(err)
			}
		}()
		tp := l.client()
		f(p, s, func() *client {
			c := dial(t, "http://player", &websocket.DialOptions{HTTPClient: tp})
			c.pipes = l
			return c
		})
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
		close(l)
		_ = h.Close()
		tp.CloseIdleConnections()
	})
}

func TestThePositionComesOnceASecondWhilePlaying(t *testing.T) {
	held(t, func(p *apitest.Player, _ *Server, dial func() *client) {
		c := dial()
		c.notification("queue")
		if _, err := p.Control.Do(c.t.Context(), player.Play{}); err != nil {
			t.Fatal(err)
		}
		c.until(func(m message) bool { return m.Method == "state" && m.Params["transport"] == "playing" })
		began := time.Now()
		for i := 1; i <= 5; i++ {
			m := c.notification("position")
			if at := m.Params["position"].(float64); at != float64(i) || time.Since(began) != time.Duration(i)*time.Second {
				t.Errorf("position %v after %v", at, time.Since(began))
			}
		}
		if _, err := p.Control.Do(c.t.Context(), player.Pause{}); err != nil {
			t.Fatal(err)
		}
		c.until(func(m message) bool { return m.Method == "state" && m.Params["transport"] == "paused" })
		quiet, cancel := context.WithTimeout(c.t.Context(), time.Minute)
		defer cancel()
		if _, b, err := c.Read(quiet); err == nil {
			t.Errorf("while paused: %s", b)
		}
	})
}

func TestProgressReportsAddNothing(t *testing.T) {
	held(t, func(p *apitest.Player, _ *Server, dial func() *client) {
		c := dial()
		c.notification("queue")
		if _, err := p.Control.Do(c.t.Context(), player.Play{}); err != nil {
			t.Fatal(err)
		}
		c.until(func(m message) bool { return m.Method == "state" && m.Params["transport"] == "playing" })
		e, i, _ := p.Engine.Where()
		for k := range 20 {
			p.Control.Report(engine.Progress{Epoch: e, Instance: i, Position: time.Duration(k) * time.Millisecond})
		}
		if m := c.next(); m.Method != "position" || m.Params["position"] != 1.0 {
			t.Errorf("%+v", m)
		}
	})
}

func TestLevelsComeAsOftenAsAskedFor(t *testing.T) {
	held(t, func(p *apitest.Player, _ *Server, dial func() *client) {
		c := dial()
		if m := c.call("1", "levels.subscribe", `{"hz":21}`); m.Error == nil || m.Error.Code != api.CodeInvalidParams {
			t.Errorf("21 Hz: %+v", m)
		}
		if m := c.call("2", "levels.subscribe", `{"hz":20}`); m.Result["hz"] != 20.0 {
			t.Fatalf("%+v", m)
		}
		began := time.Now()
		for range 40 {
			m := c.notification("levels")
			if peak := m.Params["peak"].([]any); peak[0] != -3.0 || m.Params["reduction"] != -1.0 {
				t.Fatalf("%+v", m)
			}
		}
		if d := time.Since(began); d != 2*time.Second {
			t.Errorf("40 levels in %v", d)
		}
		c.call("3", "levels.subscribe", `{"hz":0}`)
		quiet, cancel := context.WithTimeout(c.t.Context(), time.Minute)
		defer cancel()
		if _, b, err := c.Read(quiet); err == nil {
			t.Errorf("after the end: %s", b)
		}
	})
}

// A client that reads nothing delays nobody, not by a nanosecond of the held clock; when it reads again it gets what was
// being written and the newest state, not those between.
func TestASlowReaderDelaysNobody(t *testing.T) {
	held(t, func(p *apitest.Player, _ *Server, dial func() *client) {
		slow, fast := dial(), dial()
		fast.notification("queue")
		began := time.Now()
		for i := range 1000 {
			if _, err := p.Control.Do(fast.t.Context(), player.SetVolume{Level: i % 2 * 50}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := p.Control.Do(fast.t.Context(), player.SetVolume{Level: 77}); err != nil {
			t.Fatal(err)
		}
		fast.until(func(m message) bool { return m.Method == "state" && m.Params["volume"] == 77.0 })
		if d := time.Since(began); d != 0 {
			t.Errorf("others waited %v", d)
		}
		states := 1
		slow.until(func(m message) bool {
			if m.Method == "state" && m.Params["volume"] != 77.0 {
				states++
			}
			return m.Method == "state" && m.Params["volume"] == 77.0
		})
		if states > 3 {
			t.Errorf("the slow one got %d states", states)
		}
	})
}

func TestAClientThatReadsNothingIsCutOff(t *testing.T) {
	held(t, func(p *apitest.Player, s *Server, dial func() *client) {
		dial() // a pipe holds nothing: the first write waits
		time.Sleep(time.Minute)
		synctest.Wait()
		if s.Counters().Slow.Load() != 1 || s.Counters().Open.Load() != 0 {
			t.Errorf("%d were slow, %d are open", s.Counters().Slow.Load(), s.Counters().Open.Load())
		}
		if p.Control.Subscribers() != 0 {
			t.Error("a subscription is left")
		}
	})
}

// A client that takes everything in but never answers a ping is gone, whatever its TCP says; one that does stays.
func TestAClientThatAnswersNoPingIsCutOff(t *testing.T) {
	held(t, func(p *apitest.Player, s *Server, dial func() *client) {
		c := dial()
		c.notification("queue")
		go func() { // answers pings while it reads
			for {
				if _, _, err := c.Read(context.Background()); err != nil {
					return
				}
			}
		}()
		deaf, far := net.Pipe()
		c.pipes <- far
		go func() {
			_, _ = io.WriteString(deaf, "GET / HTTP/1.1\r\nHost: player\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
				"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
			_, _ = io.Copy(io.Discard, deaf)
		}()
		synctest.Wait()
		if n := s.Counters().Open.Load(); n != 2 {
			t.Fatalf("%d are connected", n)
		}
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if n := s.Counters().Open.Load(); n != 1 {
			t.Errorf("%d are left, want the one that answers", n)
		}
	})
}

// The token bucket belongs to one connection (C-20): whatever 1000 others do, each gets its burst and its rate, no more.
func TestC20TheBucketIsTheConnectionsOwn(t *testing.T) {
	now := time.Unix(0, 0)
	buckets := make([]bucket, 1000)
	passed := make([]int, len(buckets))
	for i := range buckets {
		buckets[i] = newBucket(10, 20, now)
	}
	for range 50 * 60 { // a minute at 50 a second
		now = now.Add(20 * time.Millisecond)
		for i := range buckets {
			if ok, wait := buckets[i].take(now); ok {
				passed[i]++
			} else if wait <= 0 || wait > 100*time.Millisecond {
				t.Fatalf("wait %v", wait)
			}
		}
	}
	for i, n := range passed {
		if n < 619 || n > 621 {
			t.Fatalf("connection %d got %d through, want 20 + 10 a second", i, n)
		}
	}
	b := newBucket(10, 20, now)
	if ok, _ := b.take(now.Add(-time.Hour)); !ok || b.tokens != 19 {
		t.Errorf("a clock that went back: %v tokens", b.tokens)
	}
}
