package ws

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"auralis/net/api"

	"github.com/coder/websocket"
)

// maxMessage is the largest message taken in, bytes.
const maxMessage = api.MaxMessage

// replyRoom is how many answers wait for the writer; then the reader waits.
const replyRoom = 8

// session is one connection.
type session struct {
	s       *Server
	conn    *websocket.Conn
	ctx     context.Context // of the connection
	cancel  context.CancelFunc
	replies chan []byte   // reader to writer
	levels  atomic.Int32  // Hz; stored by the reader
	awake   chan struct{} // of room one: levels was stored
	bucket  bucket        // owned by the reader
}

func newSession(s *Server, c *websocket.Conn) *session {
	n := &session{s: s, conn: c, replies: make(chan []byte, replyRoom), awake: make(chan struct{}, 1),
		bucket: newBucket(s.o.Rate, s.o.Burst, time.Now())}
	n.ctx, n.cancel = context.WithCancel(context.Background())
	return n
}

// run serves the connection; it is the reader.
func (n *session) run() {
	var around sync.WaitGroup
	around.Go(n.write)
	around.Go(n.ping)
	n.read()
	n.cancel()
	around.Wait()
	_ = n.conn.CloseNow() // whatever it says: the connection is over
}

// read takes requests in until the connection ends. Read closes with 1009 where a message is too big.
func (n *session) read() {
	for {
		kind, message, err := n.conn.Read(n.ctx)
		if err != nil {
			return
		}
		if kind != websocket.MessageText {
			_ = n.conn.Close(websocket.StatusUnsupportedData, "JSON as text is wanted")
			return
		}
		ctx, done := context.WithTimeout(n.ctx, n.s.o.CallTimeout)
		answer := api.Serve(ctx, n, message)
		done()
		if answer == nil {
			continue
		}
		select {
		case n.replies <- answer:
		case <-n.ctx.Done():
			return
		}
	}
}

// Call puts the rate and what only a connection can do before the Handler. The reader alone calls it.
func (n *session) Call(ctx context.Context, method string, params json.RawMessage) (any, *api.Error) {
	n.s.counters.Requests.Add(1)
	if ok, wait := n.bucket.take(time.Now()); !ok {
		n.s.counters.Limited.Add(1)
		e := api.Errorf(api.CodeTooMany, "too many requests: at most %g a second", n.s.o.Rate)
		e.Data = map[string]float64{"retry_after": math.Ceil(wait.Seconds()*1000) / 1000}
		return nil, e
	}
	if method != api.LevelsMethod {
		return n.s.o.Handler.Call(ctx, method, params)
	}
	hz, err := api.ReadLevels(params)
	if err != nil {
		return nil, err
	}
	if n.s.o.Levels == nil {
		return nil, api.Errorf(api.CodeUnavailable, "this player was started without meters")
	}
	n.levels.Store(int32(hz))
	select {
	case n.awake <- struct{}{}:
	default:
	}
	return map[string]int{"hz": hz}, nil
}

// ping ends a connection whose other end is gone without a word.
func (n *session) ping() {
	t := time.NewTicker(n.s.o.PingEvery)
	defer t.Stop()
	for {
		select {
		case <-n.ctx.Done():
			return
		case <-t.C:
		}
		ctx, done := context.WithTimeout(n.ctx, n.s.o.WriteTimeout)
		err := n.conn.Ping(ctx)
		done()
		if err != nil {
			n.cancel()
			return
		}
	}
}

// send writes one message. A client that doesn't read is cut off.
func (n *session) send(message []byte) bool {
	ctx, done := context.WithTimeout(n.ctx, n.s.o.WriteTimeout)
	defer done()
	err := n.conn.Write(ctx, websocket.MessageText, message)
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		n.s.counters.Slow.Add(1)
		n.s.o.Log.Info("a client that doesn't read was cut off")
	}
	return err == nil
}

// tell sends a notification.
func (n *session) tell(method string, params any) bool {
	message, err := api.Notification(method, params)
	if err != nil {
		n.s.o.Log.Error("a notification can't be written", "method", method, "error", err)
		return true
	}
	return n.send(message)
}
