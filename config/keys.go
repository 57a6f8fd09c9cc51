package config

import "time"

// Presets of the mastering, in the order in which they are shown; the first is the default.
func Presets() []string { return []string{"adaptive", "gentle", "warm", "bright", "punchy", "live"} }

// defaults is the weakest layer.
func defaults() Config {
	return Config{
		Library: Library{Roots: []string{}},
		Audio: Audio{Output: "auto", Volume: "software", StartupVolume: 60, MaxVolume: 100, KeepAwake: 5 * time.Second,
			CloseAfter: time.Minute, Periods: 4, ReplayGain: "off"},
		Enhance: Enhance{Enabled: true, Preset: Presets()[0], Intensity: 1},
		HTTP:    HTTP{Listen: ":8080", Access: "paired", Hosts: []string{}},
		MQTT:    MQTT{Discovery: true},
		MPD:     MPD{Listen: ":6600"},
		Log:     Log{Level: "info"},
	}
}

// keys is the table of every key outside the arrays of tables, in the order in which they are printed.
func keys() []key[Config] {
	return append(append(libraryKeys(), audioKeys()...), append(remoteKeys(), boardKeys()...)...)
}

func libraryKeys() []key[Config] {
	return []key[Config]{
		paths(list("library.roots", "Folders of music. They are scanned with everything below them. A folder that isn't there "+
			"at the moment (an unplugged disk) keeps its tracks in the library.", "a list of folders",
			func(c *Config) *[]string { return &c.Library.Roots }, anyText)),
		paths(text("data.dir", "Folder of the library, the queue and the position. Empty: $STATE_DIRECTORY where the system set "+
			"one, else auralis in $XDG_DATA_HOME or ~/.local/share.", "a folder, or empty",
			func(c *Config) *string { return &c.Data.Dir }, anyText)),
		choice("log.level", "What is written to the log: this and everything graver.",
			func(c *Config) *string { return &c.Log.Level }, "debug", "info", "warn", "error"),
	}
}

func audioKeys() []key[Config] {
	return []key[Config]{
		text("audio.output", "Where the sound goes. auto: ALSA where there is a card, else clock. clock: no device, in real time. "+
			"null: no device, as fast as it goes.",
			`"auto", "alsa:hw:CARD,DEV", "clock", "wav:FILE", "pipe:FILE", "snapcast:HOST:PORT" or "null"`,
			func(c *Config) *string { return &c.Audio.Output }, checkOutput),
		whole("audio.rate", "Sample rate of the device in Hz; 0: chosen by what the device accepts and the tracks have.",
			func(c *Config) *int { return &c.Audio.Rate }, 8000, 384000, 0),
		toggle("audio.bit_perfect", "Follow rate and width of each track and change no sample while the enhancement is off. Needs "+
			`volume = "hardware" or "fixed", rate = 0 and replaygain = "off".`,
			func(c *Config) *bool { return &c.Audio.BitPerfect }),
		choice("audio.volume", "Who turns the volume. software: the player. hardware: the card's mixer. fixed: nobody; volume "+
			"commands answer an error, mute works, and startup_volume and max_volume must not be below 100.",
			func(c *Config) *string { return &c.Audio.Volume }, "software", "hardware", "fixed"),
		whole("audio.startup_volume", "After a start the volume is at most this, whatever it was before. 100 where volume is "+
			"\"fixed\" and this isn't set.", func(c *Config) *int { return &c.Audio.StartupVolume }, 0, 100),
		whole("audio.max_volume", "The volume is never more than this. Not below startup_volume, unless that isn't set: then it "+
			"comes down with this.", func(c *Config) *int { return &c.Audio.MaxVolume }, 0, 100),
		span("audio.keep_awake", "How long silence is played on after a pause, so that amplifiers don't switch off.",
			func(c *Config) *time.Duration { return &c.Audio.KeepAwake }, 0, 10*time.Minute),
		span("audio.close_after", "After how long without music the device is closed. Not less than keep_awake.",
			func(c *Config) *time.Duration { return &c.Audio.CloseAfter }, 0, 24*time.Hour),
		whole("audio.period_ms", "Length of one period of the device's buffer in ms; 0: 10 where the system grants real-time "+
			"priority, else 21.", func(c *Config) *int { return &c.Audio.PeriodMS }, 1, 200, 0),
		whole("audio.periods", "Number of periods in the device's buffer.", func(c *Config) *int { return &c.Audio.Periods }, 2, 16),
		choice("audio.replaygain", "Use of the ReplayGain tags while the enhancement is off. auto: album within an album, else "+
			"track.", func(c *Config) *string { return &c.Audio.ReplayGain }, "off", "track", "album", "auto"),
		toggle("enhance.enabled", "The adaptive mastering, at the first start; afterwards as last chosen, unless set here.",
			func(c *Config) *bool { return &c.Enhance.Enabled }),
		choice("enhance.preset", "Its character.", func(c *Config) *string { return &c.Enhance.Preset }, Presets()...),
		share("enhance.intensity", "How much of it is applied.", func(c *Config) *float64 { return &c.Enhance.Intensity }),
	}
}

