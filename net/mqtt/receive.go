package mqtt

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"auralis/audio/player"
)

const (
	obeyTimeout = 5 * time.Second  // for a command
	callTimeout = 30 * time.Second // for a JSON-RPC call
)

// codeInvalidRequest is JSON-RPC 2.0's (section 5.1).
const codeInvalidRequest = -32600

// receive takes a message from the link's goroutine and never blocks.
func (c *Client) receive(m message) {
	switch {
	case m.retained:
		if m.topic != birthTopic && len(m.payload) > 0 {
			c.complaints.say("a command that the MQTT broker kept is ignored: publish it without the retain flag", "topic", m.topic)
		}
	case len(m.payload) > maxPayload:
		err := fmt.Errorf("the message is too large: at most %d bytes", maxPayload)
		c.complaints.say("an MQTT message is ignored", "topic", short(m.topic), "why", err)
		if m.topic == c.topics.rpc() {
			c.reply(refuse(err))
		}
	case m.topic == birthTopic:
		if string(m.payload) == birthPayload {
			select {
			case c.births <- struct{}{}:
			default: // one is waiting already
			}
		}
	case m.topic == c.topics.rpc():
		select {
		case c.calls <- m:
		default:
			err := fmt.Errorf("more than %d calls are waiting: send fewer at a time", cap(c.calls))
			c.complaints.say("an MQTT call is ignored", "why", err)
			c.reply(refuse(err))
		}
	case strings.HasPrefix(m.topic, c.topics.set("")):
		select {
		case c.commands <- m:
		default:
			c.complaints.say("an MQTT command is ignored", "topic", m.topic, "why", "too many are waiting")
		}
	default:
		c.complaints.say("an MQTT message is ignored", "topic", short(m.topic), "why", "nothing is known under this topic")
	}
}

// reply hands a reply to Run's goroutine, or drops it where the broker is too slow to take them.
func (c *Client) reply(r []byte) {
	select {
	case c.replies <- r:
	default:
		c.complaints.say("an MQTT reply is dropped", "why", "the broker takes them too slowly")
	}
}

// refuse makes the reply to a call that wasn't looked at, whose id is therefore unknown.
func refuse(why error) []byte {
	type fault struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	}
	r, _ := json.Marshal(struct { // strings and a number: it can't fail
		Version string `json:"jsonrpc"`
		ID      any    `json:"id"`
		Error   fault  `json:"error"`
	}{"2.0", nil, fault{codeInvalidRequest, why.Error()}})
	return r
}

// obeyAll carries out commands in the order they came, until ctx ends.
func (c *Client) obeyAll(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case m := <-c.commands:
			if err := c.obey(ctx, m); err != nil && ctx.Err() == nil {
				c.complaints.say("an MQTT command isn't carried out", "topic", short(m.topic), "payload", short(string(m.payload)), "why", err)
			}
		}
	}
}

// obey carries out one command.
func (c *Client) obey(ctx context.Context, m message) error {
	var cmd player.Command
	var err error
	if name := c.topics.setting(m.topic); name == "play_media" {
		cmd, err = c.media(m.payload)
	} else {
		cmd, err = parse(name, m.payload)
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, obeyTimeout)
	defer cancel()
	_, err = c.o.Player.Do(ctx, cmd)
	return err
}

// media finds what play_media names.
func (c *Client) media(payload []byte) (player.Command, error) {
	text, err := parseText(payload)
	if err != nil {
		return nil, err
	}
	tracks := c.o.Library.Find(text)
	if len(tracks) == 0 {
		return nil, fmt.Errorf("the library has nothing for this text")
	}
	return player.SetQueue{Tracks: tracks[:min(len(tracks), player.MaxQueue)], Start: 0}, nil
}

// answerAll answers calls one after the other until ctx ends.
func (c *Client) answerAll(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case m := <-c.calls:
			if r := c.answer(ctx, m.payload); len(r) > 0 {
				c.reply(r)
			}
		}
	}
}

func (c *Client) answer(ctx context.Context, request []byte) []byte {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return c.o.RPC(ctx, request)
}

// short is a text from outside as it may stand in the log.
func short(s string) string {
	const most = 60
	if len(s) > most {
		s = s[:most] + "…"
	}
	return strconv.QuoteToASCII(s)
}
