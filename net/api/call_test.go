package api_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"auralis/audio/player"
	"auralis/net/api"
	"auralis/net/api/apitest"
)

// wire is the answer as a remote sees it.
type wire struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Result  map[string]any  `json:"result"`
	Error   *api.Error      `json:"error"`
}

func ask(t *testing.T, h *api.Handler, method, params string) wire {
	t.Helper()
	message := `{"jsonrpc":"2.0","id":1,"method":"` + method + `"`
	if params != "" {
		message += `,"params":` + params
	}
	var w wire
	answer := h.Serve(context.Background(), []byte(message+"}"))
	if err := json.Unmarshal(answer, &w); err != nil {
		t.Fatalf("%s: %s: %v", method, answer, err)
	}
	if w.Version != "2.0" || string(w.ID) != "1" || (w.Error == nil) == (w.Result == nil) {
		t.Fatalf("%s answers %s", method, answer)
	}
	return w
}

// get follows a path such as enhance.preset through an answer.
func get(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	return v
}

func TestMethodsCarryOutWhatTheySay(t *testing.T) {
	h := apitest.New(t, 5).Handler(t)
	for _, c := range []struct {
		method, params, path string
		want                 any
	}{
		{"system.state", "", "transport", "stopped"},
		{"system.state", "{}", "track.title", "Low Water"},
		{"player.play", "", "transport", "loading"},
		{"player.pause", "", "transport", "paused"},
		{"player.toggle", "", "transport", "playing"},
		{"player.seek", `{"position":63.5}`, "position", 63.5},
		{"player.next", "", "track.id", "t1"},
		{"player.previous", "", "track.id", "t0"},
		{"player.stop", "", "transport", "stopped"},
		{"player.volume", `{"level":30}`, "volume", 30.0},
		{"player.mute", `{"on":true}`, "muted", true},
		{"player.mute", `{"on":false}`, "muted", false},
		{"player.repeat", `{"mode":"one"}`, "repeat", "one"},
		{"player.repeat", `{"mode":"off"}`, "repeat", "off"},
		{"player.sleep", `{"minutes":0}`, "sleep_at", nil},
		{"player.shuffle", `{"on":true}`, "shuffle", true},
		{"player.shuffle", `{"on":false}`, "shuffle", false},
		{"enhance.set", `{"enabled":false}`, "enhance.enabled", false},
		{"enhance.set", `{"preset":"warm","intensity":0.25,"enabled":true}`, "enhance.preset", "warm"},
		{"enhance.get", "", "intensity", 0.25},
		{"enhance.compare", `{"on":true}`, "enhance.compare", true},
		{"queue.get", `{"offset":1,"limit":2}`, "length", 5.0},
		{"queue.add", `{"tracks":["t7"],"at":0}`, "queue.length", 6.0},
		{"queue.undo", "", "queue.length", 5.0},
		{"queue.add", `{"tracks":["/music/08.flac","t9"]}`, "queue.length", 7.0},
		{"queue.move", `{"from":0,"to":6}`, "queue.index", 6.0},
		{"queue.set", `{"tracks":["t3","t4","t5"],"start":1}`, "track.id", "t4"},
		{"queue.set", `{"tracks":["t3","t4"],"start":-1}`, "transport", "stopped"},
		{"queue.clear", "", "queue.index", -1.0},
		{"queue.set", `{"tracks":[]}`, "track", nil},
		{"library.tracks", `{"offset":18,"limit":10,"sort":"title"}`, "total", 20.0},
		{"library.search", `{"q":"glass"}`, "tracks", []any{}},
		{"library.stats", "", "tracks", 20.0},
		{"library.scan", `{"dirs":["/music"]}`, "none", nil},
		{"library.scan", "", "none", nil},
		{"settings.get", "", "settings", []any{}},
		{"system.info", "", "instance", "test"},
		{"system.devices", "", "devices", []any{}},
		{"system.output", "", "open", false},
		{"system.output", `{"spec":"clock"}`, "open", false},
	} {
		w := ask(t, h, c.method, c.params)
		if w.Error != nil {
			t.Errorf("%s %s: %v", c.method, c.params, w.Error)
			continue
		}
		got := get(w.Result, c.path)
		if _, ok := c.want.([]any); ok {
			if list, ok := got.([]any); !ok || len(list) == 0 {
				t.Errorf("%s %s: %s is %v, want a list with something in it", c.method, c.params, c.path, got)
			}
		} else if got != c.want {
			t.Errorf("%s %s: %s is %v, want %v", c.method, c.params, c.path, got, c.want)
		}
	}
}

