package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"auralis/audio/engine"
	"auralis/audio/output"
	"auralis/audio/output/spec"
	"auralis/audio/player"
	"auralis/config"
	"auralis/dsp/mastering"
	"auralis/net/mqtt"
	"auralis/store"
	"auralis/store/keep"
	"auralis/store/position"
)

type runCommand struct {
	Config      string   `help:"Configuration file." placeholder:"F"`
	Music       []string `help:"Folder of music; may be given more than once." placeholder:"DIR"`
	Data        string   `help:"Folder of the player's own data." placeholder:"DIR"`
	Listen      string   `help:"Address of the page, host:port." placeholder:"ADDR"`
	Output      string   `help:"auto, alsa:hw:CARD,DEV, clock, wav:FILE, pipe:FILE or null." placeholder:"SPEC"`
	Sim         bool     `help:"Keys of the terminal in the place of the board's buttons."`
	Demo        bool     `help:"Make a small album and play it, where the queue is empty."`
	PrintConfig bool     `name:"print-config" help:"Print the whole configuration with comments, and end."`
}

// Help is shown by --help.
func (runCommand) Help() string {
	return "Example: auralis run --music ~/Music --listen :8080\nPlays on from where it was when it ended."
}

// load puts the configuration together.
func (c runCommand) load(page map[string]any) (*config.Loaded, error) {
	o := config.Options{File: c.Config, Env: slices.DeleteFunc(os.Environ(), notConfiguration), Page: page}
	if o.File == "" {
		o.File = config.FindFile(o.Env)
	}
	if wd, err := os.Getwd(); err == nil {
		o.WorkDir = wd
	}
	for _, f := range []struct {
		key, name string
		value     any
		set       bool
	}{
		{"library.roots", "--music", c.Music, len(c.Music) > 0},
		{"data.dir", "--data", c.Data, c.Data != ""},
		{"http.listen", "--listen", c.Listen, c.Listen != ""},
		{"audio.output", "--output", c.Output, c.Output != ""},
	} {
		if f.set {
			o.Flags = append(o.Flags, config.Override{Key: f.key, Name: f.name, Value: f.value})
		}
	}
	return config.Load(o)
}

// notConfiguration tells variables of ours that aren't keys of the configuration: those of ctl and of the tests.
func notConfiguration(variable string) bool {
	name, _, _ := strings.Cut(variable, "=")
	switch name {
	case "AURALIS_SERVER", "AURALIS_REQUIRE_ALL", "AURALIS_CACHE", "AURALIS_BOARD", "AURALIS_BOARD_SECONDS", "AURALIS_KILLS", "AURALIS_WAKEUPS":
		return true
	}
	return false
}

// Run is the player.
func (c runCommand) Run() error {
	cfg, err := c.load(nil)
	if err != nil {
		return err
	}
	if c.PrintConfig {
		return config.PrintConfig(os.Stdout, cfg)
	}
	if err := spec.Check(cfg.Audio.Output); err != nil {
		return usageError{err}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p, err := c.open(ctx, cfg)
	if err != nil {
		return err
	}
	p.quit = stop
	return p.run(ctx)
}

// parts is the player put together.
type parts struct {
	c       runCommand
	cfg     *config.Loaded
	log     *slog.Logger
	dir     string
	db      *store.DB
	saver   *store.Saver
	place   *position.Keeper
	keeper  *keep.Keeper
	engine  *engine.Engine
	ctl     *player.Control
	client  *output.Client
	scanner *scanner
	broker  atomic.Pointer[mqtt.Client]
	began   time.Time
	play    bool
	quit    func()
}

// open makes the parts, in the order that brings music first: the output process comes up while the store is read.
func (c runCommand) open(ctx context.Context, cfg *config.Loaded) (*parts, error) {
	p := &parts{c: c, cfg: cfg, log: logger(cfg.Log.Level), began: time.Now()}
	p.scanner = newScanner(p)
	var err error
	if p.dir, err = cfg.DataDir(os.Environ()); err != nil {
		return nil, err
	}
	ring, err := engine.MasteredRing(true)
	if err != nil {
		return nil, err
	}
	remote := output.NewRemote(cfg.Audio.Output, time.Duration(cfg.Audio.PeriodMS)*time.Millisecond, cfg.Audio.Periods)
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("this program's own file: %w", err)
	}
	p.client = output.Start(context.WithoutCancel(ctx), ring, func() *exec.Cmd {
		cmd := exec.Command(self, outputProcess)
		cmd.Stderr = os.Stderr
		return cmd
	}, func(r output.Report) { p.heardFromOutput(r, remote) })
	remote.Attach(p.client)

	if err := os.MkdirAll(p.dir, 0o755); err != nil {
		return nil, fmt.Errorf("data folder: %w (choose another with --data)", err)
	}
	db, opened, err := store.Open(store.Options{Dir: p.dir})
	if err != nil {
		return nil, err
	}
	p.db = db
	p.tellOpened(opened)
	p.saver = db.NewSaver(func(err error) { p.log.Error("queue and settings can't be saved", "error", err) })
	p.place, err = position.Open(position.Options{Dir: p.dir, Volatile: volatileDir(), Report: func(err error) {
		p.log.Error("the position can't be saved", "error", err)
	}})
	if err != nil {
		return nil, err
	}
	first := p.restore()
	p.engine, err = engine.New(engine.Settings{
		Open: openMedia, Device: remote, Ring: ring, Analyse: p.analyse, Rate: cfg.Audio.Rate, Spec: cfg.Audio.Output,
		CloseAfter: cfg.Audio.CloseAfter, Report: func(e engine.Event) { p.ctl.Report(e) },
	})
	if err != nil {
		return nil, err
	}
	p.ctl = player.NewControl(first, p.engine, p.keeper, player.Options{})
	return p, nil
}

