package mqtt

import (
	"fmt"
	"strings"
)

// What Home Assistant listens and speaks on (its default prefix).
const (
	discoveryPrefix = "homeassistant"
	birthTopic      = discoveryPrefix + "/status"
	birthPayload    = "online"
)

// Payloads of the availability topic; Home Assistant's defaults.
const (
	online  = "online"
	offline = "offline"
)

// topics makes the names of the topics of a node.
type topics struct{ node string }

func (t topics) under(name string) string { return "auralis/" + t.node + "/" + name }

func (t topics) availability() string    { return t.under("availability") }
func (t topics) state() string           { return t.under("state") }
func (t topics) position() string        { return t.under("position") }
func (t topics) button() string          { return t.under("button") }
func (t topics) rpc() string             { return t.under("rpc") }
func (t topics) reply() string           { return t.under("rpc/reply") }
func (t topics) set(name string) string  { return t.under("set/" + name) }
func (t topics) discovery() string       { return discoveryPrefix + "/device/" + t.node + "/config" }
func (t topics) commands() string        { return t.set("+") }
func (t topics) setting(s string) string { return strings.TrimPrefix(s, t.set("")) }

// maxNode keeps every topic short.
const maxNode = 64

// checkNode allows what is neither a level nor a wildcard of MQTT and what Home Assistant allows in an object id.
func checkNode(node string) error {
	for _, r := range node {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' {
			return fmt.Errorf("mqtt.node %q: letters a to z, digits, - and _ are allowed", node)
		}
	}
	if node == "" || len(node) > maxNode {
		return fmt.Errorf("mqtt.node %q: 1 to %d characters are allowed", node, maxNode)
	}
	return nil
}
