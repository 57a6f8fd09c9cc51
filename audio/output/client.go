package output

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"auralis/audio/ring"

	"golang.org/x/sys/unix"
)

// Report is what the client tells about the process by itself.
type Report struct {
	Up      bool   // the process is up (again)
	FIFO    bool   // with Up: SCHED_FIFO was granted
	Missing string // with Up: what rights it didn't get and how to get them
	Lost    bool   // the sink, or the whole process, ended by itself
	Devices bool   // a sound card came or went
	Detail  string
}

// Client keeps an output process running. Start makes one; its methods are safe from any goroutine.
type Client struct {
	command func() *exec.Cmd
	ring    *ring.Ring
	report  func(Report)

	calls chan call
	ended chan struct{}
}

type call struct {
	request Request
	answer  chan Reply
}

// restartPause is how long after a death the process is started again; it doubles up to restartLongest while it dies at
// once each time.
const (
	restartPause   = 20 * time.Millisecond
	restartLongest = 5 * time.Second
)

// ErrOutputDied is what a request gets that was under way when the process ended.
var ErrOutputDied = errors.New("the output process ended")

// Start starts the process that command gives (this program with the arguments that lead to Serve) on a shared ring and
// keeps it running until ctx is done. report is called from a goroutine of the client's and must not block for long.
func Start(ctx context.Context, r *ring.Ring, command func() *exec.Cmd, report func(Report)) *Client {
	c := &Client{command: command, ring: r, report: report, calls: make(chan call), ended: make(chan struct{})}
	go c.keep(ctx)
	return c
}

// Do sends a request and waits for the answer.
func (c *Client) Do(ctx context.Context, q Request) (Reply, error) {
	a := make(chan Reply, 1)
	select {
	case c.calls <- call{q, a}:
	case <-ctx.Done():
		return Reply{}, ctx.Err()
	case <-c.ended:
		return Reply{}, ErrOutputDied
	}
	select {
	case r, ok := <-a:
		if !ok {
			return Reply{}, ErrOutputDied
		}
		if r.Error != "" {
			return r, errors.New(r.Error)
		}
		return r, nil
	case <-ctx.Done():
		return Reply{}, ctx.Err()
	}
}

// Wait returns when the process has ended after ctx was done.
func (c *Client) Wait() { <-c.ended }

// keep runs one process after another.
func (c *Client) keep(ctx context.Context) {
	defer close(c.ended)
	pause := restartPause
	for ctx.Err() == nil {
		began := time.Now()
		err := c.once(ctx)
		if ctx.Err() != nil {
			return
		}
		c.report(Report{Lost: true, Detail: fmt.Sprintf("output process: %v", err)})
		if time.Since(began) > restartLongest {
			pause = restartPause
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, restartLongest)
	}
}

// once starts the process and serves it until it ends.
func (c *Client) once(ctx context.Context) error {
	memory, err := c.ring.File()
	if err != nil {
		return err
	}
	defer memory.Close()
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("socket pair: %w", err)
	}
	unix.SetNonblock(pair[0], true) // so that a reader of ours can be woken by Close
	ours, theirs := os.NewFile(uintptr(pair[0]), "output"), os.NewFile(uintptr(pair[1]), "output")
	defer ours.Close()
	cmd := c.command()
	cmd.ExtraFiles = []*os.File{memory, theirs}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a ^C at the terminal is for us: we end it in order
	err = cmd.Start()
	theirs.Close()
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	replies := make(chan Reply, 16)
	go func() {
		defer close(replies)
		lines := bufio.NewScanner(ours)
		for lines.Scan() {
			var r Reply
			if json.Unmarshal(lines.Bytes(), &r) == nil {
				replies <- r
			}
		}
	}()
	c.serve(ctx, ours, replies)
	ours.Close()                                                         // the process ramps down and ends
	kill := time.AfterFunc(2*time.Second, func() { cmd.Process.Kill() }) // after its end this does nothing
	defer kill.Stop()
	for range replies { // let the reader go
	}
	return cmd.Wait()
}

// serve passes requests and answers until the process is gone or ctx is done.
func (c *Client) serve(ctx context.Context, to *os.File, replies <-chan Reply) {
	enc := json.NewEncoder(to)
	waiting := make(map[uint64]chan Reply)
	defer func() {
		for _, a := range waiting {
			close(a)
		}
	}()
	var id uint64
	for {
		select {
		case <-ctx.Done():
			return
		case q := <-c.calls:
			id++
			q.request.ID = id
			waiting[id] = q.answer
			if err := enc.Encode(q.request); err != nil {
				return
			}
		case r, ok := <-replies:
			switch {
			case !ok:
				return
			case r.ID != 0:
				if a := waiting[r.ID]; a != nil {
					a <- r
					delete(waiting, r.ID)
				}
			case r.Report == reportHello:
				c.report(Report{Up: true, FIFO: r.FIFO, Missing: r.Detail})
			case r.Report == reportLost:
				c.report(Report{Lost: true, Detail: r.Error})
			case r.Report == reportDevices:
				c.report(Report{Devices: true, Detail: r.Detail})
			}
		}
	}
}
