package qemu

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"auralis/deploy/qemu/script"
)

// Wait waits until the board is off and returns all that went wrong: reports
// of the guest, exit codes other than expected, commands that didn't end, an
// end without power-off (a kernel panic), the time limit. After
// [Board.Kill] only what was reported before the power was cut counts. It
// doesn't end the test. May be called from any goroutine.
func (b *Board) Wait() error {
	<-b.process.done
	var errs []error
	ended := map[string]bool{}
	off := false
	for _, line := range b.Lines() {
		report, ok := strings.CutPrefix(line, script.Mark)
		if !ok {
			continue
		}
		word, rest, _ := strings.Cut(report, " ")
		switch word {
		case "error":
			errs = append(errs, fmt.Errorf("qemu: guest: %s", rest))
		case "exit":
			name, code, err := parseExit(rest)
			if err != nil {
				errs = append(errs, err)
				continue
			}
			ended[name] = true
			if want := b.expected(name); code != want {
				errs = append(errs, fmt.Errorf("qemu: command %s: exit code %d, want %d", name, code, want))
			}
		case "off":
			off = true
		}
	}
	if b.killed.Load() {
		return errors.Join(errs...)
	}
	if b.overdue.Load() {
		errs = append(errs, fmt.Errorf("qemu: %w", context.Cause(b.ctx)))
	} else if !off || b.process.err != nil {
		errs = append(errs, fmt.Errorf("qemu: the board ended without power-off\n%s", b.death()))
	}
	for _, c := range b.o.Commands {
		if !ended[c.Name] {
			errs = append(errs, fmt.Errorf("qemu: command %s didn't end", c.Name))
		}
	}
	return errors.Join(errs...)
}

func (b *Board) expected(name string) int {
	for _, c := range b.o.Commands {
		if c.Name == name {
			return c.Exit
		}
	}
	return 0
}

// running returns the commands that have started and not ended.
func (b *Board) running() map[string]bool {
	names := map[string]bool{}
	for _, line := range b.Lines() {
		if name, ok := strings.CutPrefix(line, script.Mark+"start "); ok {
			names[name] = true
		}
		if rest, ok := strings.CutPrefix(line, script.Mark+"exit "); ok {
			if name, _, err := parseExit(rest); err == nil {
				delete(names, name)
			}
		}
	}
	return names
}

func parseExit(text string) (name string, code int, err error) {
	name, digits, _ := strings.Cut(text, " ")
	code, err = strconv.Atoi(digits)
	if err != nil {
		return "", 0, fmt.Errorf("qemu: guest's report exit %q: %w", text, err)
	}
	return name, code, nil
}
