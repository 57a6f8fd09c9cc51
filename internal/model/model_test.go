// Package model holds the test of the whole player against its model: random commands from every kind of remote at
// once, and every frame that reaches the output followed.
package model

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"auralis/audio"
	"auralis/audio/codec"
	"auralis/audio/engine"
	"auralis/audio/output"
	"auralis/audio/player"
	"auralis/audio/ring"
)

// track is a decoder whose samples tell (track, frame), exact in float32.
type track struct {
	number, length, at int64
}

const rate = 44100

func (n *track) Info() codec.Info {
	return codec.Info{Codec: "numbered", Rate: rate, Channels: 2, Bits: 24, Frames: n.length, Lossless: true}
}

func (n *track) Read(dst [][]float32) (int, error) {
	k := int(min(int64(len(dst[0])), n.length-n.at))
	for i := range k {
		dst[0][i] = float32(n.number) / (1 << 23)
		dst[1][i] = float32(n.at+int64(i)) / (1 << 23)
	}
	if n.at += int64(k); k == 0 {
		return 0, io.EOF
	}
	return k, nil
}

func (n *track) SeekFrame(f int64) error { n.at = f; return nil }

// album are the tracks: some shorter than a block.
func album() (tracks []player.Track, lengths []int64) {
	for i := range 12 {
		n := []int64{300_000, 1, 40_000, 700, 120_000, 5000}[i%6] + int64(i)
		lengths = append(lengths, n)
		tracks = append(tracks, player.Track{ID: fmt.Sprint("t", i), Location: fmt.Sprint(i), Duration: time.Duration(float64(n) / rate * 1e9)})
	}
	return tracks, lengths
}

// sink takes everything at once and keeps nothing; the frames are looked at by the loop's tap.
type sink struct{}

func (sink) Config() audio.SinkConfig {
	return audio.SinkConfig{Rate: rate, Format: audio.S32LE, Period: 441, Buffer: 1764, Discard: true}
}
func (sink) Write(p []byte) (int, error) { return len(p) / 8, nil }
func (sink) Wait(time.Duration) error    { return nil }
func (sink) Delay() (int, error)         { return 0, nil }
func (sink) Drop() error                 { return nil }
func (sink) Drain() error                { return nil }
func (sink) Recover() error              { return nil }
func (sink) Close() error                { return nil }

// place is a frame of a track.
type place struct{ track, frame int64 }

// bench is the whole player but for files and a card.
type bench struct {
	t       *testing.T
	ctl     *player.Control
	engine  *engine.Engine
	loop    *output.Loop
	ring    *ring.Ring
	lengths []int64

	mu     sync.Mutex
	starts map[place]bool // places that a target asked to begin at
	log    []logged       // written by the control goroutine, read after its end
	first  *player.State

	frames atomic.Int64
	cuts   atomic.Int64
	last   place // owned by the output goroutine
}

type logged struct {
	in    player.Input
	after *player.State
}

func (b *bench) Open(int, int) (string, audio.SinkConfig, error) {
	return "model", sink{}.Config(), nil
}
func (b *bench) Close() error { return nil }

// Direct notes what may begin, and hands on.
func (b *bench) Direct(t *engine.Target) {
	b.mu.Lock()
	for _, c := range t.Line {
		var n int64
		fmt.Sscan(c.Location, &n)
		at := int64(c.Start.Seconds()*rate + 0.5)
		b.starts[place{n, min(at, b.lengths[n])}] = true
	}
	b.mu.Unlock()
	b.engine.Direct(t)
}

func (b *bench) Where() (audio.Epoch, audio.Instance, time.Duration) { return b.engine.Where() }

type nobody struct{}

func (nobody) KeepQueue(*player.Queue)    {}
func (nobody) KeepSettings(*player.State) {}
func (nobody) KeepPosition(*player.State) {}

