package mqtt

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"auralis/audio/player"
)

var names = topics{testNode}

func TestAnnouncesItselfInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		c, _, _, _, stop := start(t, w, nil)
		synctest.Wait()
		if want := []string{names.commands(), names.rpc(), birthTopic}; !slices.Equal(w.filters, want) {
			t.Errorf("subscribed %v, want %v", w.filters, want)
		}
		out := w.take("")
		want := []string{names.discovery(), names.state(), names.availability()}
		if len(out) != len(want) {
			t.Fatalf("%d messages, want %d: %v", len(out), len(want), out)
		}
		for i, s := range out {
			if s.topic != want[i] || !s.retained {
				t.Errorf("message %d: %+v, want %s retained", i, s, want[i])
			}
		}
		if out[2].payload != online || !out[2].sure || !out[0].sure {
			t.Errorf("%+v", out)
		}
		if s := c.Status(); !s.Connected || s.Problem != "" || s.Since.IsZero() {
			t.Errorf("status %+v", s)
		}
		stop()
		if out := w.take(""); len(out) != 1 || out[0] != (sent{names.availability(), offline, true, true}) || w.closed != 1 {
			t.Errorf("farewell %+v, closed %d times", out, w.closed)
		}
		if c.Status().Connected {
			t.Error("connected after the end")
		}
		if err := c.Run(context.Background()); err == nil {
			t.Error("Run ran twice")
		}
	})
}

// However fast the player changes, no second of any place holds more than 4 states, and the last one says what is.
func TestStateIsPacedAndTheNewestWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		_, p, _, _, _ := start(t, w, nil)
		synctest.Wait()
		w.take("")
		time.Sleep(time.Second)
		var perTick []int
		for i := range 300 { // 3 s of changes, 100 a second
			do(t, p, player.SetVolume{Level: i % 80})
			synctest.Wait()
			perTick = append(perTick, len(w.take(names.state())))
			time.Sleep(10 * time.Millisecond)
		}
		total := 0
		for i := range perTick {
			n := 0
			for _, k := range perTick[i:min(i+100, len(perTick))] { // any 1 s
				n += k
			}
			if n > 4 {
				t.Fatalf("%d states within the second from tick %d", n, i)
			}
			total += perTick[i]
		}
		if total != 12 {
			t.Errorf("%d states in 3 s of changes, want 12", total)
		}
		do(t, p, player.SetVolume{Level: 7})
		time.Sleep(time.Second)
		synctest.Wait()
		out := w.take(names.state())
		if n := len(out); n < 1 || n > 2 || !strings.Contains(out[n-1].payload, `"volume":7`) {
			t.Errorf("the last: %v", out)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if out := w.take(""); len(out) > 0 {
			t.Errorf("nothing changed, yet %v", out)
		}
	})
}

func TestPositionEveryFiveSecondsWhilePlaying(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		_, p, d, _, _ := start(t, w, nil)
		do(t, p, player.Play{})
		synctest.Wait()
		w.take("")
		d.mu.Lock()
		d.at = 63*time.Second + 500*time.Millisecond
		d.mu.Unlock()
		time.Sleep(20*time.Second + 100*time.Millisecond)
		synctest.Wait()
		out := w.take(names.position())
		if len(out) != 4 {
			t.Fatalf("%d positions in 20 s: %v", len(out), out)
		}
		for _, s := range out {
			if s.payload != "63.5" || s.retained {
				t.Errorf("%+v", s)
			}
		}
		do(t, p, player.Pause{})
		time.Sleep(20 * time.Second)
		synctest.Wait()
		if out := w.take(names.position()); len(out) > 0 {
			t.Errorf("paused, yet %v", out)
		}
	})
}

func TestHomeAssistantsBirthIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		start(t, w, nil)
		synctest.Wait()
		w.take("")
		w.receive(message{birthTopic, []byte("offline"), false})
		w.receive(message{birthTopic, []byte(birthPayload), true}) // kept: from before this connection
		time.Sleep(time.Minute)
		synctest.Wait()
		if out := w.take(""); len(out) > 0 {
			t.Fatalf("sent %v", out)
		}
		for range 3 { // three at once are one
			w.receive(message{birthTopic, []byte(birthPayload), false})
		}
		time.Sleep(birthDelay)
		synctest.Wait()
		var got []string
		for _, s := range w.take("") {
			got = append(got, s.topic)
		}
		if want := []string{names.discovery(), names.state(), names.availability()}; !slices.Equal(got, want) {
			t.Errorf("sent %v, want %v", got, want)
		}
	})
}

func TestButtonsArePublishedAndOldOnesForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		_, p, _, log, _ := start(t, w, nil)
		synctest.Wait()
		w.take("")
		type wireShape struct {
			Button  string `json:"button"`
			Gesture string `json:"gesture"`
			More    int    `json:"more"`
		}
		p.Announce(player.Notice{Kind: "button", Data: wireShape{"next", "long", 1}})
		p.Announce(player.Notice{Kind: "button", Data: map[string]string{"button": "volume", "gesture": "turn"}})
		p.Announce(player.Notice{Kind: "library", Data: 1})
		p.Announce(player.Notice{Kind: "button", Data: 5})
		p.Announce(player.Notice{Kind: "button", Data: make(chan int)})
		synctest.Wait()
		out := w.take("")
		if len(out) != 1 || out[0] != (sent{names.button(), `{"button":"next","gesture":"long"}`, false, false}) {
			t.Errorf("sent %v", out)
		}
		if n := len(log.with("a button can't be published")); n != 2 {
			t.Errorf("%d complaints, want 2", n)
		}
		w.mu.Lock()
		w.fail = errors.New("nobody there")
		w.mu.Unlock()
		w.lost <- errors.New("broken")
		synctest.Wait()
		p.Announce(player.Notice{Kind: "button", Data: wireShape{"next", "press", 0}})
		synctest.Wait()
		w.mu.Lock()
		w.fail = nil
		w.mu.Unlock()
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if out := w.take(names.button()); len(out) > 0 {
			t.Errorf("after the reconnection: %v", out)
		}
	})
}

