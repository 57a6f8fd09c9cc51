package alsa

import (
	"fmt"
	"strconv"
	"strings"
)

// DeviceName is the name of a playback device that stays the same when cards are plugged in another order.
func DeviceName(cardID string, device int) string {
	return fmt.Sprintf("hw:CARD=%s,DEV=%d", cardID, device)
}

// ParseName reads the name of a playback device: hw:CARD,DEV or hw:CARD=Name,DEV=0, where CARD is a card's id or index and
// the device is 0 if left out. It doesn't look whether there is such a card.
func ParseName(name string) (card string, device int, err error) {
	bad := func(why string) (string, int, error) {
		return "", 0, fmt.Errorf("alsa: device %q: %s; write hw:CARD,DEV or hw:CARD=Name,DEV=0 (auralis devices lists them)", name, why)
	}
	rest, ok := strings.CutPrefix(name, "hw:")
	if !ok {
		return bad("only hw: devices can be used")
	}
	seen := map[string]bool{}
	for i, part := range strings.Split(rest, ",") {
		key, value, named := strings.Cut(part, "=")
		if !named {
			if i > 1 {
				return bad("too many parts")
			}
			key, value = [...]string{"CARD", "DEV"}[i], part
		}
		if seen[key] {
			return bad(key + " is given twice")
		}
		seen[key] = true
		switch key {
		case "CARD":
			card = value
		case "DEV":
			n, err := strconv.ParseUint(value, 10, 8)
			if err != nil {
				return bad("DEV must be a number from 0 to 255")
			}
			device = int(n)
		default:
			return bad("unknown part " + key)
		}
	}
	if card == "" {
		return bad("no card is named")
	}
	return card, device, nil
}
