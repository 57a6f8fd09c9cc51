package engine

import (
	"auralis/audio/codec"
)

// Media is an opened track. The decode stage owns it until Close.
type Media struct {
	codec.Decoder
	// Close gives back what the decoder reads from; it may be nil.
	Close func() error
}

func (m *Media) close() {
	if m != nil && m.Close != nil {
		m.Close() // reading is over: nothing is lost by an error here
	}
}

// Opener opens a location. It is called by the decode goroutine and may block for as long as a slow card takes; the
// error names the location.
type Opener func(location string) (*Media, error)
