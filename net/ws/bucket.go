package ws

import "time"

// bucket is a token bucket. It belongs to one goroutine: there is no map of clients, no lock and nothing to sweep.
type bucket struct {
	rate   float64 // tokens a second
	burst  float64
	tokens float64
	last   time.Time
}

func newBucket(rate float64, burst int, now time.Time) bucket {
	return bucket{rate: rate, burst: float64(burst), tokens: float64(burst), last: now}
}

// take takes a token; where there is none, wait is how long until there is one.
func (b *bucket) take(now time.Time) (ok bool, wait time.Duration) {
	if d := now.Sub(b.last); d > 0 {
		b.tokens = min(b.burst, b.tokens+d.Seconds()*b.rate)
	}
	b.last = now
	if b.tokens < 1 {
		return false, time.Duration((1-b.tokens)/b.rate*float64(time.Second)) + 1
	}
	b.tokens--
	return true, 0
}
