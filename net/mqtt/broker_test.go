package mqtt

import (
	"context"
	"encoding/json"
	"strings"
	"syscall"
	"testing"
	"time"

	"auralis/audio/player"
)

// What is retained is there for who comes later; the end says offline.
func TestBrokerKeepsTheState(t *testing.T) {
	t.Parallel()
	b := startBroker(t)
	c, r := b.run(nil)
	do(t, c.o.Player, player.SetVolume{Level: 42})
	b.observe(names.state()).await(names.state(), `"volume":42`)
	late := b.observe("#")
	for topic, text := range map[string]string{names.state(): `"volume":42`, names.availability(): online, names.discovery(): `"cmps"`} {
		if m := late.await(topic, text); !m.Retained() || !json.Valid(m.Payload()) && topic != names.availability() {
			t.Errorf("%s: retained %v, %s", topic, m.Retained(), m.Payload())
		}
	}
	r.stop()
	late.await(names.availability(), offline)
	if m := b.observe("#").await(names.availability(), ""); string(m.Payload()) != offline || !m.Retained() {
		t.Errorf("after the end: %s", m.Payload())
	}
}

func TestBrokerSendsTheLastWill(t *testing.T) {
	t.Parallel()
	b := startBroker(t)
	c, r := b.run(nil)
	o := b.observe("#")
	o.await(names.availability(), online)
	o.forget()
	r.cut()
	if m := o.await(names.availability(), offline); m.Retained() {
		t.Error("that was the kept one")
	}
	o.await(names.availability(), online) // and it is back by itself
	eventually(t, "connected again", func() bool { return c.Status().Connected })
	if n := len(r.with("the MQTT broker broke")); n != 1 {
		t.Errorf("the loss was said %d times", n)
	}
}

func TestBrokerCommands(t *testing.T) {
	t.Parallel()
	b := startBroker(t)
	c, _ := b.run(nil)
	o := b.observe()
	for _, k := range commandCases {
		if k.want == "" {
			continue
		}
		o.send(names.set(k.name), k.payload, false)
		eventually(t, k.name+" "+k.payload+": "+k.want, func() bool { return tell(c.o.Player.State()) == k.want })
	}
}

// A command that was kept by the broker does nothing: neither at the start nor after a reconnection.
func TestBrokerKeptCommandIsIgnored(t *testing.T) {
	t.Parallel()
	b := startBroker(t)
	o := b.observe(names.state(), names.reply(), names.availability())
	o.send(names.set("volume"), "79", true)
	o.send(names.set("playback"), "play", true)
	o.send(names.rpc(), `{"id":1}`, true)
	c, r := b.run(nil)
	for round := range 2 {
		// The kept ones come with the answer to the subscription, so they are behind us when this one was obeyed.
		o.send(names.set("mute"), []string{"ON", "OFF"}[round], false)
		eventually(t, "a live command", func() bool { return c.o.Player.State().Muted == (round == 0) })
		if got := tell(c.o.Player.State()); got != []string{"stopped t0 v50 muted", "stopped t0 v50"}[round] {
			t.Errorf("round %d: %s", round, got)
		}
		if n := len(r.with("kept")); n != 3*(round+1) {
			t.Errorf("round %d: said %d times", round, n)
		}
		if round == 0 {
			o.forget()
			r.cut()
			o.await(names.availability(), online)
		}
	}
	if n := o.count(names.reply(), ""); n != 0 {
		t.Errorf("a kept call was answered %d times", n)
	}
}

func TestBrokerRestart(t *testing.T) {
	t.Parallel()
	b := startBroker(t)
	c, r := b.run(nil)
	b.stop()
	eventually(t, "the loss is seen", func() bool { return !c.Status().Connected })
	if c.Status().Problem == "" {
		t.Error("no reason in the status")
	}
	do(t, c.o.Player, player.SetVolume{Level: 17}) // the player goes on
	b.start()
	o := b.observe("#")
	o.await(names.state(), `"volume":17`)
	o.await(names.availability(), online)
	o.await(names.discovery(), `"cmps"`)
	o.send(names.set("volume"), "18", false)
	o.await(names.state(), `"volume":18`)
	if n := len(r.with("connected to the MQTT broker")); n != 2 {
		t.Errorf("connections said %d times", n)
	}
}