func remoteKeys() []key[Config] {
	return []key[Config]{
		text("http.listen", "Address of the page and the API; empty: neither.", `"host:port", ":port" or empty`,
			func(c *Config) *string { return &c.HTTP.Listen }, checkListen),
		choice("http.access", "Who may use them. paired: devices that were paired once, and this machine. open: everybody in "+
			"the network.", func(c *Config) *string { return &c.HTTP.Access }, "paired", "open"),
		list("http.hosts", "Further host names under which the page is asked for, besides the machine's own names and addresses. "+
			"Requests for any other name are refused (they come from a foreign page).", "a list of host names",
			func(c *Config) *[]string { return &c.HTTP.Hosts }, checkHost),
		toggle("mqtt.enabled", "Connect to an MQTT broker. Needs broker.", func(c *Config) *bool { return &c.MQTT.Enabled }),
		text("mqtt.broker", "Address of the broker.", `"tcp://host:port", "ssl://host:port" or empty`,
			func(c *Config) *string { return &c.MQTT.Broker }, checkBroker),
		text("mqtt.node", "Name of this player in the topics; empty: auralis- and six digits of the board's serial number.",
			"up to 64 letters, digits, - and _", func(c *Config) *string { return &c.MQTT.Node }, checkNode),
		text("mqtt.user", "User name at the broker; empty: none.", "a text", func(c *Config) *string { return &c.MQTT.User }, anyText),
		paths(text("mqtt.password_file", "File whose first line is the password at the broker; empty: none.", "a file, or empty",
			func(c *Config) *string { return &c.MQTT.PasswordFile }, anyText)),
		paths(text("mqtt.ca_file", "File with the certificates (PEM) that vouch for the broker; empty: the system's.",
			"a file, or empty", func(c *Config) *string { return &c.MQTT.CAFile }, anyText)),
		toggle("mqtt.discovery", "Publish what Home Assistant needs to find the player.",
			func(c *Config) *bool { return &c.MQTT.Discovery }),
		toggle("mpd.enabled", "Answer clients of the MPD protocol.", func(c *Config) *bool { return &c.MPD.Enabled }),
		text("mpd.listen", "Address for them.", `"host:port" or ":port"`, func(c *Config) *string { return &c.MPD.Listen }, checkListen),
		paths(text("mpd.password_file", "File whose first line is the password for them; empty: none.", "a file, or empty",
			func(c *Config) *string { return &c.MPD.PasswordFile }, anyText)),
	}
}

func boardKeys() []key[Config] {
	return []key[Config]{
		text("led.pin", "Line of the status LED; empty: none.", `a line name such as "GPIO27", or empty`,
			func(c *Config) *string { return &c.LED.Pin }, checkPin),
		toggle("led.active_low", "The LED shines while the line is low.", func(c *Config) *bool { return &c.LED.ActiveLow }),
	}
}
