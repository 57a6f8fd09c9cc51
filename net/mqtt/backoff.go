package mqtt

import "time"

// Waiting between attempts to connect: it doubles from backoffFirst to backoffMost, each time between a half and the
// whole of it by chance, so that a house full of players doesn't fall upon a restarted broker at once. A connection
// that lasted steady starts it anew; a shorter one doesn't (two clients with the same id throw each other out forever).
const (
	backoffFirst = time.Second
	backoffMost  = time.Minute
	steady       = 10 * time.Second
)

type backoff struct{ next time.Duration }

// wait gives the time to wait before the next attempt; chance is in [0, 1).
func (b *backoff) wait(chance float64) time.Duration {
	d := max(b.next, backoffFirst)
	b.next = min(2*d, backoffMost)
	return d/2 + time.Duration(chance*float64(d/2))
}

func (b *backoff) reset() { b.next = 0 }
