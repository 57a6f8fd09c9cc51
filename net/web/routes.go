package web

import (
	"encoding/json"
	"net/http"
)

// routes puts the paths and what stands before them together.
func (s *Server) routes() http.Handler {
	m := http.NewServeMux()
	m.Handle("GET /ws", s.paired(s.sockets.ServeHTTP))
	m.Handle("POST /api/v1/rpc", s.paired(s.rpc))
	m.Handle("GET /api/v1/state", s.paired(s.state))
	m.Handle("GET /api/v1/tracks", s.paired(s.tracks))
	m.Handle("GET /api/v1/search", s.paired(s.search))
	m.HandleFunc("GET /api/v1/access", s.access)
	m.HandleFunc("POST /api/v1/pair", s.pair)
	m.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		writeError(w, http.StatusNotFound, "no "+r.Method+" of that address: docs/api.md lists what there is")
	})
	m.HandleFunc("GET /healthz", s.healthz)
	m.HandleFunc("GET /readyz", s.readyz)
	m.HandleFunc("GET /metrics", s.metrics)
	m.Handle("/", s.assets)
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, http.StatusForbidden, "a page of another site may not steer the player")
	}))
	return s.guard(origin.Handler(m))
}

// guard checks the host and sets the headers that every answer has.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
		h.Set("Cache-Control", "no-store")
		if !s.names.allow(r.Host) {
			h.Set("Content-Security-Policy", "default-src 'none'")
			s.refuse(w, http.StatusMisdirectedRequest, "this player isn't known under that name: use its address, or add the name to the key http.hosts")
			return
		}
		// The address of the WebSocket is spelled out: Safari before 15.4 doesn't take it for 'self'.
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "+
			"manifest-src 'self'; connect-src 'self' ws://"+r.Host+"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "the answer can't be written: "+err.Error(), http.StatusInternalServerError)
		return
	}
	writeBytes(w, status, b)
}

func writeBytes(w http.ResponseWriter, status int, b []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b) // a caller that went away needs no answer
}

// writeError answers with {"error": why}.
func writeError(w http.ResponseWriter, status int, why string) {
	writeJSON(w, status, map[string]string{"error": why})
}
