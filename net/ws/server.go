package ws

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/coder/websocket"
)

// Server takes WebSocket connections. Make one with New; it is an http.Handler.
type Server struct {
	o        Options
	counters Counters
	end      context.Context // done when Close was called
	stop     context.CancelFunc
	mu       sync.Mutex // closed and running.Add, so that Close waits for all
	closed   bool
	running  sync.WaitGroup
}

// Counters count what happened, for metrics. Every field is an atomic of its own.
type Counters struct {
	Open     atomic.Int64  // connections now
	Total    atomic.Uint64 // connections ever
	Refused  atomic.Uint64 // connections refused because there were too many
	Requests atomic.Uint64
	Limited  atomic.Uint64 // requests refused because they came too fast
	Slow     atomic.Uint64 // connections cut off because the client didn't read
}

// New makes a Server. The error says what is missing in the options.
func New(o Options) (*Server, error) {
	if err := o.fill(); err != nil {
		return nil, err
	}
	s := &Server{o: o}
	s.end, s.stop = context.WithCancel(context.Background())
	return s, nil
}

// Counters are the live counters.
func (s *Server) Counters() *Counters { return &s.counters }

// ServeHTTP upgrades a request and serves the connection until it ends. A request from a page of another origin is
// refused (403), one too many too (503). Who may connect at all is the caller's to decide.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "too many connections, or the player is shutting down", http.StatusServiceUnavailable)
		return
	}
	defer s.leave()
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		return // answered by Accept
	}
	c.SetReadLimit(maxMessage)
	newSession(s, c).run()
}

// enter takes one of the places.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.counters.Open.Load() >= int64(s.o.MaxConnections) {
		s.counters.Refused.Add(1)
		return false
	}
	s.running.Add(1)
	s.counters.Open.Add(1)
	s.counters.Total.Add(1)
	return true
}

func (s *Server) leave() {
	s.counters.Open.Add(-1)
	s.running.Done()
}

// Close ends every connection with status 1001 (going away) and waits for them, at most until ctx is done. Later requests
// are refused.
func (s *Server) Close(ctx context.Context) error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.stop()
	all := make(chan struct{})
	go func() { s.running.Wait(); close(all) }()
	select {
	case <-all:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
