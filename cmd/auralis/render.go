package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"auralis/audio"
	"auralis/audio/engine"
	"auralis/audio/output"
	"auralis/audio/output/spec"
	"auralis/audio/player"
	"auralis/audio/player/render"
	"auralis/dsp/mastering"
	"auralis/store"
)

type renderCommand struct {
	Out        string        `short:"o" required:"" help:"WAV file to write."`
	Enhance    string        `enum:"on,off" default:"off" help:"Mastering: on or off."`
	Preset     string        `default:"adaptive" help:"Mastering preset: adaptive, gentle, warm, bright, punchy, live."`
	Intensity  float64       `default:"1" help:"Mastering intensity, 0 to 1."`
	Rate       int           `help:"Sample rate in Hz; 0 takes the first track's."`
	Bits       string        `enum:"16,24,32f,auto" default:"auto" help:"Sample format: 16, 24, 32f (float); auto takes the first track's word length."`
	Crossfade  time.Duration `help:"Crossfade between tracks (not built yet: only 0)."`
	ReplayGain string        `name:"replaygain" enum:"off,track,album" default:"off" help:"Gain from tags (not built yet: only off)."`
	JSON       bool          `name:"json" help:"Print the result as JSON."`
	Tracks     []string      `arg:"" help:"Tracks, in order."`
}

// Help is shown by --help.
func (renderCommand) Help() string {
	return "Example: auralis render --enhance on --preset warm -o out.wav 01.flac 02.flac"
}

// Run renders.
func (c renderCommand) Run() error {
	preset, err := mastering.ParsePreset(c.Preset)
	if err != nil {
		return usageError{err}
	}
	if !(c.Intensity >= 0 && c.Intensity <= 1) {
		return usageError{fmt.Errorf("intensity %v: allowed is 0 to 1", c.Intensity)}
	}
	if c.Crossfade != 0 || c.ReplayGain != "off" {
		return usageError{errors.New("--crossfade and --replaygain aren't built yet: leave them at 0 and off")}
	}
	var tracks []player.Track
	for _, t := range c.Tracks {
		path, err := filepath.Abs(t)
		if err != nil {
			return err
		}
		tracks = append(tracks, player.Track{ID: store.TrackID(path), Location: path, Title: filepath.Base(t)})
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	began := time.Now()
	bar := newProgress("rendering")
	var analyse engine.Analyser
	if c.Enhance == "on" {
		analyse = engine.Whole // before it plays, so that the result is the same every time
	}
	result, err := render.Run(ctx, render.Settings{
		Tracks: tracks, Open: openMedia, Analyse: analyse, Rate: c.Rate,
		Enhance: player.Enhance{Enabled: c.Enhance == "on", Preset: preset, Intensity: c.Intensity},
		Sink: func(rate, bits int) (audio.Sink, error) {
			o := output.Open{Spec: "wav:" + c.Out, Rate: rate, Bits: bits}
			switch c.Bits {
			case "16":
				o.Bits = 16
			case "24":
				o.Bits = 24
			case "32f":
				o.Float = true
			default:
				if c.Enhance == "on" || bits == 0 {
					o.Bits = 24
				}
			}
			sink, _, err := spec.Open(o)
			return sink, err
		},
		Progress: func(done time.Duration) { bar.at(done) },
	})
	bar.done()
	if err != nil {
		return err
	}
	length := time.Duration(float64(result.Frames) / float64(max(1, result.Rate)) * float64(time.Second))
	took := time.Since(began)
	if c.JSON {
		err = json.NewEncoder(os.Stdout).Encode(map[string]any{
			"out": c.Out, "sample_rate": result.Rate, "frames": result.Frames, "duration_s": length.Seconds(),
			"seconds": took.Seconds(), "times_real_time": length.Seconds() / took.Seconds(), "failed": texts(result.Failed),
		})
	} else {
		fmt.Printf("%s: %v at %d Hz, made in %v (%.0f times real time)\n", c.Out, length.Round(time.Millisecond), result.Rate,
			took.Round(time.Millisecond), length.Seconds()/took.Seconds())
	}
	return errors.Join(append(result.Failed, err)...)
}

func texts(errs []error) []string {
	out := []string{}
	for _, e := range errs {
		out = append(out, e.Error())
	}
	return out
}
