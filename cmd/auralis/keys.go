package main

import (
	"context"

	"auralis/hw"
)

// keys takes keys of the terminal as buttons.
func (p *parts) keys(ctx context.Context, emit func(hw.Event)) {}
