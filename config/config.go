package config

import "time"

// Config is every value that can be set. Its slices belong to it: read them, don't change them. Units, ranges and
// defaults of the fields are in the table of keys, and for people in docs/configuration.md.
type Config struct {
	Library  Library
	Audio    Audio
	Enhance  Enhance
	HTTP     HTTP
	MQTT     MQTT
	MPD      MPD
	Buttons  []Button
	Encoders []Encoder
	LED      LED
	Log      Log
	Data     Data
}

// Library is the section [library].
type Library struct {
	Roots []string // absolute folders that are scanned
}

// Audio is the section [audio].
type Audio struct {
	Output        string        // SPEC as in `auralis run --output`
	Rate          int           // Hz; 0 = chosen by device and track
	BitPerfect    bool          // follow the track's rate and width, change no sample
	Volume        string        // "software", "hardware" or "fixed"
	StartupVolume int           // 0…100, cap on what is restored at the start
	MaxVolume     int           // 0…100, cap always
	KeepAwake     time.Duration // silence that is played on after a pause
	CloseAfter    time.Duration // until an idle device is closed
	PeriodMS      int           // ms; 0 = by what the system granted
	Periods       int           // periods in the device's buffer
	ReplayGain    string        // "off", "track", "album" or "auto"
}

// Enhance is the section [enhance].
type Enhance struct {
	Enabled   bool
	Preset    string
	Intensity float64 // 0…1
}

// HTTP is the section [http].
type HTTP struct {
	Listen string   // host:port; empty = no page, no API
	Access string   // "paired" or "open"
	Hosts  []string // further host names a request may ask for
}

// MQTT is the section [mqtt].
type MQTT struct {
	Enabled      bool
	Broker       string // tcp://host:port or ssl://host:port
	Node         string // empty = made from the board's serial number
	User         string
	PasswordFile string
	CAFile       string
	Discovery    bool // publish Home Assistant's discovery
}

// MPD is the section [mpd].
type MPD struct {
	Enabled      bool
	Listen       string
	PasswordFile string
}

// Button is one [[button]]. The gestures hold actions, see Actions; empty is none.
type Button struct {
	Name       string // empty = the pin's name
	Pin        string // kernel line name
	Press      string
	Long       string
	Double     string
	ActiveLow  bool
	DebounceMS int // ms
}

// Encoder is one [[encoder]].
type Encoder struct {
	Name      string // empty = the name of pin A
	A, B      string // kernel line names
	Push      string // kernel line name of its switch; empty = none
	Turn      string // "volume" or "track"
	Press     string // actions of the switch
	Long      string
	Double    string
	Steps     int // Gray-code transitions a detent: 1, 2 or 4
	ActiveLow bool
}

// LED is the section [led].
type LED struct {
	Pin       string // kernel line name; empty = none
	ActiveLow bool
}

// Log is the section [log].
type Log struct {
	Level string // "debug", "info", "warn" or "error"
}

// Data is the section [data].
type Data struct {
	Dir string // absolute; empty = DataDir's choice
}
