package output

import "auralis/audio"

// What goes over the socket pair: one JSON value a line, requests one way, replies and reports the other.

// Request asks the output process for something that may block.
type Request struct {
	ID   uint64 `json:"id"`
	Op   string `json:"op"` // open, close
	Open *Open  `json:"open,omitempty"`
}

// Open says which output to open and how. A zero Rate, Period or Periods takes the default.
type Open struct {
	Spec    string `json:"spec"`              // auto, alsa:hw:CARD,DEV, clock, wav:FILE, pipe:FILE, null
	Rate    int    `json:"rate"`              // frames per second; the nearest that the device takes is opened
	Bits    int    `json:"bits,omitempty"`    // wanted word length for files: 16, 24; 32 with Float for float
	Float   bool   `json:"float,omitempty"`   // float samples, files only
	Period  int    `json:"period,omitempty"`  // frames
	Periods int    `json:"periods,omitempty"` // buffer = Period × Periods
}

// Reply answers a request, or reports something of the process' own (ID 0).
type Reply struct {
	ID     uint64            `json:"id,omitempty"`
	Error  string            `json:"error,omitempty"`
	Name   string            `json:"name,omitempty"`   // of what was opened, in words
	Config *audio.SinkConfig `json:"config,omitempty"` // of what was opened
	Report string            `json:"report,omitempty"` // hello, lost, devices
	FIFO   bool              `json:"fifo,omitempty"`   // hello: SCHED_FIFO was granted
	Detail string            `json:"detail,omitempty"` // hello: what wasn't granted, and why; devices: what changed
}

// The reports.
const (
	reportHello   = "hello"   // the process is up; FIFO and Detail say with what rights
	reportLost    = "lost"    // the sink ended by itself; Error says why
	reportDevices = "devices" // a sound card came or went
)
