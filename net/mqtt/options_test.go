package mqtt

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestNewRefuses(t *testing.T) {
	p, _ := newPlayer(t)
	for _, c := range []struct {
		name, want string
		change     func(*Options)
	}{
		{"nothing wrong", "", func(*Options) {}},
		{"TLS", "", func(o *Options) { o.Broker, o.CAFile = "ssl://[::1]:8883", "/ca" }},
		{"no broker", "mqtt.broker", func(o *Options) { o.Broker = "" }},
		{"no port", "mqtt.broker", func(o *Options) { o.Broker = "tcp://host" }},
		{"other scheme", "mqtt.broker", func(o *Options) { o.Broker = "ws://host:80" }},
		{"secret in the address", "mqtt.user", func(o *Options) { o.Broker = "tcp://me:hunter2@host:1883" }},
		{"not an address", "mqtt.broker", func(o *Options) { o.Broker = "tcp://hun\x00ter2:1" }},
		{"ca without TLS", "mqtt.ca_file", func(o *Options) { o.CAFile = "/ca" }},
		{"password without user", "mqtt.password_file", func(o *Options) { o.PasswordFile = "/p" }},
		{"no node", "mqtt.node", func(o *Options) { o.Node = "" }},
		{"wildcard", "mqtt.node", func(o *Options) { o.Node = "a+" }},
		{"level", "mqtt.node", func(o *Options) { o.Node = "a/b" }},
		{"long", "mqtt.node", func(o *Options) { o.Node = strings.Repeat("a", 65) }},
		{"no player", "Player", func(o *Options) { o.Player = nil }},
		{"no snapshot", "Snapshot", func(o *Options) { o.Snapshot = nil }},
		{"no rpc", "RPC", func(o *Options) { o.RPC = nil }},
		{"no library", "Library", func(o *Options) { o.Library = nil }},
	} {
		o := options(p, &lines{})
		c.change(&o)
		_, err := New(o)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %s named", c.name, err, c.want)
		case err != nil && strings.Contains(err.Error(), "hunter2"):
			t.Errorf("%s: the error tells the password", c.name)
		}
	}
}

func TestReadPassword(t *testing.T) {
	dir := t.TempDir()
	for i, c := range []struct{ content, want, err string }{
		{"secret\nnote\n", "secret", ""},
		{"pass word \r\n", "pass word ", ""},
		{"no end", "no end", ""},
		{"", "", "empty"},
		{"\nsecond", "", "empty"},
		{strings.Repeat("x", maxSecret+2), "", "more than"},
	} {
		path := filepath.Join(dir, "p")
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := readPassword(path)
		if got != c.want || (err == nil) != (c.err == "") || err != nil && (!strings.Contains(err.Error(), c.err) || !strings.Contains(err.Error(), path)) {
			t.Errorf("%d: %q, %v", i, got, err)
		}
	}
	if _, err := readPassword(filepath.Join(dir, "missing")); err == nil || !strings.Contains(err.Error(), "mqtt.password_file") {
		t.Errorf("missing: %v", err)
	}
	if p, err := readPassword(""); p != "" || err != nil {
		t.Errorf("none: %q, %v", p, err)
	}
}

func TestBackoffGrowsAndStaysBounded(t *testing.T) {
	var b backoff
	want := backoffFirst
	for range 10 {
		low, high := want/2, want
		chance := 0.999
		if d := b.wait(chance); d < low || d > high {
			t.Errorf("%v, want %v to %v", d, low, high)
		}
		want = min(2*want, backoffMost)
	}
	b.reset()
	if d := b.wait(0); d != backoffFirst/2 {
		t.Errorf("after the reset %v", d)
	}
}

func TestCheckNamesTheTrouble(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Broker: "tcp://127.0.0.1:1", Node: "n"}, "connection refused"},
		{Options{Broker: "127.0.0.1:1", Node: "n"}, "mqtt.broker"},
		{Options{Broker: "tcp://127.0.0.1:1", Node: "n", User: "u", PasswordFile: "/nowhere"}, "/nowhere"},
		{Options{Broker: "ssl://127.0.0.1:1", Node: "n", CAFile: "/nowhere"}, "/nowhere"},
		{Options{Broker: "ssl://127.0.0.1:1", Node: "n", CAFile: "/proc/self/status"}, "PEM"},
	} {
		if err := Check(ctx, c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.o, err, c.want)
		}
	}
}
