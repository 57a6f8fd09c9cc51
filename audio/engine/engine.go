package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"auralis/audio"
	"auralis/audio/output"
	"auralis/audio/ring"
	"auralis/dsp/mastering"
)

// Settings are what an engine is made of.
type Settings struct {
	Open    Opener
	Device  Device
	Ring    *ring.Ring // of mastered frames, with output.PanelWords words: what the device reads from
	Analyse Analyser   // nil: every track is unknown
	Report  func(Event)
	// Now reads the monotonic clock that the output stamps its reports with; nil is the kernel's.
	Now func() time.Duration
	// Rate fixes the rate of the output; 0 follows the first track after the output was opened.
	Rate int
	// Spec is the output's name in the configuration, for Output.
	Spec string
	// CloseAfter is how long the output stays open with nothing to play; 0 keeps it open.
	CloseAfter time.Duration
}

// decodedFrames is the ring of decoded frames: 5.9 s at 44.1 kHz, 2 MiB.
const decodedFrames = 1 << 18

// ringMarks is how many marks each ring holds.
const ringMarks = 128

// MasteredRing makes the ring an engine and an output share: shared memory, or plain where they are in one process.
func MasteredRing(shared bool) (*ring.Ring, error) {
	const frames = 1 << 16 // 200 ms at up to 320 kHz
	if shared {
		return ring.Create(frames, ringMarks*2, output.PanelWords)
	}
	return ring.New(frames, ringMarks*2, output.PanelWords)
}

// Engine is the stages put together.
type Engine struct {
	s      Settings
	panel  output.Panel
	target atomic.Pointer[Target]
	known  analyses
	log    markLog
	levels levels

	decode *decode
	master *master
	watch  *watch
	keeper *keeper

	wakeDecode, wakeMaster, wakeWatch, feed chan struct{}
}

// New makes an engine; nothing runs yet.
func New(s Settings) (*Engine, error) {
	if s.Open == nil || s.Device == nil || s.Ring == nil || s.Report == nil {
		return nil, errors.New("engine: Open, Device, Ring and Report are needed")
	}
	if s.Now == nil {
		s.Now = output.Monotonic
	}
	decoded, err := ring.New(decodedFrames, ringMarks, 0)
	if err != nil {
		return nil, fmt.Errorf("engine: %w", err)
	}
	e := &Engine{
		s: s, panel: output.NewPanel(s.Ring),
		wakeDecode: make(chan struct{}, 1), wakeMaster: make(chan struct{}, 1), wakeWatch: make(chan struct{}, 1), feed: make(chan struct{}, 1),
	}
	e.watch = &watch{target: &e.target, panel: e.panel, log: &e.log, report: s.Report, now: s.Now}
	e.keeper = &keeper{
		device: s.Device, spec: s.Spec, fixed: s.Rate, closeAfter: s.CloseAfter, report: s.Report, where: e.Where,
	}
	e.decode = &decode{
		open: s.Open, analyse: s.Analyse, device: e.keeper, report: s.Report, target: &e.target, known: &e.known, w: decoded.Writer(),
	}
	e.master = &master{
		target: &e.target, known: &e.known, report: s.Report, rd: decoded.Reader(), w: s.Ring.Writer(), log: &e.log, levels: &e.levels,
	}
	return e, nil
}

// Direct tells what is wanted. It never blocks.
func (e *Engine) Direct(t *Target) {
	e.target.Store(t)
	e.panel.SetGain(t.Gain)
	e.panel.Hold(t.Paused)
	e.panel.Want(t.Epoch)
	for _, c := range [...]chan struct{}{e.wakeDecode, e.wakeMaster, e.wakeWatch} {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Refine replaces what is known of a track: what sounds of it glides to the better plan.
func (e *Engine) Refine(track string, a mastering.Analysis) {
	e.known.refine(track, a)
}

// Run runs the stages until ctx is done.
func (e *Engine) Run(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { e.decode.run(ctx, e.wakeDecode, e.feed) })
	all.Go(func() { e.master.run(ctx, e.wakeMaster, e.feed) })
	all.Go(func() { e.watch.run(ctx, e.wakeWatch) })
	all.Wait()
}

// Where is what the listener hears at this moment: epoch, instance and place in the track. The instance is 0 where
// nothing was heard yet.
func (e *Engine) Where() (audio.Epoch, audio.Instance, time.Duration) {
	m, at, _ := e.watch.where()
	return m.Epoch, m.Instance, at
}

// Levels gives the levels of what is heard; ok is false where nothing sounds.
func (e *Engine) Levels() (l Levels, ok bool) {
	heard, _, state := e.panel.Heard()
	if state != output.Sounding {
		return l, false
	}
	return e.levels.at(heard)
}

// Panel is what the output and the engine tell each other, for figures.
func (e *Engine) Panel() output.Panel { return e.panel }

// OutputLost tells the engine that the output ended by itself.
func (e *Engine) OutputLost(why string) {
	e.keeper.gone.Store(&why)
	e.Reopen()
}

// Reopen makes the output be opened again as soon as something is to be played: after a loss, or when a card came.
func (e *Engine) Reopen() {
	select {
	case e.wakeDecode <- struct{}{}:
	default:
	}
}
