package mqtt

import (
	"encoding/json"
	"fmt"
)

// pressed is the payload of the button topic.
type pressed struct {
	Button  string `json:"button"`
	Gesture string `json:"gesture"`
}

// gestures are those that are published. The steps of an encoder aren't: what they do is in the state.
var gestures = [...]string{"press", "long", "double"}

// button makes the payload from the data of a notice, whose JSON must have a button and a gesture; nil where the gesture
// isn't one that is published.
func button(data any) ([]byte, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return nil, fmt.Errorf("a notice of a button holds %T: %w", data, err)
	}
	var p pressed
	if err := json.Unmarshal(raw, &p); err != nil || p.Button == "" || p.Gesture == "" {
		return nil, fmt.Errorf("a notice of a button holds %T without button and gesture", data)
	}
	for _, g := range gestures {
		if p.Gesture == g {
			return json.Marshal(p)
		}
	}
	return nil, nil
}
