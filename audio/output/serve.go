package output

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"

	"auralis/audio"
	"auralis/audio/ring"
)

// Opener opens the sink that a specification names. The returned name is for a person.
type Opener func(Open) (sink audio.Sink, name string, err error)

// Descriptors that the output process inherits.
const (
	ringFD   = 3
	socketFD = 4
)

// serveMemory bounds the heap of the output process, whose collector is off: what it allocates is a few messages.
const serveMemory = 24 << 20

// idlePoll is how often the output thread looks whether there is something to play while its device sleeps.
const idlePoll = 10 * time.Millisecond

// Serve is the output process: it takes over the ring and the socket it inherited and returns when the other side has
// gone (nil) or when it can't work at all. The calling goroutine is the device manager.
func Serve(open Opener, watch func(changed func(detail string))) error {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(serveMemory)
	r, err := ring.Open(ringFD)
	if err != nil {
		return fmt.Errorf("output process: %w (it is started by auralis run, not by hand)", err)
	}
	socket := os.NewFile(socketFD, "auralis-output")
	s := &server{panel: NewPanel(r), open: open, enc: json.NewEncoder(socket), jobs: make(chan *Loop), ended: make(chan error), hello: make(chan Reply)}
	out := make(chan Reply, 16)
	go s.write(out)
	s.out = out
	go s.thread(r)
	s.out <- <-s.hello
	if watch != nil {
		go watch(func(detail string) { s.out <- Reply{Report: reportDevices, Detail: detail} })
	}
	requests := make(chan Request)
	go read(socket, requests)
	return s.manage(r, requests)
}

// read hands on the requests until the other side is gone, then closes the channel.
func read(socket io.Reader, to chan<- Request) {
	defer close(to)
	lines := bufio.NewScanner(socket)
	for lines.Scan() {
		var q Request
		if json.Unmarshal(lines.Bytes(), &q) == nil {
			to <- q
		}
	}
}

type server struct {
	panel Panel
	open  Opener
	enc   *json.Encoder
	out   chan<- Reply
	hello chan Reply

	jobs  chan *Loop // to the output thread: run this
	ended chan error // from it: the loop has ended
	stop  atomic.Bool
	sink  audio.Sink // owned by the manager; nil while closed or running out
}

func (s *server) write(from <-chan Reply) {
	for m := range from {
		if s.enc.Encode(m) != nil {
			return // the other side is gone; the reader notices too
		}
	}
}

// thread is the output thread: it runs one loop after another and does nothing else.
func (s *server) thread(r *ring.Ring) {
	runtime.LockOSThread()
	fifo, missing := rights(r)
	s.hello <- Reply{Report: reportHello, FIFO: fifo, Detail: missing}
	for l := range s.jobs {
		s.ended <- l.Run(&s.stop)
	}
}

// manage is the device manager: one request after another, until the other side is gone.
func (s *server) manage(r *ring.Ring, requests <-chan Request) error {
	for {
		select {
		case err := <-s.ended: // by itself: the device is gone
			s.sink.Close()
			s.sink = nil
			s.out <- Reply{Report: reportLost, Error: text(err)}
		case q, ok := <-requests:
			if !ok {
				s.panel.Quit() // nobody is there any more: ramp down and end
				return s.close()
			}
			s.out <- s.answer(r, q)
		}
	}
}

func (s *server) answer(r *ring.Ring, q Request) Reply {
	reply := Reply{ID: q.ID}
	switch {
	case q.Op == "close":
		reply.Error = text(s.close())
	case q.Op == "open" && q.Open != nil:
		if err := s.close(); err != nil {
			reply.Error = text(err)
			return reply
		}
		sink, name, err := s.open(*q.Open)
		if err != nil {
			reply.Error = text(err)
			return reply
		}
		loop, err := NewLoop(r, sink)
		if err != nil {
			reply.Error = text(errors.Join(err, sink.Close()))
			return reply
		}
		s.sink = sink
		config := sink.Config()
		reply.Name, reply.Config = name, &config
		s.stop.Store(false)
		s.jobs <- loop
	default:
		reply.Error = fmt.Sprintf("output process: unknown request %q", q.Op)
	}
	return reply
}

// close ends the running loop, which ramps down first, and closes its sink.
func (s *server) close() error {
	if s.sink == nil {
		return nil
	}
	s.stop.Store(true)
	err := <-s.ended
	err = errors.Join(err, s.sink.Close())
	s.sink = nil
	return err
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
