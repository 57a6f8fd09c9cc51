package ws

import (
	"net/http/httptest"
	"testing"

	"auralis/net/api/apitest"

	"github.com/coder/websocket"
)

// From a request on a WebSocket over loopback to its answer, the control goroutine in between.
func BenchmarkCommand(b *testing.B) {
	p := apitest.New(b, 3)
	s, err := New(Options{Control: p.Control, Handler: p.Handler(b), Rate: 1e9, Burst: 1e9})
	if err != nil {
		b.Fatal(err)
	}
	h := httptest.NewServer(s)
	defer h.Close()
	c := dial(b, h.URL, nil)
	c.notification("queue")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		level := "10"
		if i%2 == 0 {
			level = "20"
		}
		if err := c.Write(b.Context(), websocket.MessageText, []byte(`{"jsonrpc":"2.0","id":1,"method":"player.volume","params":{"level":`+level+`}}`)); err != nil {
			b.Fatal(err)
		}
		c.until(func(m message) bool { return string(m.ID) == "1" })
	}
	_ = c.CloseNow()
}
