package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/netip"

	"auralis/net/web/pair"
)

// cookieName is the cookie that holds a paired device's token, for cookieDays (browsers keep none longer than 400).
const (
	cookieName = "auralis_device"
	cookieDays = 400
)

// may tells whether a caller may use the player.
func (s *Server) may(r *http.Request) bool {
	if s.pairing == nil || local(r) {
		return true
	}
	c, err := r.Cookie(cookieName)
	return err == nil && s.pairing.Valid(c.Value)
}

// local tells whether a request comes from this machine itself. What came through a proxy on it doesn't.
func local(r *http.Request) bool {
	for _, h := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		if r.Header.Get(h) != "" {
			return false
		}
	}
	a, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && a.Addr().Unmap().IsLoopback()
}

// paired lets only those through who may use the player.
func (s *Server) paired(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.may(r) {
			s.refuse(w, http.StatusUnauthorized, "this device isn't paired: open the page and enter the PIN that the player shows on its terminal and in its log")
			return
		}
		s.requests.Add(1)
		next(w, r)
	}
}

// access answers whether the caller may use the player, which a page can't see from a WebSocket that doesn't open.
func (s *Server) access(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"access": s.o.Access, "allowed": s.may(r)})
}

// pair exchanges the PIN for the cookie.
func (s *Server) pair(w http.ResponseWriter, r *http.Request) {
	if s.pairing == nil {
		writeJSON(w, http.StatusOK, map[string]any{"access": s.o.Access, "allowed": true})
		return
	}
	var in struct {
		PIN string `json:"pin"`
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1024))
	if err == nil {
		err = json.Unmarshal(body, &in)
	}
	if err != nil {
		writeError(w, http.StatusBadRequest, `wanted is {"pin":"123456"}`)
		return
	}
	token, err := s.pairing.Claim(in.PIN)
	switch {
	case errors.Is(err, pair.ErrTooMany):
		w.Header().Set("Retry-After", "30")
		s.refuse(w, http.StatusTooManyRequests, err.Error())
		return
	case errors.Is(err, pair.ErrWrong):
		s.o.Log.Warn("a device tried to pair with a wrong PIN", "from", r.RemoteAddr)
		s.refuse(w, http.StatusForbidden, err.Error())
		return
	case err != nil:
		s.o.Log.Error("a device can't be paired", "error", err)
		writeError(w, http.StatusInternalServerError, err.Error())
		return
	}
	s.o.Log.Info("a device was paired", "from", r.RemoteAddr)
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: token, Path: "/", MaxAge: cookieDays * 24 * 3600, HttpOnly: true,
		SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil})
	writeJSON(w, http.StatusOK, map[string]any{"access": s.o.Access, "allowed": true})
}

func (s *Server) refuse(w http.ResponseWriter, status int, why string) {
	s.refused.Add(1)
	writeError(w, status, why)
}
