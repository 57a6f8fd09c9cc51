package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"auralis/net/api"
)

// rpc answers JSON-RPC over POST. A message without an answer gets 204, one that is too large 413; all others 200, as
// errors are in the answer.
func (s *Server) rpc(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, api.MaxMessage))
	if err != nil {
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			writeError(w, http.StatusRequestEntityTooLarge, "the request is larger than 64 KiB")
			return
		}
		writeError(w, http.StatusBadRequest, "the request broke off: "+err.Error())
		return
	}
	s.calls.Add(1)
	ctx, done := context.WithTimeout(r.Context(), callTimeout)
	defer done()
	answer := s.o.Handler.Serve(ctx, body)
	if answer == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	writeBytes(w, http.StatusOK, answer)
}

func (s *Server) state(w http.ResponseWriter, r *http.Request) {
	s.query(w, r, "system.state", nil, nil)
}

func (s *Server) tracks(w http.ResponseWriter, r *http.Request) {
	s.query(w, r, "library.tracks", []string{"offset", "limit"}, []string{"sort"})
}

func (s *Server) search(w http.ResponseWriter, r *http.Request) {
	s.query(w, r, "library.search", []string{"limit"}, []string{"q"})
}

// query answers a GET by a method that changes nothing; its parameters are those of the address.
func (s *Server) query(w http.ResponseWriter, r *http.Request, method string, numbers, texts []string) {
	given, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		writeError(w, http.StatusBadRequest, "the address can't be read: "+err.Error())
		return
	}
	params := make(map[string]any, len(given))
	for name, values := range given {
		params[name] = values[0]
		if !slices.Contains(numbers, name) {
			if !slices.Contains(texts, name) {
				params[name] = nil // refused by the method, which knows its parameters
			}
			continue
		}
		n, err := strconv.Atoi(values[0])
		if err != nil {
			writeError(w, http.StatusBadRequest, name+" must be a whole number")
			return
		}
		params[name] = n
	}
	raw, err := json.Marshal(params)
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	ctx, done := context.WithTimeout(r.Context(), callTimeout)
	defer done()
	result, failed := s.o.Handler.Call(ctx, method, raw)
	if failed != nil {
		writeError(w, statusOf(failed.Code), failed.Message)
		return
	}
	writeJSON(w, http.StatusOK, result)
}

// statusOf is the HTTP status of an error of the API.
func statusOf(c api.Code) int {
	switch c {
	case api.CodeInvalidParams:
		return http.StatusBadRequest
	case api.CodeUnknownTrack, api.CodeUnknownItem:
		return http.StatusNotFound
	case api.CodeUnavailable, api.CodeClosing:
		return http.StatusServiceUnavailable
	case api.CodeTimeout:
		return http.StatusGatewayTimeout
	default:
		return http.StatusInternalServerError
	}
}
