package ws

import (
	"errors"
	"log/slog"
	"time"

	"auralis/audio/engine"
	"auralis/audio/player"
	"auralis/net/api"
)

// Levels shows the meters. engine.Engine is one.
type Levels interface {
	// Levels gives the levels of what is heard now; ok is false where nothing is. It neither blocks nor locks.
	Levels() (v engine.Levels, ok bool)
}

// Options are what a Server is made of.
type Options struct {
	Control *player.Control
	Handler *api.Handler
	Levels  Levels // nil: levels.subscribe is refused

	MaxConnections int           // at a time; 0 = 64
	Rate           float64       // requests a second that a connection may go on sending; 0 = 25
	Burst          int           // requests it may send at once; 0 = 50
	CallTimeout    time.Duration // for one message; 0 = 10 s
	WriteTimeout   time.Duration // until a client that doesn't read is cut off; 0 = 10 s
	PingEvery      time.Duration // 0 = 20 s
	Log            *slog.Logger  // nil = slog.Default()
}

// fill puts the defaults in.
func (o *Options) fill() error {
	if o.Control == nil || o.Handler == nil {
		return errors.New("ws: Control and Handler must be given")
	}
	if o.MaxConnections <= 0 {
		o.MaxConnections = 64
	}
	if o.Rate <= 0 {
		o.Rate = 25
	}
	if o.Burst <= 0 {
		o.Burst = 50
	}
	if o.CallTimeout <= 0 {
		o.CallTimeout = 10 * time.Second
	}
	if o.WriteTimeout <= 0 {
		o.WriteTimeout = 10 * time.Second
	}
	if o.PingEvery <= 0 {
		o.PingEvery = 20 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return nil
}
