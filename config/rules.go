package config

import (
	"fmt"
	"strings"
	"time"
)

// derive completes values whose default depends on another key: an unset cap follows the one that is set.
func derive(c *Config, set func(key string) bool) {
	if c.Audio.Volume == "fixed" && !set("audio.startup_volume") {
		c.Audio.StartupVolume = 100
	}
	if !set("audio.startup_volume") {
		c.Audio.StartupVolume = min(c.Audio.StartupVolume, c.Audio.MaxVolume)
	}
	if !set("audio.close_after") {
		c.Audio.CloseAfter = max(c.Audio.CloseAfter, c.Audio.KeepAwake)
	}
}

// broken is one rule over several keys that doesn't hold; the first of keys is the one to change.
type broken struct {
	keys    []string
	problem string
}

// rules says which combinations of values contradict each other.
func rules(c Config) []broken {
	var out []broken
	bad := func(when bool, problem string, keys ...string) {
		if when {
			out = append(out, broken{keys, problem})
		}
	}
	a := c.Audio
	fixed := a.Volume == "fixed"
	bad(fixed && a.MaxVolume < 100, fmt.Sprintf(`%d can't be kept with audio.volume = "fixed", which plays at 100: choose "software" or "hardware", or set 100`,
		a.MaxVolume), "audio.max_volume", "audio.volume")
	bad(fixed && a.MaxVolume == 100 && a.StartupVolume < 100, fmt.Sprintf(`%d can't be kept with audio.volume = "fixed", which plays at 100: choose "software" or "hardware", or set 100`,
		a.StartupVolume), "audio.startup_volume", "audio.volume")
	bad(!fixed && a.StartupVolume > a.MaxVolume, fmt.Sprintf("%d is more than audio.max_volume = %d", a.StartupVolume, a.MaxVolume),
		"audio.startup_volume", "audio.max_volume")
	bad(a.BitPerfect && a.Volume == "software", `needs audio.volume = "hardware" or "fixed": software volume changes samples`,
		"audio.bit_perfect", "audio.volume")
	bad(a.BitPerfect && a.Rate != 0, fmt.Sprintf("needs audio.rate = 0 (it is %d): the rate follows the track", a.Rate), "audio.bit_perfect", "audio.rate")
	bad(a.BitPerfect && a.ReplayGain != "off", `needs audio.replaygain = "off": a gain changes samples`, "audio.bit_perfect", "audio.replaygain")
	bad(a.CloseAfter < a.KeepAwake, fmt.Sprintf("%s is less than audio.keep_awake = %s", a.CloseAfter, a.KeepAwake), "audio.close_after", "audio.keep_awake")
	m := c.MQTT
	bad(m.Enabled && m.Broker == "", "needs mqtt.broker", "mqtt.enabled", "mqtt.broker")
	bad(m.PasswordFile != "" && m.User == "", "needs mqtt.user: a password goes with a name", "mqtt.password_file", "mqtt.user")
	bad(m.CAFile != "" && strings.HasPrefix(m.Broker, "tcp:"), "needs an ssl:// address in mqtt.broker", "mqtt.ca_file", "mqtt.broker")
	bad(c.MPD.Enabled && c.MPD.Listen == "", "needs mpd.listen", "mpd.enabled", "mpd.listen")
	bad(c.MPD.Enabled && c.MPD.Listen == c.HTTP.Listen, fmt.Sprintf("%s is http.listen too", c.MPD.Listen), "mpd.listen", "http.listen")
	if total := time.Duration(a.PeriodMS*a.Periods) * time.Millisecond; a.PeriodMS != 0 {
		bad(total < 4*time.Millisecond || total > 2*time.Second, fmt.Sprintf("%d times audio.periods = %d makes a buffer of %s, outside 4ms…2s",
			a.PeriodMS, a.Periods, total), "audio.period_ms", "audio.periods")
	}
	return append(out, pins(c)...)
}

// pins finds lines that two things want.
func pins(c Config) []broken {
	var out []broken
	first := map[string]string{}
	use := func(pin, key string) {
		if pin == "" {
			return
		}
		if other, taken := first[pin]; taken {
			out = append(out, broken{[]string{key, other}, fmt.Sprintf("%q is used by %s already", pin, other)})
			return
		}
		first[pin] = key
	}
	for i, b := range c.Buttons {
		use(b.Pin, fmt.Sprintf("button[%d].pin", i))
	}
	for i, e := range c.Encoders {
		use(e.A, fmt.Sprintf("encoder[%d].a", i))
		use(e.B, fmt.Sprintf("encoder[%d].b", i))
		use(e.Push, fmt.Sprintf("encoder[%d].push", i))
	}
	use(c.LED.Pin, "led.pin")
	return out
}
