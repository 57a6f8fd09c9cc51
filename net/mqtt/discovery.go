package mqtt

import (
	"encoding/json"
	"fmt"
	"strings"

	"auralis/audio/player"
	"auralis/dsp/mastering"
)

// discovery is what Home Assistant is told: its device discovery, one message for the device and all its entities
// (https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload). The templates read the snapshot by the names of the
// wire vocabulary.
func (c *Client) discovery(s *player.State) ([]byte, error) {
	device := map[string]any{
		"ids": []string{c.o.Node}, "name": c.o.Name, "mf": "Auralis", "mdl": "Auralis music player",
	}
	origin := map[string]any{"name": "Auralis"}
	if c.o.Version != "" {
		device["sw"], origin["sw"] = c.o.Version, c.o.Version
	}
	if c.o.Page != "" {
		device["cu"] = c.o.Page
	}
	out, err := json.Marshal(map[string]any{
		"dev": device, "o": origin, "cmps": c.components(s),
		"availability_topic": c.topics.availability(),
		"qos":                0,
	})
	if err != nil {
		return nil, fmt.Errorf("describe the player to Home Assistant: %w", err)
	}
	return out, nil
}

// entity is a component in the making.
type entity map[string]any

// components gives the entities by their keys. Those that this player can't have are reduced to their platform, which
// removes them where they were published before.
func (c *Client) components(s *player.State) map[string]entity {
	t := c.topics
	state := func(e entity, template string) entity {
		e["state_topic"], e["value_template"] = t.state(), template
		return e
	}
	all := map[string]entity{
		"volume":    {"p": "number"},
		"intensity": state(entity{"p": "number", "name": "Enhancement intensity", "icon": "mdi:tune-variant", "command_topic": t.set("intensity"), "min": 0, "max": 1, "step": 0.05, "mode": "slider"}, "{{ value_json.enhance.intensity }}"),
		"mute":      state(onOff("Mute", "mdi:volume-off", t.set("mute")), boolean("muted")),
		"enhance":   state(onOff("Enhancement", "mdi:auto-fix", t.set("enhance")), boolean("enhance.enabled")),
		"shuffle":   state(onOff("Shuffle", "mdi:shuffle", t.set("shuffle")), boolean("shuffle")),
		"preset":    state(entity{"p": "select", "name": "Enhancement preset", "icon": "mdi:equalizer", "command_topic": t.set("preset"), "options": presets()}, "{{ value_json.enhance.preset }}"),
		"repeat":    state(entity{"p": "select", "name": "Repeat", "icon": "mdi:repeat", "command_topic": t.set("repeat"), "options": []string{"off", "all", "one"}}, "{{ value_json.repeat }}"),
		"state": state(entity{"p": "sensor", "name": "State", "icon": "mdi:music", "device_class": "enum",
			"options": []string{"playing", "paused", "stopped", "loading"}}, "{{ value_json.transport }}"),
		"title":  state(entity{"p": "sensor", "name": "Title", "icon": "mdi:music-note"}, ofTrack("title")),
		"artist": state(entity{"p": "sensor", "name": "Artist", "icon": "mdi:account-music"}, ofTrack("artist")),
		"album":  state(entity{"p": "sensor", "name": "Album", "icon": "mdi:album"}, ofTrack("album")),
		"underruns": state(entity{"p": "sensor", "name": "Underruns", "icon": "mdi:waveform", "entity_category": "diagnostic",
			"state_class": "total_increasing"}, "{{ value_json.underruns }}"),
		"play_media": {"p": "text", "name": "Play", "icon": "mdi:playlist-play", "command_topic": t.set("play_media"), "min": 1, "max": 255},
		"button": {"p": "event", "name": "Button", "device_class": "button", "state_topic": t.button(), "event_types": gestures[:],
			"value_template": "{{ {'event_type': value_json.gesture, 'button': value_json.button} | to_json }}"},
	}
	if top := min(s.Limits.Max, player.MaxVolume); top > 0 && !s.Limits.Fixed {
		all["volume"] = state(entity{"p": "number", "name": "Volume", "icon": "mdi:volume-high", "command_topic": t.set("volume"),
			"min": 0, "max": top, "step": 1, "mode": "slider", "unit_of_measurement": "%"}, "{{ value_json.volume }}")
	}
	for name, icon := range map[string]string{"play": "mdi:play", "pause": "mdi:pause", "next": "mdi:skip-next", "previous": "mdi:skip-previous", "stop": "mdi:stop"} {
		all[name] = entity{"p": "button", "name": strings.ToUpper(name[:1]) + name[1:], "icon": icon,
			"command_topic": t.set("playback"), "payload_press": name}
	}
	for name, e := range all {
		if len(e) > 1 {
			e["unique_id"] = c.o.Node + "_" + name
			e["default_entity_id"] = e["p"].(string) + "." + slug(c.o.Node) + "_" + name
		}
	}
	return all
}

func presets() []string {
	var names []string
	for _, p := range mastering.Presets() {
		names = append(names, p.String())
	}
	return names
}

func onOff(name, icon, topic string) entity {
	return entity{"p": "switch", "name": name, "icon": icon, "command_topic": topic, "payload_on": "ON", "payload_off": "OFF"}
}

func boolean(path string) string { return "{{ 'ON' if value_json." + path + " else 'OFF' }}" }

// ofTrack reads a text of the track, empty where there is none. Home Assistant takes 255 characters; default keeps
// its log free of warnings.
func ofTrack(field string) string {
	return "{{ ((value_json.track | default({}, true))['" + field + "'] | default('', true))[:255] }}"
}

// slug is a node as Home Assistant writes it in an entity id.
func slug(node string) string { return strings.ReplaceAll(strings.ToLower(node), "-", "_") }
