//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"auralis/deploy/qemu/script"
)

// runner runs commands; running is shared with the goroutine that answers
// Signal requests.
type runner struct {
	out        *console
	background sync.WaitGroup

	mu      sync.Mutex
	running map[string]*os.Process
}

// runAll runs the commands in order and returns when the last foreground one
// has ended.
func (r *runner) runAll(commands []script.Command) {
	for _, c := range commands {
		end := r.start(c)
		if c.Background {
			r.background.Go(end)
			continue
		}
		end()
	}
}

// start starts one command; the function it returns waits for the end and
// reports it.
func (r *runner) start(c script.Command) (end func()) {
	cmd := exec.Command(c.Args[0], c.Args[1:]...)
	cmd.Dir = c.Dir
	if cmd.Dir == "" {
		cmd.Dir = "/tmp"
	}
	cmd.Env = append([]string{"PATH=/bin:/sbin", "HOME=/tmp", "TMPDIR=/tmp", "AURALIS_BOARD=1"}, c.Env...)
	// A process group of its own, so that a signal to the command doesn't
	// reach the first process, and input from nowhere.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	output, input, err := os.Pipe()
	if err == nil {
		cmd.Stdout, cmd.Stderr = input, input
		err = cmd.Start()
		if err = errors.Join(err, input.Close()); err != nil {
			err = errors.Join(err, output.Close())
		}
	}
	if err != nil {
		r.out.line(c.Name+"| ", fmt.Sprintf("couldn't start: %v", err))
		return func() { r.out.report("exit %s 127", c.Name) }
	}
	r.mu.Lock()
	r.running[c.Name] = cmd.Process
	r.mu.Unlock()
	r.out.report("start %s", c.Name)
	copied := make(chan error, 1)
	go func() { copied <- errors.Join(r.out.copyLines(c.Name+"| ", output), output.Close()) }()
	return func() {
		err := cmd.Wait()
		r.mu.Lock()
		delete(r.running, c.Name)
		r.mu.Unlock()
		select {
		case err := <-copied:
			if err != nil {
				r.out.report("error output of %s: %v", c.Name, err)
			}
		case <-time.After(time.Second): // a child that outlives the command holds the pipe
		}
		r.out.report("exit %s %d", c.Name, exitCode(cmd, err))
	}
}

// exitCode returns the code as a shell would: 128+N after signal N.
func exitCode(cmd *exec.Cmd, err error) int {
	if cmd.ProcessState == nil || (err != nil && cmd.ProcessState.Success()) {
		return 127
	}
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return cmd.ProcessState.ExitCode()
}

// signal sends a signal to a running command.
func (r *runner) signal(name string, s syscall.Signal) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	process, ok := r.running[name]
	if !ok {
		return fmt.Errorf("no command %s is running", name)
	}
	return process.Signal(s)
}

// endBackground asks what still runs to end, waits up to 20 s of guest time
// and then kills.
func (r *runner) endBackground() {
	done := make(chan struct{})
	go func() {
		r.background.Wait()
		close(done)
	}()
	for _, step := range []struct {
		signal syscall.Signal
		limit  time.Duration
	}{{syscall.SIGTERM, 20 * time.Second}, {syscall.SIGKILL, 5 * time.Second}} {
		r.signalAll(step.signal)
		select {
		case <-done:
			return
		case <-time.After(step.limit):
			r.out.report("error background commands still run %v after %v", step.limit, step.signal)
		}
	}
}

func (r *runner) signalAll(s syscall.Signal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, process := range r.running {
		if err := process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
			r.out.report("error signal %s: %v", name, err)
		}
	}
}
