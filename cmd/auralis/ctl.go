package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/coder/websocket"
)

type ctlCommand struct {
	Server string   `default:"localhost:8080" env:"AURALIS_SERVER" help:"Address of the player."`
	JSON   bool     `name:"json" help:"Print the answer as JSON."`
	Words  []string `arg:"" name:"command" help:"status | play | pause | toggle | stop | next | previous | seek POS | volume N | mute on|off | repeat off|all|one | shuffle on|off | enhance on|off | preset P | intensity X | queue [list | add FILE… | play FILE… | clear | undo] | search WORDS… | scan"`
}

// Help is shown by --help.
func (ctlCommand) Help() string {
	return "Example: auralis ctl --server kitchen.local volume 40\nPOS is seconds, or 1:23."
}

// ctlLimit bounds one command.
const ctlLimit = 10 * time.Second

// Run sends one command and prints the answer.
func (c ctlCommand) Run() error {
	method, params, err := c.request()
	if err != nil {
		return usageError{err}
	}
	ctx, cancel := context.WithTimeout(context.Background(), ctlLimit)
	defer cancel()
	result, err := call(ctx, c.Server, method, params)
	if err != nil {
		return err
	}
	if c.JSON {
		_, err := fmt.Println(string(result))
		return err
	}
	return c.print(method, result)
}

// request turns the words into a method and its parameters.
func (c ctlCommand) request() (method string, params map[string]any, err error) {
	word, rest := c.Words[0], c.Words[1:]
	arg := func(i int) string {
		if i < len(rest) {
			return rest[i]
		}
		return ""
	}
	number := func(s string) any {
		n, e := strconv.ParseFloat(s, 64)
		if e != nil {
			err = fmt.Errorf("%s: %q is no number", word, s)
		}
		return n
	}
	onOff := func(s string) bool {
		if s != "on" && s != "off" {
			err = fmt.Errorf("%s: want on or off", word)
		}
		return s == "on"
	}
	switch word {
	case "status":
		method = "player.state"
	case "play", "pause", "toggle", "stop", "next", "previous":
		method = "player." + word
	case "seek":
		at, e := clockTime(arg(0))
		method, params, err = "player.seek", map[string]any{"position": at}, e
	case "volume":
		level, e := strconv.Atoi(arg(0))
		if e != nil {
			err = fmt.Errorf("volume: want a number from 0 to 100")
		}
		method, params = "player.volume", map[string]any{"level": level}
	case "mute":
		method, params = "player.mute", map[string]any{"on": onOff(arg(0))}
	case "shuffle":
		method, params = "player.shuffle", map[string]any{"on": onOff(arg(0))}
	case "repeat":
		method, params = "player.repeat", map[string]any{"mode": arg(0)}
	case "enhance":
		method, params = "enhance.set", map[string]any{"enabled": onOff(arg(0))}
	case "preset":
		method, params = "enhance.set", map[string]any{"preset": arg(0)}
	case "intensity":
		method, params = "enhance.set", map[string]any{"intensity": number(arg(0))}
	case "search":
		method, params = "library.search", map[string]any{"q": strings.Join(rest, " ")}
	case "scan":
		method, params = "library.scan", map[string]any{}
	case "queue":
		return queueRequest(rest)
	default:
		err = fmt.Errorf("ctl: no command %q (auralis ctl --help lists them)", word)
	}
	return method, params, err
}

func queueRequest(words []string) (string, map[string]any, error) {
	if len(words) == 0 || words[0] == "list" {
		return "queue.get", map[string]any{"offset": 0, "limit": 100}, nil
	}
	var files []string
	for _, f := range words[1:] {
		if _, err := os.Stat(f); err == nil { // a path of this machine; anything else is an id
			f, _ = filepath.Abs(f)
		}
		files = append(files, f)
	}
	switch words[0] {
	case "add":
		return "queue.add", map[string]any{"tracks": files}, nil
	case "play":
		return "queue.set", map[string]any{"tracks": files, "start": 0}, nil
	case "clear", "undo":
		return "queue." + words[0], map[string]any{}, nil
	}
	return "", nil, fmt.Errorf("ctl queue: no command %q: there are list, add, play, clear, undo", words[0])
}