func TestItemsAreAddressedByID(t *testing.T) {
	p := apitest.New(t, 5)
	h := p.Handler(t)
	item := p.Control.State().Queue.Item(3)
	if w := ask(t, h, "queue.play", `{"item":"`+item.ID+`"}`); get(w.Result, "track.id") != item.Track.ID || get(w.Result, "track.item") != item.ID {
		t.Fatalf("%v", w)
	}
	w := ask(t, h, "queue.remove", `{"items":["`+item.ID+`"]}`)
	if get(w.Result, "track.id") != "t4" || get(w.Result, "queue.length") != 4.0 || get(w.Result, "queue.can_undo") != true {
		t.Fatalf("%v", w)
	}
	page := ask(t, h, "queue.get", `{"offset":2,"limit":1}`)
	if items := page.Result["items"].([]any); len(items) != 1 || get(items[0], "track.id") != "t2" || get(items[0], "broken") != nil {
		t.Fatalf("%v", page)
	}
	if page = ask(t, h, "queue.get", `{"offset":99}`); len(page.Result["items"].([]any)) != 0 {
		t.Fatalf("past the end: %v", page)
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	h := apitest.New(t, 3).Handler(t)
	empty := apitest.New(t, 0).Handler(t)
	fixed := apitest.With(t, 1, player.Limits{Max: 100, Startup: 100, Fixed: true}).Handler(t)
	long := `"` + strings.Repeat("x", 5000) + `"`
	for _, c := range []struct {
		h              *api.Handler
		method, params string
		code           api.Code
		says           string
	}{
		{h, "player.fly", "", api.CodeUnknownMethod, "player.fly"},
		{h, strings.Repeat("m", 500), "", api.CodeUnknownMethod, "mmm…"},
		{h, "player.play", "[]", api.CodeInvalidParams, "by name"},
		{h, "player.play", `{"now":1}`, api.CodeInvalidParams, `"now"`},
		{h, "player.seek", "", api.CodeInvalidParams, "position is missing"},
		{h, "player.seek", `{"position":"5"}`, api.CodeInvalidParams, "not a string"},
		{h, "player.seek", `{"position":null}`, api.CodeInvalidParams, "not null"},
		{h, "player.seek", `{"position":-1}`, api.CodeInvalidParams, "0 to 10000000"},
		{h, "player.seek", `{"position":1e300}`, api.CodeInvalidParams, "position is 1e300"},
		{h, "player.seek", `{"position":1e999}`, api.CodeInvalidParams, "position"},
		{h, "player.seek", `{"position":1,"Position":2}`, api.CodeInvalidParams, `unknown parameter "Position": known are position`},
		{h, "player.volume", `{"level":101}`, api.CodeInvalidParams, "0 to 100"},
		{h, "player.volume", `{"level":-1}`, api.CodeInvalidParams, "0 to 100"},
		{h, "player.volume", `{"level":1.5}`, api.CodeInvalidParams, "whole"},
		{fixed, "player.volume", `{"level":1}`, api.CodeFixedVolume, "fixed"},
		{h, "player.mute", `{"on":1}`, api.CodeInvalidParams, "true or false, not a number"},
		{h, "player.repeat", `{"mode":"some"}`, api.CodeInvalidParams, "off, all, one"},
		{h, "player.sleep", `{"minutes":1441}`, api.CodeInvalidParams, "1440"},
		{empty, "player.play", "", api.CodeEmptyQueue, "empty"},
		{empty, "player.seek", `{"position":1}`, api.CodeNotPlaying, "empty"},
		{empty, "queue.undo", "", api.CodeNothingToUndo, "undo"},
		{h, "queue.play", `{"item":"q77"}`, api.CodeUnknownItem, "q77"},
		{h, "queue.play", `{"item":""}`, api.CodeInvalidParams, "empty"},
		{h, "queue.remove", `{"items":"q1"}`, api.CodeInvalidParams, "a list of item ids, not a string"},
		{h, "queue.remove", `{"items":[1]}`, api.CodeInvalidParams, "one element is a number"},
		{h, "queue.move", `{"from":0,"to":3}`, api.CodeInvalidParams, "places 0 to 2"},
		{h, "queue.set", `{"tracks":["t1"],"start":1}`, api.CodeInvalidParams, "start 1"},
		{h, "queue.set", `{"tracks":["t99"]}`, api.CodeUnknownTrack, "t99"},
		{h, "queue.add", `{"tracks":["/etc/passwd"]}`, api.CodeUnknownTrack, "/etc/passwd"},
		{h, "queue.add", `{"tracks":["http://10.0.0.1/x"]}`, api.CodeUnknownTrack, "not in a folder"},
		{h, "queue.add", `{"tracks":[` + long + `]}`, api.CodeInvalidParams, "longer"},
		{h, "queue.get", `{"limit":1001}`, api.CodeInvalidParams, "0 to 1000"},
		{h, "enhance.set", "", api.CodeInvalidParams, "nothing to set"},
		{h, "enhance.set", `{"preset":"loud"}`, api.CodeInvalidParams, "adaptive, gentle, warm, bright, punchy, live"},
		{h, "enhance.set", `{"intensity":1.01}`, api.CodeInvalidParams, "0 to 1"},
		{h, "library.tracks", `{"sort":"colour"}`, api.CodeInvalidParams, "folder, title, artist, album"},
		{h, "library.search", `{"q":7}`, api.CodeInvalidParams, "not a number"},
		{h, "library.scan", `{"dirs":["/etc"]}`, api.CodeInvalidParams, "/etc"},
		{h, "settings.set", `{"key":"x","value":1}`, api.CodeUnavailable, "configuration file"},
		{h, "system.output", `{"spec":"nowhere"}`, api.CodeInvalidParams, "nowhere"},
		{h, "levels.subscribe", `{"hz":5}`, api.CodeUnavailable, "/ws"},
	} {
		before := c.h.Control.State()
		w := ask(t, c.h, c.method, c.params)
		if w.Error == nil || w.Error.Code != c.code || !strings.Contains(w.Error.Message, c.says) {
			t.Errorf("%s %.80s: %v, want %d with %q", c.method, c.params, w.Error, c.code, c.says)
		}
		if c.h.Control.State() != before {
			t.Errorf("%s %.80s: the state changed", c.method, c.params)
		}
	}
}

func TestWithoutAPartTheErrorSaysSo(t *testing.T) {
	p := apitest.New(t, 1)
	h, err := api.New(api.Parts{Control: p.Control, Instance: "bare"})
	if err != nil {
		t.Fatal(err)
	}
	for method, params := range map[string]string{
		"library.tracks": "", "library.search": `{"q":"x"}`, "library.stats": "", "library.scan": "", "settings.get": "",
		"system.info": "", "system.devices": "", "system.output": `{"spec":"clock"}`, "queue.add": `{"tracks":["t1"]}`,
	} {
		if w := ask(t, h, method, params); w.Error == nil || w.Error.Code != api.CodeUnavailable || len(w.Error.Message) < 20 {
			t.Errorf("%s: %+v", method, w)
		}
	}
	if _, err := api.New(api.Parts{}); err == nil {
		t.Error("a Handler without a Control")
	}
}

func TestACallEndsWithItsContextAndWithThePlayer(t *testing.T) {
	p := apitest.New(t, 1)
	h := p.Handler(t)
	p.Stop()
	if _, err := h.Call(context.Background(), "player.play", nil); err == nil || err.Code != api.CodeClosing {
		t.Errorf("after the end: %v", err)
	}
	stuck := player.NewControl(p.Control.State(), p.Engine, nil, player.Options{}) // nobody runs it
	h, err := api.New(api.Parts{Control: stuck, Instance: "stuck"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.Call(ctx, "player.play", nil); err == nil || err.Code != api.CodeTimeout {
		t.Errorf("with a context that ended: %v", err)
	}
}
