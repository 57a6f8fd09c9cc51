package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"auralis/audio/player"
	"auralis/hw"
	"auralis/hw/encoder"
	"auralis/hw/gpio"
	"auralis/hw/led"
	"auralis/hw/steer"
)

// controls starts buttons, knobs, the light and, with --sim, the keys of the terminal. A pin that isn't there is said and
// left out.
func (p *parts) controls(ctx context.Context, all *sync.WaitGroup) {
	events := make(chan hw.Event, 64)
	if len(p.cfg.Buttons)+len(p.cfg.Encoders) > 0 {
		c, err := hw.Open(gpio.Board{}, p.controlsConfig(), func(e hw.Event) { events <- e })
		if err != nil {
			p.log.Error("not all controls work", "error", err)
		}
		p.log.Info("controls", "working", c.Len())
		all.Go(func() {
			<-ctx.Done()
			if err := c.Close(); err != nil {
				p.log.Warn("controls", "error", err)
			}
		})
	}
	if p.c.Sim {
		all.Go(func() { p.keys(ctx, func(e hw.Event) { events <- e }) })
	}
	if p.cfg.LED.Pin != "" {
		all.Go(func() { p.light(ctx) })
	}
	all.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-events:
				p.obey(ctx, e)
			}
		}
	})
}

// obey carries out what was done at the board.
func (p *parts) obey(ctx context.Context, e hw.Event) {
	p.log.Debug("control", "name", e.Name, "gesture", e.Gesture, "action", e.Action, "at", e.At)
	p.announceButton(e.Name, e.Gesture.String())
	if e.Action == hw.Quit {
		p.quit()
		return
	}
	c, ok := steer.Command(e, p.ctl.State(), time.Now())
	if !ok {
		return
	}
	if _, err := p.ctl.Do(ctx, c); err != nil && ctx.Err() == nil {
		p.log.Warn("button", "name", e.Name, "error", err)
	}
}

// controlsConfig is the configuration of the controls as hw takes it.
func (p *parts) controlsConfig() hw.Config {
	var c hw.Config
	for _, b := range p.cfg.Buttons {
		c.Buttons = append(c.Buttons, hw.Button{
			Name: b.Name, Pin: b.Pin, Press: hw.Action(b.Press), Long: hw.Action(b.Long), Double: hw.Action(b.Double),
			ActiveHigh: !b.ActiveLow, Debounce: time.Duration(b.DebounceMS) * time.Millisecond,
		})
	}
	for _, e := range p.cfg.Encoders {
		detent := encoder.Full
		switch e.Steps {
		case 2:
			detent = encoder.Half
		case 1:
			detent = encoder.Quarter
		}
		c.Encoders = append(c.Encoders, hw.Encoder{
			Name: e.Name, A: e.A, B: e.B, Push: e.Push, Turn: hw.Turning(e.Turn), Press: hw.Action(e.Press), Long: hw.Action(e.Long),
			Double: hw.Action(e.Double), ActiveHigh: !e.ActiveLow, Detent: detent,
		})
	}
	c.OnError = func(err error) { p.log.Error("a control can't be read", "error", err) }
	return c
}

// light shows the state on the LED.
func (p *parts) light(ctx context.Context) {
	out, err := gpio.Board{}.Output(p.cfg.LED.Pin, gpio.OutputOptions{ActiveLow: p.cfg.LED.ActiveLow})
	if err != nil {
		p.log.Error("no status light", "error", err)
		return
	}
	l := led.Start(out, func(err error) { p.log.Error("status light", "error", err) })
	sub := p.ctl.Subscribe()
	defer func() {
		sub.Close()
		if err := errors.Join(l.Close(), out.Close()); err != nil {
			p.log.Warn("status light", "error", err)
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return
		case s, ok := <-sub.States():
			if !ok {
				return
			}
			l.Set(shown(s))
		}
	}
}

// shown is what the light says of a state.
func shown(s *player.State) led.State {
	switch {
	case s.Output.Err != "":
		return led.Error
	case s.Transport == player.Playing:
		return led.Playing
	case s.Transport == player.Paused:
		return led.Paused
	case s.Transport == player.Loading:
		return led.Loading
	case s.Err != "":
		return led.Error
	}
	return led.Off
}
