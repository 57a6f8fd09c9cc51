package mqtt

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestCallsAreAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		_, _, _, log, _ := start(t, w, nil)
		synctest.Wait()
		w.take("")
		for _, c := range []struct{ request, reply string }{
			{`{"jsonrpc":"2.0"}`, `"result":17`},
			{`not json`, `"result":8`}, // whether it is a request is the API's to say
			{strings.Repeat("x", maxPayload), `"result":65536`},
			{strings.Repeat("x", maxPayload+1), `"code":-32600`},
			{`quiet`, ""},
		} {
			w.receive(message{names.rpc(), []byte(c.request), false})
			synctest.Wait()
			out := w.take(names.reply())
			if c.reply == "" {
				if len(out) != 0 {
					t.Errorf("%.20s: %v", c.request, out)
				}
				continue
			}
			if len(out) != 1 || !strings.Contains(out[0].payload, c.reply) || !json.Valid([]byte(out[0].payload)) || out[0].retained {
				t.Errorf("%.20s: %v, want %s", c.request, out, c.reply)
			}
		}
		w.receive(message{names.rpc(), []byte("{}"), true})
		synctest.Wait()
		if out := w.take(""); len(out) > 0 {
			t.Errorf("a kept call was answered: %v", out)
		}
		if len(log.with("too large")) != 1 {
			t.Error("the large call wasn't said")
		}
	})
}

// One slow call holds up neither commands nor the state; calls beyond the bound are told so.
func TestSlowCallHoldsUpNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		_, p, _, _, _ := start(t, w, func(o *Options) {
			o.RPC = func(ctx context.Context, _ []byte) []byte { <-ctx.Done(); return nil }
		})
		synctest.Wait()
		w.take("")
		for range 1 + 16 + 3 {
			w.receive(message{names.rpc(), []byte("{}"), false})
			synctest.Wait()
		}
		w.receive(set("volume", "21"))
		time.Sleep(time.Second)
		synctest.Wait()
		if p.State().Volume != 21 || len(w.take(names.state())) != 1 {
			t.Error("the command waited for the call")
		}
		if n := len(w.take(names.reply())); n != 3 {
			t.Errorf("%d refusals, want 3", n)
		}
	})
}

func TestFloodOfNonsenseDoesNotFloodTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		_, _, _, log, _ := start(t, w, nil)
		synctest.Wait()
		for range 10_000 {
			w.receive(message{names.set("nonsense"), []byte("?"), true})
		}
		if n := len(log.with("is ignored")); n != complaintsAtOnce {
			t.Errorf("%d lines, want %d", n, complaintsAtOnce)
		}
		time.Sleep(time.Minute)
		w.receive(message{"elsewhere", []byte("?"), false})
		if n := len(log.with("left_out=9990")); n != 1 {
			t.Errorf("what was left out is said %d times", n)
		}
	})
}
