package mqtt

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"auralis/audio"
	"auralis/audio/engine"
	"auralis/audio/player"
	"auralis/dsp/mastering"
)

// deck stands for the engine: it tells that a track is heard as soon as it is asked for.
type deck struct {
	mu     sync.Mutex
	target *engine.Target
	at     time.Duration
	asked  chan *engine.Target
}

func (d *deck) Direct(t *engine.Target) {
	d.mu.Lock()
	d.target = t
	d.mu.Unlock()
	select {
	case d.asked <- t:
	default:
	}
}

func (d *deck) Where() (audio.Epoch, audio.Instance, time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.target == nil || len(d.target.Line) == 0 {
		return 0, 0, 0
	}
	return d.target.Epoch, d.target.Line[0].Instance, d.at
}

type noKeeper struct{}

func (noKeeper) KeepQueue(*player.Queue)    {}
func (noKeeper) KeepSettings(*player.State) {}
func (noKeeper) KeepPosition(*player.State) {}

func tracks(n int) []player.Track {
	var ts []player.Track
	for i := range n {
		ts = append(ts, player.Track{ID: fmt.Sprint("t", i), Location: fmt.Sprint("/music/", i), Title: fmt.Sprint("Title ", i),
			Artist: "Artist", Album: "Album", Duration: time.Hour})
	}
	return ts
}

// newPlayer runs a player with three tracks until the end of the test.
func newPlayer(t *testing.T) (*player.Control, *deck) {
	t.Helper()
	q, err := (&player.Queue{}).Set(tracks(3), 0)
	if err != nil {
		t.Fatal(err)
	}
	d := &deck{asked: make(chan *engine.Target, 1024)}
	first := player.NewState(player.Limits{Max: 80, Startup: 100}, q, 0, 50, false, player.Enhance{Intensity: 0.5, Preset: mastering.Adaptive})
	c := player.NewControl(first, d, noKeeper{}, player.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { c.Run(ctx) })
	all.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case target := <-d.asked:
				if len(target.Line) > 0 && !target.Paused {
					c.Report(engine.Heard{Epoch: target.Epoch, Instance: target.Line[0].Instance, Position: target.Line[0].Start})
				}
			}
		}
	})
	t.Cleanup(func() { cancel(); all.Wait() })
	return c, d
}

// snapshot is made of the names of the wire vocabulary.
func snapshot(s *player.State) ([]byte, error) {
	item, _ := s.Current()
	return json.Marshal(map[string]any{
		"version": s.Version, "transport": s.Transport.String(), "position": s.Position.Seconds(), "volume": s.Volume, "muted": s.Muted,
		"track":  map[string]any{"id": item.Track.ID, "title": item.Track.Title, "artist": item.Track.Artist, "album": item.Track.Album},
		"repeat": s.Queue.Repeat().String(), "shuffle": s.Queue.Shuffled(), "underruns": s.Underruns,
		"queue":   map[string]any{"version": s.Queue.Version(), "index": s.Queue.Index(), "length": s.Queue.Len()},
		"enhance": map[string]any{"enabled": s.Enhance.Enabled, "preset": s.Enhance.Preset.String(), "intensity": s.Enhance.Intensity},
	})
}

// shelf is a library that knows one word.
type shelf struct{}

func (shelf) Find(text string) []player.Track {
	if text == "evening" {
		return []player.Track{{ID: "e", Location: "/music/e", Title: "Evening"}}
	}
	return nil
}

// echo answers a call with its length, and doesn't answer what says quiet.
func echo(_ context.Context, request []byte) []byte {
	if bytes.Contains(request, []byte("quiet")) {
		return nil
	}
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","id":1,"result":%d}`, len(request))
}

// lines is a log that tests read.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// with gives the lines that hold a text.
func (l *lines) with(text string) (found []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.text.String()) {
		if strings.Contains(line, text) {
			found = append(found, line)
		}
	}
	return found
}

const testNode = "auralis-test01"

func options(p *player.Control, log *lines) Options {
	return Options{
		Broker: "tcp://127.0.0.1:1", Node: testNode, Discovery: true, Name: "Kitchen", Version: "1.2.3", Page: "http://kitchen.local",
		Player: p, Snapshot: snapshot, RPC: echo, Library: shelf{}, Log: slog.New(slog.NewTextHandler(log, nil)),
	}
}

// sent is one message that went out.
type sent struct {
	topic, payload string
	retained, sure bool
}

// wire is a broker in the test: it makes links and remembers what they were given.
type wire struct {
	mu      sync.Mutex
	out     []sent
	filters []string
	refuse  map[string]bool
	fail    error // of dialling
	dials   int
	receive func(message)
	lost    chan error
	stuck   chan struct{} // Publish waits for it where it isn't nil
	closed  int
	dropped int
}

func (w *wire) dial(ctx context.Context, receive func(message)) (link, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dials++
	if w.fail != nil {
		return nil, w.fail
	}
	w.receive, w.lost = receive, make(chan error, 1)
	return w, nil
}

func (w *wire) Subscribe(_ context.Context, filter string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.refuse[filter] {
		return &refusal{filter}
	}
	w.filters = append(w.filters, filter)
	return nil
}

func (w *wire) Publish(ctx context.Context, topic string, payload []byte, retained, sure bool) error {
	w.mu.Lock()
	stuck := w.stuck
	w.mu.Unlock()
	if stuck != nil {
		select {
		case <-stuck:
			return errors.New("gone")
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.out = append(w.out, sent{topic, string(payload), retained, sure})
	return nil
}

func (w *wire) Lost() <-chan error { return w.lost }
func (w *wire) Close()             { w.mu.Lock(); w.closed++; w.mu.Unlock() }
func (w *wire) Drop()              { w.mu.Lock(); w.dropped++; w.mu.Unlock() }

// take gives what went out to a topic since the last take, all topics for "".
func (w *wire) take(topic string) (found []sent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var rest []sent
	for _, s := range w.out {
		if topic == "" || s.topic == topic {
			found = append(found, s)
		} else {
			rest = append(rest, s)
		}
	}
	w.out = rest
	return found
}

// start runs a client on a wire until the end of the test, or until stop.
func start(t *testing.T, w *wire, change func(*Options)) (c *Client, p *player.Control, d *deck, log *lines, stop func()) {
	t.Helper()
	p, d = newPlayer(t)
	log = &lines{}
	o := options(p, log)
	if change != nil {
		change(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	c.dial = w.dial
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return c, p, d, log, stop
}

func do(t *testing.T, p *player.Control, c player.Command) {
	t.Helper()
	if _, err := p.Do(context.Background(), c); err != nil {
		t.Fatalf("%T: %v", c, err)
	}
}

func set(name, payload string) message {
	return message{topic: topics{testNode}.set(name), payload: []byte(payload)}
}
