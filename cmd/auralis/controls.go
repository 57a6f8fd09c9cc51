package main

import (
	"context"
	"sync"
)

// controls starts buttons, knobs, the light and the keys of the terminal.
func (p *parts) controls(ctx context.Context, all *sync.WaitGroup) {}
