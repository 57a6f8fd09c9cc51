package api

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"strings"

	"auralis/audio/player"
)

// Handler carries out methods. Make one with New.
type Handler struct {
	Parts
	methods map[string]Method // never changed after New
}

// NewInstance makes a value for Parts.Instance.
func NewInstance() string { return strings.ToLower(rand.Text()[:12]) }

// New makes a Handler. The error says which part must be given.
func New(p Parts) (*Handler, error) {
	if p.Control == nil || p.Instance == "" {
		return nil, errors.New("api: Control and Instance must be given")
	}
	h := &Handler{Parts: p, methods: make(map[string]Method)}
	for _, m := range Methods() {
		h.methods[m.Name] = m
	}
	return h, nil
}

// Call carries out one method. A command is answered with the snapshot after it; ctx bounds how long it is waited for.
func (h *Handler) Call(ctx context.Context, method string, raw json.RawMessage) (any, *Error) {
	m, ok := h.methods[method]
	if !ok {
		if len(method) > 64 {
			method = method[:64] + "…"
		}
		return nil, Errorf(CodeUnknownMethod, "no method %q: docs/api.md lists them", method)
	}
	p := newParams(raw)
	if p.err != nil {
		return nil, p.err
	}
	return m.call(ctx, h, p)
}

// Serve answers a JSON-RPC message, see the function Serve.
func (h *Handler) Serve(ctx context.Context, message []byte) []byte { return Serve(ctx, h, message) }

// Snapshot is the JSON of a state, with the position that is heard now where it is still the newest.
func (h *Handler) Snapshot(s *player.State) Snapshot {
	at := h.Control.Position()
	if h.Control.State() != s {
		at = s.Position
	}
	return NewSnapshot(h.Instance, s, at)
}

// SnapshotJSON is Snapshot in bytes.
func (h *Handler) SnapshotJSON(s *player.State) ([]byte, error) { return json.Marshal(h.Snapshot(s)) }

// do sends a command once the parameters were found good.
func (h *Handler) do(ctx context.Context, p *params, c player.Command) (any, *Error) {
	if err := p.done(); err != nil {
		return nil, err
	}
	s, err := h.Control.Do(ctx, c)
	if err != nil {
		return nil, ErrorOf(err)
	}
	return h.Snapshot(s), nil
}
