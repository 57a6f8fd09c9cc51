package qemu

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// qmpClient speaks QEMU's machine protocol (docs/interop/qmp-spec.rst in
// QEMU's source). execute may be called from any goroutine.
type qmpClient struct {
	conn    net.Conn
	replies chan qmpMessage // closed by the reading goroutine
	events  journal[qmpMessage]

	mu sync.Mutex // one command at a time
}

// qmpMessage is everything QEMU may send: the greeting, a reply, an event.
type qmpMessage struct {
	Greeting json.RawMessage `json:"QMP"`
	Return   json.RawMessage `json:"return"`
	Error    *struct {
		Class string `json:"class"`
		Desc  string `json:"desc"`
	} `json:"error"`
	Event string          `json:"event"`
	Data  json.RawMessage `json:"data"`
}

// dialQMP connects and leaves the negotiation mode.
func dialQMP(ctx context.Context, conn net.Conn) (*qmpClient, error) {
	q := &qmpClient{conn: conn, replies: make(chan qmpMessage)}
	messages := json.NewDecoder(conn)
	var greeting qmpMessage
	if err := messages.Decode(&greeting); err != nil || greeting.Greeting == nil {
		return nil, errors.Join(fmt.Errorf("qemu: qmp greeting: %w", err), conn.Close())
	}
	go q.read(messages)
	if _, err := q.execute(ctx, "qmp_capabilities", nil); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return q, nil
}

// read sorts what comes into replies and events until the connection ends.
func (q *qmpClient) read(messages *json.Decoder) {
	defer close(q.replies)
	defer q.events.end()
	for {
		var m qmpMessage
		if messages.Decode(&m) != nil {
			return // the end of QEMU; a waiting command fails by the closed channel
		}
		if m.Event != "" {
			q.events.add(m)
			continue
		}
		q.replies <- m
	}
}

// execute runs one command and returns its result.
func (q *qmpClient) execute(ctx context.Context, command string, arguments any) (json.RawMessage, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	request := map[string]any{"execute": command}
	if arguments != nil {
		request["arguments"] = arguments
	}
	if err := json.NewEncoder(q.conn).Encode(request); err != nil {
		return nil, fmt.Errorf("qemu: qmp %s: %w", command, err)
	}
	select {
	case m, ok := <-q.replies:
		if !ok {
			return nil, fmt.Errorf("qemu: qmp %s: %w", command, io.ErrUnexpectedEOF)
		}
		if m.Error != nil {
			return nil, fmt.Errorf("qemu: qmp %s: %s: %s", command, m.Error.Class, m.Error.Desc)
		}
		return m.Return, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("qemu: qmp %s: %w", command, context.Cause(ctx))
	}
}

// hmp runs a command of the human monitor, for the few things QMP lacks.
func (q *qmpClient) hmp(ctx context.Context, line string) (string, error) {
	result, err := q.execute(ctx, "human-monitor-command", map[string]any{"command-line": line})
	if err != nil {
		return "", err
	}
	var text string
	if err := json.Unmarshal(result, &text); err != nil {
		return "", fmt.Errorf("qemu: monitor %s: %w", line, err)
	}
	return text, nil
}

// dialUnix connects to a socket that QEMU is about to create.
func dialUnix(ctx context.Context, path string) (net.Conn, error) {
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "unix", path)
		if err == nil {
			return conn, nil
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-ctx.Done():
			return nil, fmt.Errorf("qemu: %w: %w", context.Cause(ctx), err)
		}
	}
}
