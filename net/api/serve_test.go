package api_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"auralis/net/api"
	"auralis/net/api/apitest"
)

// The examples of the JSON-RPC 2.0 specification, section 7, and what lies around them.
func TestServeSpeaksJSONRPC(t *testing.T) {
	h := apitest.New(t, 2).Handler(t)
	for _, c := range []struct{ name, message, want string }{
		{"string id", `{"jsonrpc":"2.0","id":"a","method":"queue.get","params":{"limit":0}}`, `"id":"a","result":{`},
		{"null id", `{"jsonrpc":"2.0","id":null,"method":"queue.get","params":{"limit":0}}`, `"id":null,"result":{`},
		{"empty result", `{"jsonrpc":"2.0","id":1,"method":"library.scan"}`, `{"jsonrpc":"2.0","id":1,"result":{}}`},
		{"notification", `{"jsonrpc":"2.0","method":"player.play"}`, ``},
		{"not JSON", `{"jsonrpc": "2.0", "method": "foobar, "params": "bar"`, `"id":null,"error":{"code":-32700`},
		{"nothing", ``, `"id":null,"error":{"code":-32700`},
		{"spaces", "  \n", `"error":{"code":-32700`},
		{"more after it", `{"jsonrpc":"2.0","id":1,"method":"queue.get"}{}`, `"error":{"code":-32700`},
		{"not UTF-8", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}", `"id":1,"error":{"code":-32601`},
		{"a number", `1`, `"id":null,"error":{"code":-32600`},
		{"method is a number", `{"jsonrpc":"2.0","id":7,"method":1,"params":"bar"}`, `"id":7,"error":{"code":-32600`},
		{"old version", `{"id":7,"method":"queue.get"}`, `"id":7,"error":{"code":-32600`},
		{"id is a list", `{"jsonrpc":"2.0","id":[1],"method":"queue.get"}`, `"id":null,"error":{"code":-32600`},
		{"params are a string", `{"jsonrpc":"2.0","id":7,"method":"queue.get","params":"x"}`, `"id":7,"error":{"code":-32602`},
		{"params are null", `{"jsonrpc":"2.0","id":7,"method":"queue.get","params":null}`, `"id":7,"error":{"code":-32602`},
		{"empty batch", `[]`, `{"jsonrpc":"2.0","id":null,"error":{"code":-32600`},
		{"broken batch", `[1]`, `[{"jsonrpc":"2.0","id":null,"error":{"code":-32600`},
		{"batch of notifications", `[{"jsonrpc":"2.0","method":"player.play"},{"jsonrpc":"2.0","method":"player.pause"}]`, ``},
		{"large batch", `[` + strings.Repeat(`1,`, api.MaxBatch) + `1]`, `"id":null,"error":{"code":-32600`},
		{"large message", `"` + strings.Repeat("x", api.MaxMessage) + `"`, `"error":{"code":-32600`},
		{"deep", strings.Repeat("[", 20000), `"error":{"code":-32700`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := string(h.Serve(context.Background(), []byte(c.message)))
			if !strings.Contains(got, c.want) || c.want == "" && got != "" {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}

func TestABatchIsAnsweredInOrder(t *testing.T) {
	h := apitest.New(t, 2).Handler(t)
	answer := h.Serve(context.Background(), []byte(`[{"jsonrpc":"2.0","id":1,"method":"player.volume","params":{"level":10}},
		{"jsonrpc":"2.0","method":"player.volume","params":{"level":20}}, {"foo":"boo"},
		{"jsonrpc":"2.0","id":"last","method":"system.state"}]`))
	var all []wire
	if err := json.Unmarshal(answer, &all); err != nil || len(all) != 3 {
		t.Fatalf("%s: %v", answer, err)
	}
	if all[0].Result["volume"] != 10.0 || all[1].Error.Code != api.CodeInvalidRequest || all[2].Result["volume"] != 20.0 || string(all[2].ID) != `"last"` {
		t.Errorf("%s", answer)
	}
}

// unwritable answers what JSON can't hold.
type unwritable struct{}

func (unwritable) Call(context.Context, string, json.RawMessage) (any, *api.Error) {
	return make(chan int), nil
}

func TestAnAnswerThatCannotBeWrittenIsAnError(t *testing.T) {
	got := string(api.Serve(context.Background(), unwritable{}, []byte(`{"jsonrpc":"2.0","id":5,"method":"x"}`)))
	if !strings.Contains(got, `"id":5,"error":{"code":-32603`) {
		t.Error(got)
	}
}

// Whatever comes in: no panic; an answer, if there is one, is JSON-RPC with exactly one of result and error; what isn't
// JSON is answered with -32700; and the player is still there.
func FuzzServe(f *testing.F) {
	for _, s := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"player.seek","params":{"position":63.5}}`, `[{"jsonrpc":"2.0","id":1,"method":"queue.get"},1]`,
		`{"jsonrpc":"2.0","id":1,"method":"queue.set","params":{"tracks":["t1","/x",null],"start":-1}}`, `[[]]`, `{"id":{}}`, `nul`, "\x00",
		`{"jsonrpc":"2.0","id":1e999,"method":"player.volume","params":{"level":1e400}}`, `{"jsonrpc":"2.0","id":1,"method":"enhance.set","params":{"intensity":0.5}}`,
	} {
		f.Add([]byte(s))
	}
	h := apitest.New(f, 3).Handler(f)
	f.Fuzz(func(t *testing.T, message []byte) {
		answer := h.Serve(context.Background(), message)
		requests, _ := api.Parse(message)
		if len(requests) == 0 {
			t.Fatal("no request at all")
		}
		if answer == nil {
			for _, r := range requests {
				if r.ID != nil {
					t.Fatalf("%q was to be answered", message)
				}
			}
			return
		}
		if !json.Valid(message) && len(message) <= api.MaxMessage && !strings.Contains(string(answer), "-32700") {
			t.Fatalf("%q is answered with %s", message, answer)
		}
		all := []json.RawMessage{answer}
		if answer[0] == '[' {
			if err := json.Unmarshal(answer, &all); err != nil {
				t.Fatal(err)
			}
		}
		for _, one := range all {
			var w map[string]json.RawMessage
			if err := json.Unmarshal(one, &w); err != nil || string(w["jsonrpc"]) != `"2.0"` || w["id"] == nil || (w["result"] == nil) == (w["error"] == nil) {
				t.Fatalf("%q is answered with %s", message, answer)
			}
		}
	})
}
