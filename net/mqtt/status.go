package mqtt

import "time"

// Status is how the connection stands.
type Status struct {
	Broker    string    // its address
	Connected bool      // a session stands
	Since     time.Time // of the present connection, or of its loss; zero before the first attempt has ended
	// Problem is why there is no connection, or what the broker doesn't allow; "" where all is well or nothing was
	// tried yet.
	Problem string
}

// Status is the newest status; any goroutine may ask.
func (c *Client) Status() Status { return *c.status.Load() }

func (c *Client) connected(problem string) {
	c.status.Store(&Status{Broker: c.o.Broker, Connected: true, Since: time.Now(), Problem: problem})
}

func (c *Client) disconnected(why error) {
	since := time.Now()
	if s := c.status.Load(); !s.Connected && !s.Since.IsZero() {
		since = s.Since
	}
	s := &Status{Broker: c.o.Broker, Since: since}
	if why != nil {
		s.Problem = why.Error()
	}
	c.status.Store(s)
}
