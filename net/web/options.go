package web

import (
	"errors"
	"fmt"
	"log/slog"
	"os"

	"auralis/audio/output"
	"auralis/audio/player"
	"auralis/net/api"
	"auralis/net/web/pair"
	"auralis/net/ws"
)

// Options are what a Server is made of.
type Options struct {
	Listen   string   // host:port or :port
	Access   string   // "paired" or "open"
	Hosts    []string // further names under which the player is asked for
	Hostname string   // of this machine; "" asks the system

	Control *player.Control
	Handler *api.Handler
	Levels  ws.Levels // nil: no meters

	// Keys remembers paired devices over a restart; nil: they are forgotten. ShowPIN is called with the PIN at once, and
	// whenever it changes; it must show it to the owner alone. Neither is used where Access is "open".
	Keys    pair.Keys
	ShowPIN func(pin string)

	// Components tells the real state of each part for /readyz; nil: none but the server itself.
	Components func() []Component
	// Panel tells about the output for /metrics; nil: nothing of it is shown.
	Panel Panel

	MaxClients int // WebSockets at a time; 0 = 64
	Log        *slog.Logger
}

// Component is a part of the player, for /readyz.
type Component struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail,omitempty"` // in words; shown only to who may use the player
}

// Panel is what the output counts. output.Panel is one.
type Panel interface {
	Underruns() uint64
	Xruns() uint64
	Played() uint64
	Clipped() uint64
	Lateness() [output.LatenessBuckets]uint64
}

// fill checks the options and puts the defaults in.
func (o *Options) fill() error {
	switch {
	case o.Control == nil || o.Handler == nil:
		return errors.New("web: Control and Handler must be given")
	case o.Listen == "":
		return errors.New("web: no address to listen on")
	case o.Access != "paired" && o.Access != "open":
		return fmt.Errorf("http.access: %q: allowed are paired and open", o.Access)
	}
	if o.Hostname == "" {
		o.Hostname, _ = os.Hostname() // without one, addresses and http.hosts are left
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return nil
}
