package main

import (
	"context"
	"errors"
	"os"

	"auralis/hw"
	"auralis/hw/sim"
)

// keys takes keys of the terminal as buttons, until ctx is done. Without a terminal there are none.
func (p *parts) keys(ctx context.Context, emit func(hw.Event)) {
	k, err := sim.Open(os.Stdin, os.Stderr, emit)
	if err != nil {
		if !errors.Is(err, sim.ErrNoTerminal) {
			p.log.Warn("no keys", "error", err)
		}
		return
	}
	<-ctx.Done()
	if err := k.Close(); err != nil {
		p.log.Warn("keys", "error", err)
	}
}