// clockTime reads seconds, m:ss or h:mm:ss.
func clockTime(s string) (float64, error) {
	var total float64
	for _, part := range strings.Split(s, ":") {
		n, err := strconv.ParseFloat(part, 64)
		if err != nil || n < 0 {
			return 0, fmt.Errorf("seek: %q is no time: want seconds, 1:23 or 1:02:03", s)
		}
		total = total*60 + n
	}
	return total, nil
}

// call makes one JSON-RPC call over the WebSocket.
func call(ctx context.Context, server, method string, params map[string]any) (json.RawMessage, error) {
	if !strings.Contains(server, "://") {
		server = "ws://" + server
	}
	c, _, err := websocket.Dial(ctx, server+"/ws", nil)
	if err != nil {
		return nil, fmt.Errorf("player at %s: %w (is it running? --server names another)", server, err)
	}
	defer c.CloseNow() //nolint:errcheck // the answer is there already
	c.SetReadLimit(16 << 20)
	if method == "player.state" { // the first notification is the state
		for {
			m, err := read(ctx, c)
			if err != nil {
				return nil, err
			}
			if m.Method == "state" {
				return m.Params, nil
			}
		}
	}
	if params == nil {
		params = map[string]any{}
	}
	request, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
	if err != nil {
		return nil, err
	}
	if err := c.Write(ctx, websocket.MessageText, request); err != nil {
		return nil, err
	}
	for {
		m, err := read(ctx, c)
		switch {
		case err != nil:
			return nil, err
		case m.ID == nil:
			continue
		case m.Error != nil:
			return nil, errors.New(m.Error.Message)
		}
		return m.Result, nil
	}
}

// message is anything the player sends.
type message struct {
	ID     *int            `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

func read(ctx context.Context, c *websocket.Conn) (m message, err error) {
	_, b, err := c.Read(ctx)
	if err != nil {
		return m, fmt.Errorf("the player hung up: %w", err)
	}
	return m, json.Unmarshal(b, &m)
}

// print shows an answer to a person.
func (c ctlCommand) print(method string, result json.RawMessage) error {
	var s struct {
		Transport          string
		Position, Duration float64
		Volume             int
		Muted              bool
		Track              *struct{ Title, Artist, Album string }
		Queue              struct{ Index, Length int }
		Error              *string
		Items              []struct {
			Track struct{ Title, Artist string }
		}
		Tracks []struct{ ID, Title, Artist, Album string }
	}
	if err := json.Unmarshal(result, &s); err != nil {
		return err
	}
	switch {
	case method == "queue.get":
		for i, item := range s.Items {
			fmt.Printf("%3d  %s – %s\n", i+1, item.Track.Artist, item.Track.Title)
		}
	case method == "library.search":
		for _, t := range s.Tracks {
			fmt.Printf("%s  %s – %s (%s)\n", t.ID, t.Artist, t.Title, t.Album)
		}
	case s.Transport != "":
		if s.Track != nil {
			fmt.Printf("%s – %s (%s)\n", s.Track.Artist, s.Track.Title, s.Track.Album)
		}
		fmt.Printf("%s %d:%02d of %d:%02d, track %d of %d, volume %d", s.Transport, int(s.Position)/60, int(s.Position)%60,
			int(s.Duration)/60, int(s.Duration)%60, s.Queue.Index+1, s.Queue.Length, s.Volume)
		if s.Muted {
			fmt.Print(", muted")
		}
		fmt.Println()
		if s.Error != nil {
			fmt.Println("error:", *s.Error)
		}
	}
	return nil
}
