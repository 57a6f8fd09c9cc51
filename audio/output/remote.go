package output

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"auralis/audio"
)

// Layout of the device's buffer (house.md): four periods, of 10 ms where the output thread runs under SCHED_FIFO, of
// 21 ms where it may be late like any other.
const (
	periodFIFO  = 10 * time.Millisecond
	periodOther = 21 * time.Millisecond
	periods     = 4
	// openLimit bounds a request to the output process: a card that takes longer is as good as absent.
	openLimit = 8 * time.Second
)

// Remote is an output in the output process, as the engine wants one.
type Remote struct {
	client *Client
	spec   string
	period time.Duration // 0: by what rights the process has
	count  int           // periods; 0: the default
	up     chan struct{}
	fifo   atomic.Bool
	once   atomic.Bool
}

// NewRemote makes a Remote for a specification; period and count may be 0. Use Up and the client before it is opened.
func NewRemote(spec string, period time.Duration, count int) *Remote {
	return &Remote{spec: spec, period: period, count: count, up: make(chan struct{})}
}

// Attach names the client. It is called before Open is.
func (r *Remote) Attach(c *Client) { r.client = c }

// Up is told of every Report with Up set.
func (r *Remote) Up(fifo bool) {
	r.fifo.Store(fifo)
	if r.once.CompareAndSwap(false, true) {
		close(r.up)
	}
}

// Open opens the output at the rate nearest to the wanted one.
func (r *Remote) Open(rate, bits int) (string, audio.SinkConfig, error) {
	ctx, cancel := context.WithTimeout(context.Background(), openLimit)
	defer cancel()
	select {
	case <-r.up:
	case <-ctx.Done():
		return "", audio.SinkConfig{}, errors.New("the output process doesn't come up")
	}
	period, count := r.period, r.count
	if period == 0 {
		period = periodOther
		if r.fifo.Load() {
			period = periodFIFO
		}
	}
	if count == 0 {
		count = periods
	}
	frames := int(period.Seconds() * float64(rate))
	reply, err := r.client.Do(ctx, Request{Op: "open", Open: &Open{Spec: r.spec, Rate: rate, Bits: bits, Period: frames, Periods: count}})
	if err != nil {
		return "", audio.SinkConfig{}, err
	}
	if reply.Config == nil {
		return "", audio.SinkConfig{}, fmt.Errorf("output %s: the output process gave no answer", r.spec)
	}
	return reply.Name, *reply.Config, nil
}

// Close closes the output.
func (r *Remote) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), openLimit)
	defer cancel()
	_, err := r.client.Do(ctx, Request{Op: "close"})
	return err
}
