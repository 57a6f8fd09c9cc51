package api_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"auralis/net/api"
	"auralis/net/api/apitest"
)

var update = flag.Bool("update", false, "write docs/api.md anew")

const manualFile = "../../docs/api.md"

// manual is docs/api.md.
func manual() string {
	var b strings.Builder
	b.WriteString(`# API

<!-- Made from the tables in package net/api: go test ./net/api -run Manual -update -->

JSON-RPC 2.0, the same over three wires: the WebSocket ` + "`/ws`" + `, ` + "`POST /api/v1/rpc`" + ` and MQTT
(` + "`auralis/<node>/rpc`" + `, answered on ` + "`…/rpc/reply`" + `). Parameters are given by name; an unknown one, a wrong type or a value out of
range is an error and nothing is done. Positions and durations are seconds, ids are strings. A message may have 64 KiB, a batch
` + fmt.Sprint(api.MaxBatch) + ` requests.

    curl -d '{"jsonrpc":"2.0","id":1,"method":"player.seek","params":{"position":63.5}}' http://localhost:8080/api/v1/rpc
    curl http://localhost:8080/api/v1/state

` + "`GET /api/v1/state`" + ` is the snapshot, ` + "`GET /api/v1/tracks?offset&limit&sort`" + ` and ` + "`GET /api/v1/search?q&limit`" + ` answer what
` + "`library.tracks`" + ` and ` + "`library.search`" + ` do; errors are ` + "`{\"error\": …}`" + ` with a fitting status. With ` + "`[http] access = \"paired\"`" + ` a device
other than the player itself sends the cookie that ` + "`POST /api/v1/pair {\"pin\": …}`" + ` gave it for the PIN that the player shows on its
terminal and in its log.

## Methods

| method | parameters | answers | does |
|---|---|---|---|
`)
	for _, m := range api.Methods() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", m.Name, m.Params, m.Answers, m.Does)
	}
	b.WriteString(`
## Notifications over the WebSocket

| notification | when | parameters |
|---|---|---|
| ` + "`state`" + ` | on connecting and after every change | the snapshot; ` + "`version`" + ` grows within one ` + "`instance`" + ` |
| ` + "`queue`" + ` | on connecting and when items, their order or the modes changed | as ` + "`queue.get`" + `, the first 100 items |
| ` + "`position`" + ` | once a second while something plays; after a seek while nothing does | ` + "`{position,version}`" + ` |
| ` + "`levels`" + ` | as often as ` + "`levels.subscribe`" + ` asked | ` + "`{peak[2],rms[2],reduction}`" + ` in dBFS and dB, null for silence |
| ` + "`button`, `job`, `library`, `devices`" + ` | when it happens | what it is about |
| ` + "`resync`" + ` | where some of those were lost because the client was too slow | ` + "`{}`" + ` |

A client that doesn't read gets the newest state when it reads again, not all of them; one that reads nothing for 10 s is cut
off. More than 25 requests a second (50 at once) are answered with ` + fmt.Sprint(api.CodeTooMany) + `.

## Errors

| code | meaning |
|---|---|
`)
	for _, c := range api.Codes() {
		fmt.Fprintf(&b, "| %d | %s |\n", c.Code, c.Meaning)
	}
	return b.String()
}

func TestManualIsUpToDate(t *testing.T) {
	if *update {
		if err := os.WriteFile(manualFile, []byte(manual()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(manualFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(b) != manual() {
		t.Error("docs/api.md is behind the tables: go test ./net/api -run Manual -update")
	}
}

// Every method and every code is in its table once, and every method refuses a parameter it doesn't know.
func TestTables(t *testing.T) {
	h := apitest.New(t, 1).Handler(t)
	seen := map[string]bool{}
	for _, m := range api.Methods() {
		if seen[m.Name] || m.Does == "" {
			t.Errorf("%s: twice, or without a word", m.Name)
		}
		seen[m.Name] = true
		if w := ask(t, h, m.Name, `{"surely_unknown":1}`); w.Error == nil {
			t.Errorf("%s takes any parameter", m.Name)
		}
	}
	var codes []api.Code
	for _, c := range api.Codes() {
		codes = append(codes, c.Code)
		if c.Code < -32768 || c.Code > -32000 {
			t.Errorf("%d is outside of JSON-RPC's range", c.Code)
		}
	}
	if n := len(codes); len(slices.Compact(slices.Sorted(slices.Values(codes)))) != n {
		t.Error("a code stands twice in the table")
	}
}