func newBench(t *testing.T) *bench {
	tracks, lengths := album()
	b := &bench{t: t, lengths: lengths, starts: map[place]bool{}, last: place{-1, 0}}
	r, err := engine.MasteredRing(false)
	if err != nil {
		t.Fatal(err)
	}
	b.ring = r
	b.engine, err = engine.New(engine.Settings{
		Ring: r, Device: b, Report: func(e engine.Event) { b.ctl.Report(e) },
		Open: func(l string) (*engine.Media, error) {
			var n int64
			fmt.Sscan(l, &n)
			return &engine.Media{Decoder: &track{number: n, length: lengths[n]}}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if b.loop, err = output.NewLoop(r, sink{}); err != nil {
		t.Fatal(err)
	}
	b.loop.Tap(b.follow)
	queue, _ := (&player.Queue{}).Set(tracks, 0)
	queue = queue.SetRepeat(player.RepeatAll)
	b.first = player.NewState(player.Limits{Max: 100, Startup: 100}, queue, 0, 100, false, player.Enhance{})
	b.ctl = player.NewControl(b.first, b, nobody{}, player.Options{Trace: func(in player.Input, s *player.State) {
		b.log = append(b.log, logged{in, s})
	}})
	return b
}

// follow checks that each frame is the successor of the last, or the start of what was asked for.
func (b *bench) follow(m audio.Mark, frames []audio.Frame) {
	for _, f := range frames {
		now := place{int64(f[0] * (1 << 23)), int64(f[1] * (1 << 23))}
		if now != (place{b.last.track, b.last.frame + 1}) {
			b.cuts.Add(1)
			b.mu.Lock()
			ok := b.starts[now]
			b.mu.Unlock()
			if !ok {
				b.t.Errorf("track %d frame %d after track %d frame %d (of %d): nobody asked for that", now.track, now.frame,
					b.last.track, b.last.frame, b.lengths[max(0, b.last.track)])
			}
		}
		b.last = now
	}
	b.frames.Add(int64(len(frames)))
}

// run plays until enough frames were heard, with the remotes at work.
func (b *bench) run(frames int64, remotes ...func(ctx context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	var core, around sync.WaitGroup
	core.Go(func() { b.ctl.Run(ctx) })
	core.Go(func() { b.engine.Run(ctx) })
	core.Go(func() {
		for ctx.Err() == nil {
			worked, err := b.loop.Step()
			if err != nil {
				b.t.Error(err)
				return
			}
			if !worked {
				time.Sleep(200 * time.Microsecond)
			}
		}
	})
	busy, stop := context.WithCancel(ctx)
	for _, r := range remotes {
		around.Go(func() { r(busy) })
	}
	for last, moved := int64(0), time.Now(); b.frames.Load() < frames && !b.t.Failed(); time.Sleep(5 * time.Millisecond) {
		if n := b.frames.Load(); n != last {
			last, moved = n, time.Now()
		} else if time.Since(moved) > 20*time.Second {
			s := b.ctl.State()
			b.t.Errorf("nothing is heard any more after %d frames: %v, target %+v, held %v, ring %d", n, s.Transport, s.Target(), b.engine.Panel().Held(), b.ring.Fill())
		}
	}
	stop()
	around.Wait()
	cancel()
	core.Wait()
	b.replay()
}

// replay checks that the log of inputs gives the same states again.
func (b *bench) replay() {
	s := b.first
	for i, e := range b.log {
		n, _, _ := player.Reduce(s, e.in)
		if n.Version != e.after.Version || n.Transport != e.after.Transport || n.Position != e.after.Position ||
			n.Queue.Index() != e.after.Queue.Index() || n.Queue.Version() != e.after.Queue.Version() || n.Volume != e.after.Volume {
			b.t.Fatalf("input %d (%T) replays to %+v, it was %+v", i, e.in, n, e.after)
		}
		a, z := n.Target(), e.after.Target()
		if a.Epoch != z.Epoch || len(a.Line) != len(z.Line) || a.Joined != z.Joined {
			b.t.Fatalf("input %d (%T) replays to another target", i, e.in)
		}
		for k := range a.Line {
			if a.Line[k] != z.Line[k] {
				b.t.Fatalf("input %d (%T): cue %d is %+v, was %+v", i, e.in, k, a.Line[k], z.Line[k])
			}
		}
		s = n
	}
	b.t.Logf("%d frames, %d cuts and joins, %d inputs replayed", b.frames.Load(), b.cuts.Load(), len(b.log))
}

// random draws a command; heavy ones (seek, skip) are rarer than light ones.
func random(r *rand.Rand, s *player.State) player.Command {
	q := s.Queue
	pick := func() int { return r.IntN(max(1, q.Len())) }
	switch r.IntN(16) {
	case 0:
		return player.Next{}
	case 1:
		return player.Previous{}
	case 2:
		return player.Seek{Position: time.Duration(r.Int64N(int64(7 * time.Second)))}
	case 3:
		return player.Toggle{}
	case 4:
		if q.Len() > 6 {
			return player.RemoveFromQueue{Items: []string{q.Item(pick()).ID}}
		}
		fallthrough
	case 5:
		t, _ := album()
		if q.Len() < 30 {
			return player.AddToQueue{Tracks: t[:1+r.IntN(5)], At: pick()}
		}
		return player.ClearQueue{}
	case 6:
		return player.MoveInQueue{From: pick(), To: pick()}
	case 7:
		return player.UndoQueue{}
	case 8:
		return player.SetShuffle{On: r.IntN(2) == 0}
	case 9:
		return player.SetRepeat{Mode: player.Repeat(r.IntN(3))}
	case 10:
		return player.SetVolume{Level: r.IntN(101)}
	case 11:
		if q.Len() > 0 {
			return player.PlayItem{Item: q.Item(pick()).ID}
		}
		return player.Mute{On: r.IntN(2) == 0}
	case 12:
		return player.SeekBy{Offset: time.Duration(r.Int64N(int64(4*time.Second))) - 2*time.Second}
	default:
		return player.Play{}
	}
}

// direct is a remote that calls the control goroutine itself.
func (b *bench) direct(seed uint64, pause time.Duration) func(context.Context) {
	return func(ctx context.Context) {
		r := rand.New(rand.NewPCG(seed, 7))
		for ctx.Err() == nil {
			b.ctl.Do(ctx, random(r, b.ctl.State())) // a refused command is an answer too
			select {
			case <-ctx.Done():
			case <-time.After(time.Duration(r.Int64N(int64(2 * pause)))):
			}
		}
	}
}
