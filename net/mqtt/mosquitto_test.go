package mqtt

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"auralis/internal/need"
)

// patience is when a test gives up waiting for something that should have come long ago.
const patience = 30 * time.Second

// mosquitto is a real broker on a port of its own.
type mosquitto struct {
	t       *testing.T
	program string
	address string // host:port
	config  string
	cmd     *exec.Cmd
	said    bytes.Buffer
}

// startBroker starts a broker; lines are added to its configuration (allow_anonymous among them where none is given).
func startBroker(t *testing.T, lines ...string) *mosquitto {
	t.Helper()
	b := &mosquitto{t: t, program: need.Tool(t, "mosquitto", "mosquitto")}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.address = free.Addr().String()
	free.Close()
	_, port, _ := net.SplitHostPort(b.address)
	if len(lines) == 0 {
		lines = []string{"allow_anonymous true"}
	}
	b.config = filepath.Join(t.TempDir(), "mosquitto.conf")
	text := "persistence false\nuser root\nlistener " + port + " 127.0.0.1\n" + strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(b.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	b.start()
	t.Cleanup(b.stop)
	return b
}

// start starts the program and waits for its port.
func (b *mosquitto) start() {
	b.t.Helper()
	b.cmd = exec.Command(b.program, "-c", b.config)
	b.cmd.Stdout, b.cmd.Stderr = &b.said, &b.said
	if err := b.cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	eventually(b.t, "mosquitto's port is open", func() bool {
		c, err := net.Dial("tcp", b.address)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
}

func (b *mosquitto) stop() {
	if b.cmd == nil {
		return
	}
	b.cmd.Process.Kill()
	b.cmd.Wait()
	b.cmd = nil
	if b.t.Failed() {
		b.t.Logf("mosquitto said:\n%s", b.said.String())
	}
}

func (b *mosquitto) signal(s syscall.Signal) {
	b.t.Helper()
	if err := b.cmd.Process.Signal(s); err != nil {
		b.t.Fatal(err)
	}
}

// eventually waits for something to become true.
func eventually(t *testing.T, what string, yes func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !yes(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after %v still not: %s", patience, what)
		}
	}
}

// observer is somebody else at the broker, who hears everything.
type observer struct {
	t      *testing.T
	client paho.Client

	mu    sync.Mutex
	heard []paho.Message
}

var observers struct {
	sync.Mutex
	n int
}

func (b *mosquitto) observe(filters ...string) *observer {
	b.t.Helper()
	o := &observer{t: b.t}
	observers.Lock()
	observers.n++
	id := fmt.Sprint("observer", observers.n)
	observers.Unlock()
	o.client = paho.NewClient(paho.NewClientOptions().AddBroker("tcp://" + b.address).SetClientID(id).SetAutoReconnect(false))
	o.wait(o.client.Connect())
	for _, f := range filters {
		o.wait(o.client.Subscribe(f, 1, func(_ paho.Client, m paho.Message) {
			o.mu.Lock()
			o.heard = append(o.heard, m)
			o.mu.Unlock()
		}))
	}
	b.t.Cleanup(func() { o.client.Disconnect(0) })
	return o
}

func (o *observer) wait(token paho.Token) {
	o.t.Helper()
	if !token.WaitTimeout(patience) || token.Error() != nil {
		o.t.Fatalf("observer: %v", token.Error())
	}
}

func (o *observer) send(topic, payload string, retained bool) {
	o.t.Helper()
	o.wait(o.client.Publish(topic, 1, retained, payload))
}

// count is how many messages on a topic hold a text.
func (o *observer) count(topic, text string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := 0
	for _, m := range o.heard {
		if m.Topic() == topic && strings.Contains(string(m.Payload()), text) {
			n++
		}
	}
	return n
}

// await waits for a message and gives the first that was heard.
func (o *observer) await(topic, text string) paho.Message {
	o.t.Helper()
	eventually(o.t, fmt.Sprintf("%q on %s", text, topic), func() bool { return o.count(topic, text) > 0 })
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, m := range o.heard {
		if m.Topic() == topic && strings.Contains(string(m.Payload()), text) {
			return m
		}
	}
	panic("unreachable")
}

func (o *observer) forget() {
	o.mu.Lock()
	o.heard = nil
	o.mu.Unlock()
}

// run starts a client at the broker and waits until it stands.
func (b *mosquitto) run(change func(*Options)) (*Client, *rig) {
	b.t.Helper()
	c, r := b.begin(change)
	eventually(b.t, "connected", func() bool { return c.Status().Connected })
	return c, r
}

// rig is what a client in a test hangs on.
type rig struct {
	*lines
	stop func()
	mu   sync.Mutex
	link link // the newest
}

// cut makes the client find its connection closed, so that it goes without a goodbye.
func (r *rig) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.link.(*pahoLink).conn.Load().Conn.(*net.TCPConn).CloseRead()
}

// begin starts a client at the broker.
func (b *mosquitto) begin(change func(*Options)) (*Client, *rig) {
	b.t.Helper()
	p, _ := newPlayer(b.t)
	r := &rig{lines: &lines{}}
	o := options(p, r.lines)
	o.Broker = "tcp://" + b.address
	if change != nil {
		change(&o)
	}
	c, err := New(o)
	if err != nil {
		b.t.Fatal(err)
	}
	dial := c.dial
	c.dial = func(ctx context.Context, receive func(message)) (link, error) {
		l, err := dial(ctx, receive)
		r.mu.Lock()
		r.link = l
		r.mu.Unlock()
		return l, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	r.stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				b.t.Errorf("Run: %v", err)
			}
		case <-time.After(patience):
			b.t.Error("Run doesn't end")
		}
	})
	b.t.Cleanup(r.stop)
	return c, r
}