// A broker that doesn't answer is said once, a new kind of trouble again; the waits grow to a minute and no further.
func TestUnreachableBrokerIsSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{fail: errors.New("connection refused")}
		c, p, _, log, _ := start(t, w, nil)
		time.Sleep(time.Hour)
		synctest.Wait()
		if w.dials < 60 || w.dials > 140 {
			t.Errorf("%d attempts in an hour", w.dials)
		}
		if n := len(log.with("connection refused")); n != 1 {
			t.Errorf("said %d times", n)
		}
		s := c.Status()
		if s.Connected || s.Problem != "connection refused" || time.Since(s.Since) < 59*time.Minute {
			t.Errorf("status %+v", s)
		}
		w.mu.Lock()
		w.fail = errors.New("bad password")
		w.mu.Unlock()
		do(t, p, player.SetVolume{Level: 33}) // the player isn't held up
		time.Sleep(time.Hour)
		if n := len(log.with("bad password")); n != 1 {
			t.Errorf("the new trouble said %d times", n)
		}
		w.mu.Lock()
		w.fail = nil
		w.mu.Unlock()
		time.Sleep(time.Minute)
		synctest.Wait()
		if out := w.take(names.state()); len(out) != 1 || !strings.Contains(out[0].payload, `"volume":33`) {
			t.Errorf("after the connection: %v", out)
		}
	})
}

// A broker that takes nothing any more holds up Run, not the player, and the end comes all the same.
func TestBlockedBrokerDelaysNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		_, p, _, _, stop := start(t, w, nil)
		synctest.Wait()
		w.take("")
		w.mu.Lock()
		w.stuck = make(chan struct{})
		w.mu.Unlock()
		time.Sleep(time.Second)
		before := time.Now()
		for i := range 500 {
			do(t, p, player.SetVolume{Level: i % 80})
			p.Announce(player.Notice{Kind: "button", Data: map[string]string{"button": "b", "gesture": "press"}})
		}
		do(t, p, player.Play{})
		if d := time.Since(before); d != 0 { // the clock of synctest moves only where everybody waits
			t.Errorf("500 commands waited %v for the broker", d)
		}
		for range 200 { // and what comes in finds its bounds
			w.receive(set("volume", "3"))
			w.receive(message{names.rpc(), []byte("{}"), false})
		}
		synctest.Wait()
		before = time.Now()
		stop()
		if d := time.Since(before); d > 2*lastWord {
			t.Errorf("the end took %v", d)
		}
		if w.dropped == 0 {
			t.Error("the link wasn't dropped")
		}
	})
}

func TestRefusedSubscriptions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{refuse: map[string]bool{birthTopic: true}}
		c, _, _, log, stop := start(t, w, nil)
		synctest.Wait()
		if s := c.Status(); !s.Connected || s.Problem != "" {
			t.Errorf("only the birth topic is missing: %+v", s)
		}
		if n := len(log.with(birthTopic)); n != 1 {
			t.Errorf("said %d times", n)
		}
		stop()
		w = &wire{refuse: map[string]bool{names.commands(): true}}
		c, _, _, _, _ = start(t, w, nil)
		synctest.Wait()
		if s := c.Status(); !s.Connected || !strings.Contains(s.Problem, names.commands()) {
			t.Errorf("no commands: %+v", s)
		}
		if len(w.take(names.state())) != 1 {
			t.Error("the state isn't published")
		}
	})
}

func TestWithoutDiscoveryTheDeviceIsRemoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		start(t, w, func(o *Options) { o.Discovery = false })
		synctest.Wait()
		if slices.Contains(w.filters, birthTopic) {
			t.Error("listens to Home Assistant")
		}
		if out := w.take(names.discovery()); len(out) != 1 || out[0].payload != "" || !out[0].retained {
			t.Errorf("%v", out)
		}
	})
}

func TestASnapshotThatFailsCostsOneMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		bad := true
		_, p, _, log, _ := start(t, w, func(o *Options) {
			o.Snapshot = func(s *player.State) ([]byte, error) {
				if bad {
					return nil, errors.New("broken snapshot")
				}
				return snapshot(s)
			}
		})
		synctest.Wait()
		if len(log.with("broken snapshot")) != 1 || len(w.take(names.availability())) != 1 {
			t.Error("the failure wasn't said, or ended the connection")
		}
		bad = false
		time.Sleep(time.Second)
		do(t, p, player.SetVolume{Level: 9})
		synctest.Wait()
		if len(w.take(names.state())) != 1 {
			t.Error("no state after the failure")
		}
	})
}

func TestPlayersEndIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &player.Queue{}
		ctl := player.NewControl(player.NewState(player.Limits{Max: 100, Startup: 100}, q, 0, 10, false, player.Enhance{}), &deck{}, noKeeper{}, player.Options{})
		ctx, cancel := context.WithCancel(context.Background())
		go ctl.Run(ctx)
		w := &wire{}
		_, _, _, _, stop := start(t, w, func(o *Options) { o.Player = ctl })
		synctest.Wait()
		w.take("")
		cancel()
		synctest.Wait()
		if out := w.take(names.availability()); len(out) != 1 || out[0].payload != offline {
			t.Errorf("%v", out)
		}
		stop()
	})
}
