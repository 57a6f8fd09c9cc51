package ws

import (
	"math"
	"time"

	"auralis/audio/player"
	"auralis/net/api"

	"github.com/coder/websocket"
)

// queueWindow is how many items a queue notification carries; queue.get gives the rest.
const queueWindow = 100

// writer is what the writing goroutine knows.
type writer struct {
	*session
	last  *player.State // newest state that was told
	queue uint64        // newest version of the queue that was told, plus one; 0 = none
}

// position is the notification of that name.
type position struct {
	Position float64 `json:"position"`
	Version  uint64  `json:"version"`
}

// write tells what changes and passes the answers on, until the connection, the server or the player ends.
func (n *session) write() {
	defer n.cancel()
	sub := n.s.o.Control.Subscribe()
	defer sub.Close()
	w := writer{session: n}
	second := time.NewTicker(time.Second)
	defer second.Stop()
	levels := time.NewTicker(time.Hour)
	defer levels.Stop()
	for ok := true; ok; {
		select {
		case <-n.ctx.Done():
			return
		case <-n.s.end.Done():
			_ = n.conn.Close(websocket.StatusGoingAway, "the player is shutting down")
			return
		case s, open := <-sub.States():
			if !open {
				_ = n.conn.Close(websocket.StatusGoingAway, "the player is shutting down")
				return
			}
			ok = w.state(s)
			if w.last.Transport == player.Playing && ok {
				second.Reset(time.Second)
			}
		case notice, open := <-sub.Notices():
			if open {
				ok = n.tell(notice.Kind, structured(notice.Data))
			}
		case answer := <-n.replies:
			ok = n.send(answer)
		case <-second.C:
			ok = w.second()
		case <-n.awake:
			if hz := n.levels.Load(); hz > 0 {
				levels.Reset(time.Second / time.Duration(hz))
			} else {
				levels.Reset(time.Hour)
			}
		case <-levels.C:
			ok = w.meters()
		}
	}
}

// state tells a state, or its position alone where nothing else changed.
func (w *writer) state(s *player.State) bool {
	before := w.last
	w.last = s
	if before != nil && before.Version == s.Version {
		if s.Transport == player.Playing || s.Position == before.Position {
			return true // told every second
		}
		return w.tell("position", position{api.Seconds(s.Position), s.Version})
	}
	if !w.tell("state", w.s.o.Handler.Snapshot(s)) {
		return false
	}
	if v := s.Queue.Version() + 1; v != w.queue {
		w.queue = v
		return w.tell("queue", api.NewQueuePage(s.Queue, 0, queueWindow))
	}
	return true
}

// second tells the position while something plays.
func (w *writer) second() bool {
	if w.last == nil || w.last.Transport != player.Playing {
		return true
	}
	at := w.s.o.Control.Position()
	if now := w.s.o.Control.State(); now.Version != w.last.Version {
		return true // a newer state is on its way
	}
	return w.tell("position", position{api.Seconds(at), w.last.Version})
}

// meters tells the levels; nothing where nothing is heard.
func (w *writer) meters() bool {
	if w.levels.Load() <= 0 {
		return true
	}
	v, ok := w.s.o.Levels.Levels()
	if !ok {
		return true
	}
	return w.tell("levels", map[string]any{
		"peak": [2]*float64{decibels(v.Peak[0]), decibels(v.Peak[1])}, "rms": [2]*float64{decibels(v.RMS[0]), decibels(v.RMS[1])},
		"reduction": v.Reduction,
	})
}

// decibels is a level with a tenth of a dB; silence, which JSON has no number for, is null.
func decibels(x float64) *float64 {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return nil
	}
	x = math.Round(x*10) / 10
	return &x
}

// structured makes what a notice carries fit JSON-RPC, whose params are an object or a list (section 4.2).
func structured(data any) any {
	switch d := data.(type) {
	case nil:
		return struct{}{}
	case string:
		return map[string]string{"message": d}
	default:
		return data
	}
}
