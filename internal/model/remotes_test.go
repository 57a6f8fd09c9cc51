package model

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"auralis/audio/player"
	"auralis/hw"
	"auralis/hw/steer"
	"auralis/internal/need"
	"auralis/net/api"
	"auralis/net/mqtt"
	"auralis/net/web"

	"github.com/coder/websocket"
	paho "github.com/eclipse/paho.mqtt.golang"
)

// board is a set of pins that the test presses.
type board struct{ press map[string]func(down bool) }

type lines struct{}

func (lines) Levels() (uint, error) { return 0, nil }
func (lines) Debounced() bool       { return true }
func (lines) Close() error          { return nil }

func (b *board) Watch(names []string, _ hw.WatchOptions, changed func(uint, time.Time)) (hw.Lines, error) {
	b.press[names[0]] = func(down bool) {
		level := uint(0)
		if down {
			level = 1
		}
		changed(level, time.Now())
	}
	return lines{}, nil
}

// pins is a remote that presses buttons.
func (b *bench) pins(t *testing.T) func(context.Context) {
	pins := &board{press: map[string]func(bool){}}
	events := make(chan hw.Event, 64)
	c, err := hw.Open(pins, hw.Config{Buttons: []hw.Button{
		{Pin: "A", Press: hw.Next}, {Pin: "B", Press: hw.Previous}, {Pin: "C", Press: hw.Toggle}, {Pin: "D", Press: hw.SeekForward},
	}}, func(e hw.Event) { events <- e })
	if err != nil {
		t.Fatal(err)
	}
	return func(ctx context.Context) {
		defer c.Close()
		r := rand.New(rand.NewPCG(11, 1))
		for ctx.Err() == nil {
			press := pins.press[string("ABCD"[r.IntN(4)])]
			press(true)
			select {
			case <-ctx.Done():
			case <-time.After(30 * time.Millisecond):
			}
			press(false)
			select {
			case <-ctx.Done():
			case <-time.After(time.Duration(30+r.IntN(40)) * time.Millisecond):
			case e := <-events:
				if cmd, ok := steer.Command(e, b.ctl.State(), time.Now()); ok {
					b.ctl.Do(ctx, cmd)
				}
			}
		}
	}
}

// broker starts a mosquitto of the test's own.
func broker(t *testing.T) string {
	t.Helper()
	bin := need.Tool(t, "mosquitto", "mosquitto")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().(*net.TCPAddr)
	l.Close()
	conf := filepath.Join(t.TempDir(), "mosquitto.conf")
	if err := os.WriteFile(conf, []byte(fmt.Sprintf("listener %d 127.0.0.1\nallow_anonymous true\n", addr.Port)), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "-c", conf)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return "tcp://127.0.0.1:" + strconv.Itoa(addr.Port)
}

// empty is a library without tracks.
type empty struct{}

func (empty) Find(string) []player.Track { return nil }

