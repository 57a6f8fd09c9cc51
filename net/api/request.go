package api

import (
	"bytes"
	"encoding/json"
)

// MaxBatch is the largest number of requests in one batch.
const MaxBatch = 50

// MaxMessage is the largest message in bytes that a remote takes in. Answers may be larger.
const MaxMessage = 64 << 10

// Request is a JSON-RPC request, or what was wrong with it.
type Request struct {
	ID     json.RawMessage // nil for a notification, which isn't answered
	Method string
	Params json.RawMessage // an object, or nil
	Err    *Error          // not nil: nothing but ID counts
}

// Parse reads a message: one request or a batch. What isn't JSON, or is no request at all, gives one Request with Err set
// and the id null, which is how it is to be answered. It never panics and never gives an empty list.
func Parse(message []byte) (requests []Request, batch bool) {
	fault := func(code Code, text string) []Request {
		return []Request{{ID: json.RawMessage("null"), Err: &Error{Code: code, Message: text}}}
	}
	if len(message) > MaxMessage {
		return fault(CodeInvalidRequest, "the message is larger than 64 KiB"), false
	}
	message = bytes.Trim(message, " \t\r\n") // what JSON calls white space (RFC 8259, section 2), no more
	if !json.Valid(message) {
		return fault(CodeParse, "not JSON: "+whyNotJSON(message)), false
	}
	if message[0] != '[' {
		return []Request{parseOne(message)}, false
	}
	var all []json.RawMessage
	if err := json.Unmarshal(message, &all); err != nil {
		return fault(CodeParse, "not JSON: "+err.Error()), false
	}
	switch {
	case len(all) == 0:
		return fault(CodeInvalidRequest, "an empty batch"), false
	case len(all) > MaxBatch:
		return fault(CodeInvalidRequest, "more than 50 requests in a batch"), false
	}
	for _, one := range all {
		requests = append(requests, parseOne(one))
	}
	return requests, true
}

func whyNotJSON(message []byte) string {
	var any json.RawMessage
	if err := json.Unmarshal(message, &any); err != nil {
		return err.Error()
	}
	return "unknown cause"
}

// parseOne reads valid JSON as one request.
func parseOne(message []byte) Request {
	r := Request{ID: json.RawMessage("null")}
	bad := func(text string) Request { r.Err = &Error{Code: CodeInvalidRequest, Message: text}; return r }
	if message[0] != '{' {
		return bad("a request is an object")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(message, &fields); err != nil {
		return bad(err.Error())
	}
	id, answered := fields["id"]
	if answered {
		if k := kindOf(id); k != "a string" && k != "a number" && k != "null" {
			return bad(`"id" must be a string, a number or null`)
		}
		r.ID = id
	}
	if string(fields["jsonrpc"]) != `"2.0"` {
		return bad(`"jsonrpc" must be "2.0"`)
	}
	if kindOf(fields["method"]) != "a string" || json.Unmarshal(fields["method"], &r.Method) != nil {
		return bad(`"method" must be a string`)
	}
	switch params := fields["params"]; kindOf(params) {
	case "an object":
		r.Params = params
	case "nothing":
	default:
		r.Err = Errorf(CodeInvalidParams, `"params" must be an object of parameters by name, not %s`, kindOf(params))
	}
	if !answered {
		r.ID = nil
	}
	return r
}

// kindOf names the type of a JSON value.
func kindOf(v json.RawMessage) string {
	if len(v) == 0 {
		return "nothing"
	}
	switch v[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a string"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	default:
		return "a number"
	}
}
