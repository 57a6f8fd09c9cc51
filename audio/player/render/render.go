// Package render plays a list of tracks into a file: the same reducer, engine and output loop as playback, in one
// goroutine, as fast as it goes. What it writes is what a device would have been given.
//
// Nothing in it depends on time, so the same input gives the same bytes.
package render

import (
	"context"
	"errors"
	"fmt"
	"time"

	"auralis/audio"
	"auralis/audio/engine"
	"auralis/audio/output"
	"auralis/audio/player"
)

// Settings say what to render.
type Settings struct {
	Tracks  []player.Track
	Open    engine.Opener
	Analyse engine.Analyser
	Enhance player.Enhance
	Rate    int // frames per second; 0 takes the first track's
	// Sink opens the output once the rate is known; bits is the first track's word length, 0 where it is lossy.
	Sink func(rate, bits int) (audio.Sink, error)
	// Progress is told how far it is, now and then; nil is nobody.
	Progress func(done time.Duration)
}

// Result is what was rendered.
type Result struct {
	Rate   int
	Frames uint64
	Failed []error // tracks that couldn't be played, or broke off; the others were
}

// Run renders. The error is about the output; what is wrong with tracks is in the Result.
func Run(ctx context.Context, s Settings) (Result, error) {
	if len(s.Tracks) == 0 {
		return Result{}, errors.New("nothing to render: name at least one track")
	}
	r := &run{s: s}
	ring, err := engine.MasteredRing(false)
	if err != nil {
		return r.result, err
	}
	r.panel = output.NewPanel(ring)
	r.loop = func(sink audio.Sink) (*output.Loop, error) { return output.NewLoop(ring, sink) }
	r.engine, err = engine.New(engine.Settings{
		Open: s.Open, Analyse: s.Analyse, Device: r, Ring: ring, Rate: s.Rate, Spec: "file",
		Report: func(e engine.Event) { r.events = append(r.events, e) },
		Now:    func() time.Duration { return 0 },
	})
	if err != nil {
		return r.result, err
	}
	queue, err := (&player.Queue{}).Set(s.Tracks, 0)
	if err != nil {
		return r.result, err
	}
	limits := player.Limits{Max: player.MaxVolume, Startup: player.MaxVolume, Fixed: true}
	r.state = player.NewState(limits, queue, 0, player.MaxVolume, false, s.Enhance)
	err = r.all(ctx)
	if r.sink != nil {
		err = errors.Join(err, r.sink.Close())
	}
	r.result.Frames = r.panel.Played()
	return r.result, err
}

// run is one rendering. It is the engine's Device.
type run struct {
	s      Settings
	engine *engine.Engine
	panel  output.Panel
	loop   func(audio.Sink) (*output.Loop, error)
	output *output.Loop
	sink   audio.Sink
	state  *player.State
	events []engine.Event
	result Result
}

// all plays until the player stops by itself.
func (r *run) all(ctx context.Context) error {
	if err := r.reduce(player.Play{}); err != nil {
		return err
	}
	for r.state.Transport != player.Stopped {
		if err := ctx.Err(); err != nil {
			return err
		}
		worked, err := r.step()
		if err != nil {
			return err
		}
		if o := r.state.Output; !o.Open && o.Err != "" {
			return errors.New(o.Err)
		}
		if !worked {
			return fmt.Errorf("rendering stands still at %v: please report this", r.state.Position)
		}
		if r.s.Progress != nil && r.result.Rate > 0 {
			r.s.Progress(time.Duration(float64(r.panel.Played()) / float64(r.result.Rate) * float64(time.Second)))
		}
	}
	return nil
}

// step moves everything once.
func (r *run) step() (bool, error) {
	worked := r.engine.Step()
	for r.output != nil {
		more, err := r.output.Step()
		if err != nil {
			return worked, err
		}
		if !more {
			break
		}
		worked = true
	}
	worked = r.engine.Step() || worked
	for len(r.events) > 0 {
		e := r.events[0]
		r.events = r.events[1:]
		if f, ok := e.(engine.Failed); ok {
			r.result.Failed = append(r.result.Failed, f.Err)
		}
		if err := r.reduce(e); err != nil {
			return worked, err
		}
		worked = true
	}
	return worked, nil
}

func (r *run) reduce(in player.Input) error {
	s, effects, err := player.Reduce(r.state, in)
	if err != nil {
		return err
	}
	r.state = s
	for _, e := range effects {
		if e == player.Direct {
			r.engine.Direct(s.Target())
		}
	}
	return nil
}

// Open opens the file when the first track's rate is known.
func (r *run) Open(rate, bits int) (string, audio.SinkConfig, error) {
	sink, err := r.s.Sink(rate, bits)
	if err != nil {
		return "", audio.SinkConfig{}, err
	}
	r.sink, r.result.Rate = sink, sink.Config().Rate
	if r.output, err = r.loop(sink); err != nil {
		return "", audio.SinkConfig{}, err
	}
	return "file", sink.Config(), nil
}

// Close does nothing: the file is closed at the end.
func (r *run) Close() error { return nil }
