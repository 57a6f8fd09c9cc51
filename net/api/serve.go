package api

import (
	"bytes"
	"context"
	"encoding/json"
)

// Caller carries out a method. Handler is one; a connection may put its own before it.
type Caller interface {
	Call(ctx context.Context, method string, params json.RawMessage) (any, *Error)
}

// reply is a JSON-RPC response.
type reply struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Result  any             `json:"result,omitempty"`
	Error   *Error          `json:"error,omitempty"`
}

// Serve answers a message, malformed ones too; nil where it wants no answer (only notifications). The requests of a batch
// are carried out in their order.
func Serve(ctx context.Context, c Caller, message []byte) []byte {
	requests, batch := Parse(message)
	var out [][]byte
	for _, r := range requests {
		var result any
		err := r.Err
		if err == nil {
			result, err = c.Call(ctx, r.Method, r.Params)
		}
		if r.ID != nil {
			out = append(out, encode(r.ID, result, err))
		}
	}
	switch {
	case len(out) == 0:
		return nil
	case !batch:
		return out[0]
	default:
		return append(append([]byte{'['}, bytes.Join(out, []byte{','})...), ']')
	}
}

func encode(id json.RawMessage, result any, failed *Error) []byte {
	if failed == nil && result == nil {
		result = struct{}{}
	}
	b, err := json.Marshal(reply{"2.0", id, result, failed})
	if err != nil { // a value that JSON can't hold: ours, so it is said
		b, err = json.Marshal(reply{"2.0", id, nil, Errorf(CodeInternal, "the answer can't be written: %v", err)})
		if err != nil {
			return []byte(`{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"the answer can't be written"}}`)
		}
	}
	return b
}

// Notification is the JSON of a server's notification. The error says that params can't be written as JSON.
func Notification(method string, params any) ([]byte, error) {
	return json.Marshal(struct {
		Version string `json:"jsonrpc"`
		Method  string `json:"method"`
		Params  any    `json:"params"`
	}{"2.0", method, params})
}
