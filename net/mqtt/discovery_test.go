package mqtt

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"auralis/audio/player"
	"auralis/net/api"
)

// platforms are the keys that Home Assistant's MQTT platforms take beside those of every entity, the required ones with
// true (https://www.home-assistant.io/integrations/#mqtt, "configuration variables" of each).
var platforms = map[string]map[string]bool{
	"number": {"command_topic": true, "state_topic": false, "value_template": false, "min": false, "max": false, "step": false, "mode": false, "unit_of_measurement": false},
	"switch": {"command_topic": true, "state_topic": false, "value_template": false, "payload_on": false, "payload_off": false},
	"select": {"command_topic": true, "options": true, "state_topic": false, "value_template": false},
	"button": {"command_topic": true, "payload_press": false},
	"sensor": {"state_topic": true, "value_template": false, "options": false, "device_class": false, "state_class": false},
	"text":   {"command_topic": true, "min": false, "max": false},
	"event":  {"state_topic": true, "event_types": true, "value_template": false, "device_class": false},
}

var everyEntity = []string{"p", "unique_id", "default_entity_id", "name", "icon", "entity_category"}

// published gives the parsed discovery of a player with limits.
func published(t *testing.T, limits player.Limits) (root, cmps map[string]any) {
	t.Helper()
	p, _ := newPlayer(t)
	c, err := New(options(p, &lines{}))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := c.discovery(player.NewState(limits, nil, 0, 0, false, player.Enhance{}))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &root); err != nil {
		t.Fatal(err)
	}
	return root, root["cmps"].(map[string]any)
}

func TestDiscoveryDescribesTheDevice(t *testing.T) {
	root, cmps := published(t, player.Limits{Max: 80})
	if keys := slices.Sorted(maps.Keys(root)); !slices.Equal(keys, []string{"availability_topic", "cmps", "dev", "o", "qos"}) {
		t.Errorf("keys %v", keys)
	}
	if got, want := fmt.Sprint(root["dev"]), "map[cu:http://kitchen.local ids:[auralis-test01] mdl:Auralis music player mf:Auralis name:Kitchen sw:1.2.3]"; got != want {
		t.Errorf("device %v, want %v", got, want)
	}
	if got := fmt.Sprint(root["o"]); got != "map[name:Auralis sw:1.2.3]" {
		t.Errorf("origin %v", got)
	}
	if root["availability_topic"] != names.availability() {
		t.Errorf("availability %v", root["availability_topic"])
	}
	want := map[string]string{"volume": "number", "intensity": "number", "mute": "switch", "enhance": "switch", "shuffle": "switch",
		"preset": "select", "repeat": "select", "play": "button", "pause": "button", "next": "button", "previous": "button", "stop": "button",
		"state": "sensor", "title": "sensor", "artist": "sensor", "album": "sensor", "underruns": "sensor", "play_media": "text", "button": "event"}
	if len(cmps) != len(want) {
		t.Errorf("%d components, want %d", len(cmps), len(want))
	}
	for name, p := range want {
		if c, ok := cmps[name].(map[string]any); !ok || c["p"] != p {
			t.Errorf("%s: %v, want a %s", name, cmps[name], p)
		}
	}
}