// restore makes the first state of what was kept and of the configuration.
func (p *parts) restore() *player.State {
	var src keep.Source
	src.Queue, src.HasQueue = p.db.Queue()
	src.Settings, src.HasSettings = p.db.Settings()
	src.Record, src.HasRecord = p.place.Restore()
	p.keeper = keep.New(p.saver, p.place, src.Settings.Page)
	preset, err := mastering.ParsePreset(p.cfg.Enhance.Preset)
	if err != nil {
		preset = mastering.Adaptive // the configuration allows only known ones
	}
	limits := player.Limits{Max: p.cfg.Audio.MaxVolume, Startup: p.cfg.Audio.StartupVolume, Fixed: p.cfg.Audio.Volume == "fixed"}
	first, play := keep.Restore(src, limits, keep.Defaults{
		Volume:       p.cfg.Audio.StartupVolume,
		Enhance:      player.Enhance{Enabled: p.cfg.Enhance.Enabled, Preset: preset, Intensity: p.cfg.Enhance.Intensity},
		FixedEnhance: p.cfg.Pinned("enhance.enabled"),
	})
	p.play = play
	p.log.Debug("restored", "what", src.String())
	return first
}

// run runs everything until ctx is done, then ends it in order: the sound ramps down, what is to be kept is written.
func (p *parts) run(ctx context.Context) error {
	inner, end := context.WithCancel(context.WithoutCancel(ctx)) // the control goroutine outlives the remotes
	var core, around sync.WaitGroup
	core.Go(func() { p.ctl.Run(inner) })
	core.Go(func() { p.engine.Run(inner) })
	if p.play {
		p.do(ctx, player.Play{})
	}
	around.Go(func() { p.keepPosition(ctx) })
	around.Go(func() {
		if p.c.Demo {
			p.demo(ctx)
		}
		p.library(ctx)
	})
	around.Go(func() { p.scanner.run(ctx) })
	var broken error
	var once sync.Once
	p.remotes(ctx, &around, func(err error) { once.Do(func() { broken = err; p.quit() }) })
	<-ctx.Done()
	around.Wait()
	p.engine.Panel().Quit()
	end()
	core.Wait()
	panel := p.engine.Panel()
	p.log.Info("played", "frames", panel.Played(), "underruns", panel.Underruns(), "xruns", panel.Xruns())
	closing, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return errors.Join(broken, p.place.Close(closing), p.saver.Close(closing), p.db.Close())
}

// do sends a command of our own; what it answers is only logged.
func (p *parts) do(ctx context.Context, c player.Command) {
	if _, err := p.ctl.Do(ctx, c); err != nil && ctx.Err() == nil {
		p.log.Warn("command refused", "command", fmt.Sprintf("%T", c), "error", err)
	}
}

// keepPosition keeps the position once a second while something plays.
func (p *parts) keepPosition(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if s := p.ctl.State(); s.Transport == player.Playing {
				p.keeper.Tick(s, p.ctl.Position())
			}
		}
	}
}

// heardFromOutput follows the output process.
func (p *parts) heardFromOutput(r output.Report, remote *output.Remote) {
	switch {
	case r.Up:
		if r.Missing != "" {
			p.log.Info("the output thread runs without all rights", "missing", r.Missing)
		}
		remote.Up(r.FIFO)
	case r.Lost:
		p.log.Warn("the output ended", "why", r.Detail)
		if p.engine != nil {
			p.engine.OutputLost(r.Detail)
		}
	case r.Devices:
		p.log.Info("sound cards changed", "what", r.Detail)
		if p.engine != nil {
			p.engine.Reopen()
		}
		if p.ctl != nil {
			p.ctl.Announce(player.Notice{Kind: "devices", Data: r.Detail})
		}
	}
}

func (p *parts) tellOpened(o store.Opened) {
	if o.Recovered {
		p.log.Error("the database was damaged and is made anew", "reason", o.Reason, "moved_to", o.Moved)
	}
	if o.Migrated != 0 {
		p.log.Info("the database was brought to this version", "from", o.Migrated, "backup", o.Backup)
	}
	for _, w := range o.Warnings {
		p.log.Warn("store", "warning", w)
	}
}

// analyse says what is known of a track: what the library has measured, else a quick look.
func (p *parts) analyse(c *engine.Cue, m *engine.Media) mastering.Analysis {
	if t, ok := p.db.View().Track(c.Track); ok && t.Analysis.Known && t.Analysis.Version == mastering.AnalyserVersion {
		return mastering.Analysis{Known: true, IntegratedLUFS: t.Analysis.LUFS, TruePeakDBTP: t.Analysis.TruePeak, Shares: t.Analysis.Bands, CrestDB: 12}
	}
	if !p.ctl.State().Enhance.Enabled {
		return mastering.Analysis{}
	}
	return engine.QuickLook(c, m)
}

// volatileDir is a folder in memory for what may be lost with the power: the position of the last seconds.
func volatileDir() string {
	for _, d := range []string{os.Getenv("RUNTIME_DIRECTORY"), os.Getenv("XDG_RUNTIME_DIR")} {
		if d != "" {
			return filepath.Join(d, "auralis")
		}
	}
	if os.Geteuid() == 0 {
		return "/run/auralis"
	}
	return ""
}

// logger writes text lines to standard error.
func logger(level string) *slog.Logger {
	var l slog.Level
	if l.UnmarshalText([]byte(level)) != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: l}))
}
