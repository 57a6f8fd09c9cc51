package mqtt

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"auralis/audio/player"
	"auralis/dsp/mastering"
)

const (
	maxValue   = 64      // bytes of a plain value
	maxText    = 1 << 10 // bytes of a search text
	maxMinutes = 24 * 60 // of the sleep timer
)

// parse reads the payload of set/<name>, all but play_media. White space around a value (the end of a line) is
// nothing. The error says what is allowed.
func parse(name string, payload []byte) (player.Command, error) {
	if len(payload) > maxValue {
		return nil, fmt.Errorf("a value of %d bytes: at most %d", len(payload), maxValue)
	}
	value := strings.TrimSpace(string(payload))
	switch name {
	case "playback":
		return parsePlayback(value)
	case "volume":
		n, err := parseWhole(value, player.MaxVolume)
		return player.SetVolume{Level: n}, err
	case "mute":
		on, err := parseSwitch(value)
		return player.Mute{On: on}, err
	case "shuffle":
		on, err := parseSwitch(value)
		return player.SetShuffle{On: on}, err
	case "enhance":
		on, err := parseSwitch(value)
		return player.SetEnhance{Enabled: &on}, err
	case "intensity":
		x, err := parseShare(value)
		return player.SetEnhance{Intensity: &x}, err
	case "preset":
		p, err := mastering.ParsePreset(value)
		return player.SetEnhance{Preset: &p}, err
	case "repeat":
		mode, err := player.ParseRepeat(value)
		return player.SetRepeat{Mode: mode}, err
	case "sleep":
		n, err := parseWhole(value, maxMinutes)
		return player.Sleep{After: time.Duration(n) * time.Minute}, err
	}
	return nil, errors.New("nothing is known under this topic: set/ has playback, volume, mute, enhance, preset, intensity, repeat, shuffle, sleep, play_media")
}

func parsePlayback(value string) (player.Command, error) {
	switch value {
	case "play":
		return player.Play{}, nil
	case "pause":
		return player.Pause{}, nil
	case "toggle":
		return player.Toggle{}, nil
	case "stop":
		return player.Stop{}, nil
	case "next":
		return player.Next{}, nil
	case "previous":
		return player.Previous{}, nil
	}
	return nil, errors.New("allowed are play, pause, toggle, stop, next, previous")
}

func parseSwitch(value string) (bool, error) {
	switch {
	case strings.EqualFold(value, "ON"):
		return true, nil
	case strings.EqualFold(value, "OFF"):
		return false, nil
	}
	return false, errors.New("allowed are ON and OFF")
}

// parseWhole reads digits alone: "+5" is no volume.
func parseWhole(value string, most int) (int, error) {
	n, err := strconv.ParseUint(value, 10, 16)
	if err != nil || strings.Trim(value, "0123456789") != "" || int(n) > most {
		return 0, fmt.Errorf("allowed is a whole number, 0 to %d", most)
	}
	return int(n), nil
}

// parseShare reads a plain decimal number: no exponent, no sign, nothing that isn't a number.
func parseShare(value string) (float64, error) {
	x, err := strconv.ParseFloat(value, 64)
	if err != nil || strings.Trim(value, "0123456789.") != "" || x > 1 {
		return 0, errors.New("allowed is a number, 0 to 1, such as 0.8")
	}
	return x, nil
}

func parseText(payload []byte) (string, error) {
	if len(payload) > maxText {
		return "", fmt.Errorf("a text of %d bytes: at most %d", len(payload), maxText)
	}
	text := strings.TrimSpace(string(payload))
	switch {
	case text == "":
		return "", errors.New("the text is empty: a search text or the name of a playlist is wanted")
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		return "", errors.New("the text must be UTF-8 without control characters")
	}
	return text, nil
}