func TestBrokerNonsense(t *testing.T) {
	t.Parallel()
	b := startBroker(t)
	c, r := b.run(nil)
	o := b.observe("#")
	before := tell(c.o.Player.State())
	for _, topic := range []string{names.rpc(), names.set("volume"), names.set("play_media"), names.set("nothing"), birthTopic} {
		for _, payload := range []string{"", "\x00\xff", "{", strings.Repeat("[", maxPayload), strings.Repeat("9", maxPayload+1), strings.Repeat("x", 3<<20)} {
			o.send(topic, payload, false)
		}
	}
	o.send(names.set("volume"), "33", false)
	o.await(names.state(), `"volume":33`)
	if got, want := tell(c.o.Player.State()), strings.Replace(before, "v50", "v33", 1); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	o.await(names.reply(), "too large")
	if len(r.with("too large")) == 0 || len(r.with("isn't carried out")) == 0 {
		t.Error("nothing was said")
	}
	if n := len(r.with("connected to the MQTT broker")); n != 1 {
		t.Errorf("%d connections: the nonsense broke one", n)
	}
}

func TestBrokerCalls(t *testing.T) {
	t.Parallel()
	b := startBroker(t)
	b.run(nil)
	o := b.observe(names.reply(), names.button())
	o.send(names.rpc(), "quiet", false)
	o.send(names.rpc(), `{"jsonrpc":"2.0","id":1,"method":"x"}`, false)
	if m := o.await(names.reply(), ""); string(m.Payload()) != `{"jsonrpc":"2.0","id":1,"result":37}` {
		t.Errorf("%s", m.Payload())
	}
}

// Counted, not timed: however long the changes took, there were at most 4 states a second of it, and the last is right.
func TestBrokerPace(t *testing.T) {
	t.Parallel()
	b := startBroker(t)
	c, _ := b.run(nil)
	o := b.observe(names.state())
	begun := time.Now()
	for i := 0; i < 2000 || time.Since(begun) < time.Second; i++ {
		do(t, c.o.Player, player.SetVolume{Level: 1 + i%79})
	}
	do(t, c.o.Player, player.SetVolume{Level: 80})
	o.await(names.state(), `"volume":80`)
	most := int(time.Since(begun)/stateEvery) + 3 // the first, the last, and the kept one
	if n := o.count(names.state(), ""); n > most || n < 2 {
		t.Errorf("%d states, at most %d allowed", n, most)
	}
}

func TestBrokerHomeAssistantIsBorn(t *testing.T) {
	t.Parallel()
	b := startBroker(t)
	b.run(nil)
	o := b.observe(names.discovery(), names.state(), names.availability())
	all := map[string]string{names.discovery(): "cmps", names.state(): "volume", names.availability(): online}
	for topic, text := range all { // the kept ones
		o.await(topic, text)
	}
	o.forget()
	o.send(birthTopic, birthPayload, false)
	for topic, text := range all {
		if m := o.await(topic, text); m.Retained() {
			t.Errorf("%s: that was the kept one", topic)
		}
	}
}

// A broker that stands still delays no command, and not the end.
func TestBrokerStandsStill(t *testing.T) {
	t.Parallel()
	b := startBroker(t)
	c, r := b.run(nil)
	b.signal(syscall.SIGSTOP)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for i := range 5000 {
		if _, err := c.o.Player.Do(ctx, player.SetVolume{Level: i % 80}); err != nil {
			t.Fatal(err)
		}
	}
	r.stop()
	b.signal(syscall.SIGCONT)
	// What was written before is taken now; either way it is offline in the end.
	b.observe(names.availability()).await(names.availability(), offline)
}
