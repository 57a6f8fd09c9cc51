package web

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"auralis/audio/output"
	"auralis/audio/player"

	"github.com/VictoriaMetrics/metrics"
)

// metrics writes all figures in Prometheus' text form. They are read from where they live: there is no registry.
func (s *Server) metrics(w http.ResponseWriter, _ *http.Request) {
	var b bytes.Buffer
	st := s.o.Control.State()
	c := s.sockets.Counters()
	gauge := func(name, help string, v any) {
		fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s gauge\n%s %v\n", name, help, name, name, v)
	}
	counter := func(name, help string, v uint64) {
		fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s counter\n%s %d\n", name, help, name, name, v)
	}
	for t := player.Stopped; t <= player.Paused; t++ {
		fmt.Fprintf(&b, "auralis_transport{state=%q} %d\n", t, bit(st.Transport == t))
	}
	gauge("auralis_state_version", "Version of the state: grows with every change.", st.Version)
	gauge("auralis_position_seconds", "Position in the current track.", s.o.Control.Position().Seconds())
	gauge("auralis_queue_length", "Items in the queue.", st.Queue.Len())
	gauge("auralis_volume", "Volume, 0 to 100.", st.Volume)
	gauge("auralis_enhance_enabled", "Whether the mastering is on.", bit(st.Enhance.Enabled))
	gauge("auralis_output_open", "Whether the output is open.", bit(st.Output.Open))
	gauge("auralis_clients", "WebSockets now.", c.Open.Load())
	gauge("auralis_uptime_seconds", "Since the server started.", int64(time.Since(s.started).Seconds()))
	counter("auralis_websockets_total", "WebSockets ever.", c.Total.Load())
	counter("auralis_websockets_refused_total", "WebSockets refused because there were too many.", c.Refused.Load())
	counter("auralis_websockets_slow_total", "WebSockets cut off because the client didn't read.", c.Slow.Load())
	counter("auralis_commands_total", "JSON-RPC requests over WebSockets and messages over POST.", c.Requests.Load()+s.calls.Load())
	counter("auralis_commands_limited_total", "Requests refused because they came too fast.", c.Limited.Load())
	counter("auralis_http_requests_total", "Requests to the API.", s.requests.Load())
	counter("auralis_http_refused_total", "Requests refused for their host, origin or missing pairing.", s.refused.Load())
	if p := s.o.Panel; p != nil {
		counter("auralis_underruns_total", "Periods in which frames were wanted and not there.", p.Underruns())
		counter("auralis_xruns_total", "Times the device itself ran empty.", p.Xruns())
		counter("auralis_frames_played_total", "Frames of programme written to the device.", p.Played())
		counter("auralis_samples_clipped_total", "Samples clipped by the word-length reduction.", p.Clipped())
		lateness(&b, p.Lateness())
	} else {
		counter("auralis_underruns_total", "Periods in which frames were wanted and not there.", st.Underruns)
	}
	metrics.WriteProcessMetrics(&b)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write(b.Bytes()) // a caller that went away needs no answer
}

// lateness writes the histogram of how late the output thread woke. Its sum is of the buckets' middles.
func lateness(b *bytes.Buffer, h [output.LatenessBuckets]uint64) {
	const name = "auralis_output_lateness_seconds"
	fmt.Fprintf(b, "# HELP %s How late the output thread woke.\n# TYPE %s histogram\n", name, name)
	var n uint64
	var sum float64
	for i, c := range h {
		n += c
		upper := float64(uint64(1)<<i) * 1e-6
		sum += float64(c) * upper * 0.75
		if i < len(h)-1 { // the last one holds all that was later
			fmt.Fprintf(b, "%s_bucket{le=\"%g\"} %d\n", name, upper, n)
		}
	}
	fmt.Fprintf(b, "%s_bucket{le=\"+Inf\"} %d\n%s_sum %g\n%s_count %d\n", name, n, name, sum, name, n)
}

func bit(on bool) int {
	if on {
		return 1
	}
	return 0
}