// Every component has what its platform requires, nothing that it doesn't know, names of its own, topics that exist, and
// asks only for what the player understands.
func TestDiscoveryIsWellFormed(t *testing.T) {
	_, cmps := published(t, player.Limits{Max: 80})
	q, err := (&player.Queue{}).Set(tracks(1), 0)
	if err != nil {
		t.Fatal(err)
	}
	sample, err := json.Marshal(api.NewSnapshot("instance", player.NewState(player.Limits{Max: 80}, q, 0, 0, false, player.Enhance{}), 0))
	if err != nil {
		t.Fatal(err)
	}
	var snap map[string]any
	if err := json.Unmarshal(sample, &snap); err != nil {
		t.Fatal(err)
	}
	seen := map[any]bool{}
	for name, v := range cmps {
		e := v.(map[string]any)
		platform := e["p"].(string)
		known := platforms[platform]
		for key := range e {
			if _, ok := known[key]; !ok && !slices.Contains(everyEntity, key) {
				t.Errorf("%s: a %s doesn't know %s", name, platform, key)
			}
		}
		for key, required := range known {
			if _, ok := e[key]; required && !ok {
				t.Errorf("%s: a %s needs %s", name, platform, key)
			}
		}
		id, entityID := e["unique_id"], e["default_entity_id"].(string)
		if id != testNode+"_"+name || seen[id] || seen[entityID] {
			t.Errorf("%s: id %v, entity id %s", name, id, entityID)
		}
		seen[id], seen[entityID] = true, true
		if !regexp.MustCompile(`^` + platform + `\.[a-z0-9_]+$`).MatchString(entityID) {
			t.Errorf("%s: entity id %s", name, entityID)
		}
		if s := e["state_topic"]; s != nil && s != names.state() && s != names.button() {
			t.Errorf("%s: state topic %v", name, s)
		}
		checkTemplate(t, name, e, snap)
		checkCommands(t, name, e)
	}
}

// What a template reads: a path, and a field of what it finds there.
var (
	path  = regexp.MustCompile(`value_json((?:\.[a-z_]+)+)`)
	index = regexp.MustCompile(`\['([a-z_]+)'\]`)
)

// checkTemplate follows what a template reads into the snapshot.
func checkTemplate(t *testing.T, name string, e, snap map[string]any) {
	template, ok := e["value_template"].(string)
	if !ok || e["state_topic"] != names.state() {
		return
	}
	found := path.FindAllStringSubmatch(template, -1)
	if len(found) != 1 {
		t.Errorf("%s: template %s", name, template)
		return
	}
	var at any = snap
	for _, step := range strings.Split(found[0][1], ".")[1:] {
		m, ok := at.(map[string]any)
		if !ok || m[step] == nil {
			t.Errorf("%s: the snapshot has no %s", name, found[0][1])
			return
		}
		at = m[step]
	}
	if field := index.FindStringSubmatch(template); field != nil {
		if _, ok := at.(map[string]any)[field[1]].(string); !ok || field[1] != name {
			t.Errorf("%s: the snapshot has no %s['%s']", name, found[0][1], field[1])
		}
	}
}

// checkCommands sends what the entity would send to the parser.
func checkCommands(t *testing.T, name string, e map[string]any) {
	topic, ok := e["command_topic"].(string)
	if !ok || name == "play_media" {
		return
	}
	var values []string
	for _, key := range []string{"payload_on", "payload_off", "payload_press", "min", "max", "step"} {
		if v, ok := e[key]; ok {
			values = append(values, fmt.Sprint(v))
		}
	}
	if options, ok := e["options"].([]any); ok {
		for _, o := range options {
			values = append(values, o.(string))
		}
	}
	if len(values) == 0 {
		t.Errorf("%s has nothing to send", name)
	}
	for _, v := range values {
		if _, err := parse(names.setting(topic), []byte(v)); err != nil {
			t.Errorf("%s sends %s %q: %v", name, topic, v, err)
		}
	}
}

// The volume goes to the maximum of the configuration; where it can't be set, its entity is removed.
func TestDiscoveryOfTheVolumeFollowsItsLimits(t *testing.T) {
	for _, c := range []struct {
		limits player.Limits
		max    any
	}{{player.Limits{Max: 80}, 80.}, {player.Limits{Max: 100}, 100.}, {player.Limits{Max: 100, Fixed: true}, nil}, {player.Limits{Max: 0}, nil}} {
		_, cmps := published(t, c.limits)
		v := cmps["volume"].(map[string]any)
		if v["max"] != c.max || c.max == nil && len(v) != 1 {
			t.Errorf("%+v: %v", c.limits, v)
		}
	}
}
