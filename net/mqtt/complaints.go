package mqtt

import (
	"log/slog"
	"sync"

	"golang.org/x/time/rate"
)

// Of complaints about what others sent, this many a second reach the log, after a burst of that many: the log lies on a
// card that wears.
const (
	complaintsPerSecond = 0.2
	complaintsAtOnce    = 10
)

// complaints writes warnings that somebody outside can cause at will. Any goroutine may call.
type complaints struct {
	log *slog.Logger

	mu      sync.Mutex
	limit   *rate.Limiter
	dropped int
}

// say writes a warning, or counts it.
func (c *complaints) say(text string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.limit == nil {
		c.limit = rate.NewLimiter(complaintsPerSecond, complaintsAtOnce)
	}
	if !c.limit.Allow() {
		c.dropped++
		return
	}
	if c.dropped > 0 {
		args = append(args, "left_out", c.dropped)
		c.dropped = 0
	}
	c.log.Warn(text, args...)
}