// overMQTT is a remote that publishes commands, and the player's own client that takes them.
func (b *bench) overMQTT(t *testing.T, url string, handler *api.Handler) (client, sender func(context.Context)) {
	c, err := mqtt.New(mqtt.Options{
		Broker: url, Node: "model", Player: b.ctl, Snapshot: handler.SnapshotJSON, RPC: handler.Serve, Library: empty{}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	client = func(ctx context.Context) { c.Run(ctx) }
	sender = func(ctx context.Context) {
		o := paho.NewClientOptions().AddBroker(url).SetClientID("sender").SetConnectRetry(true).SetConnectRetryInterval(20 * time.Millisecond)
		p := paho.NewClient(o)
		if tok := p.Connect(); !tok.WaitTimeout(10*time.Second) || tok.Error() != nil {
			t.Errorf("the sender can't reach the broker: %v", tok.Error())
			return
		}
		defer p.Disconnect(100)
		r := rand.New(rand.NewPCG(12, 1))
		for ctx.Err() == nil {
			topic, payload := "playback", []string{"next", "previous", "toggle", "play", "stop"}[r.IntN(5)]
			switch r.IntN(4) {
			case 0:
				topic, payload = "volume", strconv.Itoa(r.IntN(101))
			case 1:
				topic, payload = "repeat", []string{"off", "all", "one"}[r.IntN(3)]
			}
			p.Publish("auralis/model/set/"+topic, 0, false, payload).WaitTimeout(time.Second)
			select {
			case <-ctx.Done():
			case <-time.After(time.Duration(10+r.IntN(30)) * time.Millisecond):
			}
		}
	}
	return client, sender
}

// overWebSocket is a remote that calls methods; what the player answers is only read.
func (b *bench) overWebSocket(t *testing.T, url string) func(context.Context) {
	return func(ctx context.Context) {
		c, _, err := websocket.Dial(ctx, url, nil)
		if err != nil {
			if ctx.Err() == nil {
				t.Errorf("%v", err)
			}
			return
		}
		defer c.CloseNow()
		c.SetReadLimit(1 << 22)
		last := uint64(0)
		go func() {
			for {
				_, m, err := c.Read(ctx)
				if err != nil {
					return
				}
				var n struct {
					Method string
					Params struct{ Version uint64 }
				}
				if json.Unmarshal(m, &n) == nil && n.Method == "state" {
					if n.Params.Version < last {
						t.Errorf("state %d after %d", n.Params.Version, last)
					}
					last = n.Params.Version
				}
			}
		}()
		r := rand.New(rand.NewPCG(13, 1))
		for id := 1; ctx.Err() == nil; id++ {
			method, params := "player.play", "{}"
			q := b.ctl.State().Queue
			switch r.IntN(7) {
			case 0:
				method, params = "player.seek", fmt.Sprintf(`{"position":%.3f}`, r.Float64()*7)
			case 1:
				method, params = "queue.move", fmt.Sprintf(`{"from":%d,"to":%d}`, r.IntN(max(1, q.Len())), r.IntN(max(1, q.Len())))
			case 2:
				method = "queue.undo"
			case 3:
				method, params = "player.shuffle", fmt.Sprintf(`{"on":%v}`, r.IntN(2) == 0)
			case 4:
				method = "player.next"
			case 5:
				if q.Len() > 8 {
					method, params = "queue.remove", fmt.Sprintf(`{"items":[%q]}`, q.Item(r.IntN(q.Len())).ID)
				}
			}
			m := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, id, method, params)
			if err := c.Write(ctx, websocket.MessageText, []byte(m)); err != nil {
				return
			}
			select {
			case <-ctx.Done():
			case <-time.After(time.Duration(10+r.IntN(30)) * time.Millisecond):
			}
		}
	}
}

// The whole player against its model: buttons, a real broker and a real WebSocket send random commands at once; every
// frame is the successor of the last or the start of what was asked for, and the log of inputs replays.
func TestEveryRemoteAtOnce(t *testing.T) {
	frames := int64(10_000_000)
	if testing.Short() {
		frames = 2_000_000
	}
	b := newBench(t)
	handler, err := api.New(api.Parts{Control: b.ctl, Instance: "model"})
	if err != nil {
		t.Fatal(err)
	}
	server, err := web.New(web.Options{Listen: "127.0.0.1:0", Access: "open", Control: b.ctl, Handler: handler, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	client, sender := b.overMQTT(t, broker(t), handler)
	b.run(frames, b.pins(t), client, sender, b.overWebSocket(t, "ws://"+server.Addr().String()+"/ws"),
		func(ctx context.Context) {
			if err := server.Run(ctx); err != nil {
				t.Errorf("%v", err)
			}
		}, b.keepPlaying)
	kinds := map[string]int{}
	for _, e := range b.log {
		if _, ok := e.in.(player.Command); ok {
			kinds[fmt.Sprintf("%T", e.in)]++
		}
	}
	for _, want := range []string{"player.Next", "player.Toggle", "player.SetVolume", "player.Seek", "player.SeekBy", "player.MoveInQueue"} {
		if kinds[want] == 0 {
			t.Errorf("no %s arrived: a remote did nothing (%v)", want, kinds)
		}
	}
	t.Logf("commands: %v", kinds)
}

// keepPlaying plays again what the others have stopped, and fills the queue again that undo has emptied, so that frames
// flow.
func (b *bench) keepPlaying(ctx context.Context) {
	for ctx.Err() == nil {
		if b.ctl.State().Queue.Len() == 0 {
			tracks, _ := album()
			b.ctl.Do(ctx, player.SetQueue{Tracks: tracks, Start: 0})
		}
		b.ctl.Do(ctx, player.Play{})
		select {
		case <-ctx.Done():
		case <-time.After(15 * time.Millisecond):
		}
	}
}
