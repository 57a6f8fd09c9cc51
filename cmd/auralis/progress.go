package main

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/term"
)

// progress tells how far long work is: on a terminal in place, elsewhere a line every few seconds.
type progress struct {
	what     string
	terminal bool
	last     time.Time
	every    time.Duration
}

func newProgress(what string) *progress {
	p := &progress{what: what, terminal: term.IsTerminal(int(os.Stderr.Fd())), last: time.Now(), every: 5 * time.Second}
	if p.terminal {
		p.every = 200 * time.Millisecond
	}
	return p
}

func (p *progress) at(done time.Duration) {
	if time.Since(p.last) < p.every {
		return
	}
	p.last = time.Now()
	if p.terminal {
		fmt.Fprintf(os.Stderr, "\r%s: %v ", p.what, done.Round(time.Second))
		return
	}
	fmt.Fprintf(os.Stderr, "%s: %v\n", p.what, done.Round(time.Second))
}

func (p *progress) done() {
	if p.terminal {
		fmt.Fprint(os.Stderr, "\r\033[K")
	}
}
