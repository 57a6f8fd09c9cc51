package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"time"

	"auralis/net/web/page"
	"auralis/net/web/pair"
	"auralis/net/ws"
)

// Bounds of a request.
const (
	readTimeout   = 10 * time.Second
	writeTimeout  = 30 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeader     = 16 << 10
	callTimeout   = 10 * time.Second
	closeTimeout  = 3 * time.Second
	headerTimeout = 5 * time.Second
)

// Server is the HTTP server. Make one with New, then run Run.
type Server struct {
	o        Options
	listener net.Listener
	http     *http.Server
	sockets  *ws.Server
	pairing  *pair.Pairing // nil where everybody may
	names    names
	assets   *page.Assets
	started  time.Time

	requests atomic.Uint64 // of the API
	refused  atomic.Uint64 // for their host, origin or missing pairing
	calls    atomic.Uint64 // JSON-RPC messages over POST
}

// New makes a Server and binds its address. The error names the address and what to do.
func New(o Options) (*Server, error) {
	if err := o.fill(); err != nil {
		return nil, err
	}
	s := &Server{o: o, names: newNames(o.Listen, o.Hostname, o.Hosts), started: time.Now()}
	var err error
	if s.assets, err = page.Load(); err != nil {
		return nil, err
	}
	s.sockets, err = ws.New(ws.Options{Control: o.Control, Handler: o.Handler, Levels: o.Levels, MaxConnections: o.MaxClients, Log: o.Log})
	if err != nil {
		return nil, err
	}
	if s.listener, err = listen(o.Listen); err != nil {
		return nil, err
	}
	if o.Access == "paired" {
		if s.pairing, err = pair.New(o.Keys, o.ShowPIN); err != nil {
			return nil, errors.Join(err, s.listener.Close())
		}
	}
	s.http = &http.Server{
		Handler: s.routes(), ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
	return s, nil
}

// listen binds an address.
func listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("address %s is in use by another program (another auralis?): stop it, or choose another address with --listen or the key http.listen", address)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("address %s may not be used: ports below 1024 need rights (CAP_NET_BIND_SERVICE); choose another with --listen or the key http.listen", address)
	case err != nil:
		return nil, fmt.Errorf("address %s: %w (choose another with --listen or the key http.listen)", address, err)
	}
	return l, nil
}

// Run serves until ctx is done, then ends every connection in order. The error is one that ended the server early.
func (s *Server) Run(ctx context.Context) error {
	ended := make(chan error, 1)
	go func() { ended <- s.http.Serve(s.listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("page and API on %s: %w", s.listener.Addr(), err)
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	sockets := s.sockets.Close(closing)
	err := s.http.Shutdown(closing)
	if sockets != nil || err != nil { // somebody doesn't let go
		err = s.http.Close()
	}
	<-ended
	return err
}

// Close frees the address of a Server that is never run.
func (s *Server) Close() error { return s.listener.Close() }

// Clients is the number of WebSockets now.
func (s *Server) Clients() int { return int(s.sockets.Counters().Open.Load()) }
