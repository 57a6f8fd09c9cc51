package main

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"
	"time"

	"auralis/audio/output/alsa"
	"auralis/config"
	"auralis/net/api"
)

// Info tells about this player.
func (p *parts) Info() api.Info {
	host, _ := os.Hostname()
	board, _ := os.ReadFile("/proc/device-tree/model") // only boards have one
	return api.Info{
		Name: host, Version: version, Uptime: time.Since(p.began).Seconds(), Board: strings.Trim(string(board), "\x00\n"),
		Go: runtime.Version(), Arch: runtime.GOARCH,
	}
}

// Devices lists where sound can go.
func (p *parts) Devices(context.Context) ([]api.Device, error) {
	cards, err := alsa.Cards()
	var all []api.Device
	for _, c := range cards {
		for _, d := range c.Devices {
			all = append(all, api.Device{Spec: "alsa:" + d.String(), Name: c.Name, Description: d.Name})
		}
	}
	return append(all, api.Device{Spec: "clock", Name: "no device", Description: "plays to nobody at the right pace"}), err
}

// Select isn't possible while it plays, so far.
func (p *parts) Select(context.Context, string) error {
	return errors.New("the output is chosen by the configuration key audio.output or --output, at the start")
}

// Settings lists the configuration.
func (p *parts) Settings() []api.Setting {
	var all []api.Setting
	for key, value := range map[string]any{
		"audio.output": p.cfg.Audio.Output, "audio.rate": p.cfg.Audio.Rate, "audio.volume": p.cfg.Audio.Volume,
		"audio.startup_volume": p.cfg.Audio.StartupVolume, "audio.max_volume": p.cfg.Audio.MaxVolume, "library.roots": p.cfg.Library.Roots,
		"http.access": p.cfg.HTTP.Access, "mqtt.enabled": p.cfg.MQTT.Enabled, "mqtt.broker": p.cfg.MQTT.Broker,
	} {
		o := p.cfg.Origin(key)
		all = append(all, api.Setting{Key: key, Value: value, Source: o.String(), Locked: o.Layer >= config.File})
	}
	return all
}
