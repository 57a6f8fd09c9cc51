package web

import "net/http"

// healthz says that the process lives.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

// readyz says how every part is: 200 where all are well, else 503.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	parts := []Component{{Name: "http", OK: true}}
	if s.o.Components != nil {
		parts = append(parts, s.o.Components()...)
	}
	status := http.StatusOK
	detailed := s.may(r)
	for i := range parts {
		if !parts[i].OK {
			status = http.StatusServiceUnavailable
		}
		if !detailed {
			parts[i].Detail = ""
		}
	}
	writeJSON(w, status, map[string]any{"ready": status == http.StatusOK, "components": parts})
}
