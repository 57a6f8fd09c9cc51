package main

import (
	"context"
	"sync"
)

func (p *parts) remotes(ctx context.Context, all *sync.WaitGroup, fatal func(error)) {}
func (p *parts) scanRoots(ctx context.Context)                                       {}
