package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"auralis/audio/engine"
	"auralis/audio/output"
	"auralis/audio/output/alsa"
	"auralis/net/mqtt"

	"golang.org/x/sys/unix"
)

type doctorCommand struct {
	Config string `help:"Configuration file." placeholder:"F"`
	JSON   bool   `name:"json" help:"Print one JSON object a check."`
}

// Help is shown by --help.
func (doctorCommand) Help() string {
	return "Example: auralis doctor\nEnds with 1 where something is wrong that a remedy is named for."
}

// finding is what one check found.
type finding struct {
	Check  string `json:"check"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

// Run makes all checks.
func (c doctorCommand) Run() error {
	cfg, err := runCommand{Config: c.Config}.load(nil)
	if err != nil {
		return err
	}
	p := &parts{cfg: cfg, log: logger("error")}
	p.dir, err = cfg.DataDir(os.Environ())
	if err != nil {
		return err
	}
	bad := 0
	for _, check := range []func(*parts) finding{checkCard, checkRights, checkPins, checkBroker, checkClock, checkDisk} {
		f := check(p)
		if !f.OK {
			bad++
		}
		if c.JSON {
			if err := json.NewEncoder(os.Stdout).Encode(f); err != nil {
				return err
			}
			continue
		}
		mark := "ok  "
		if !f.OK {
			mark = "LOOK"
		}
		fmt.Printf("%s  %-7s %s\n", mark, f.Check, f.Detail)
	}
	if bad > 0 {
		return fmt.Errorf("%d of the checks found something to look at", bad)
	}
	return nil
}

func checkCard(p *parts) finding {
	f := finding{Check: "card"}
	cards, err := alsa.Cards()
	d, ok := alsa.Preferred(cards)
	switch {
	case err != nil && len(cards) == 0:
		f.Detail = err.Error()
	case !ok:
		f.Detail = "no sound card: plug one in, or enable the board's (Raspberry Pi: dtparam=audio=on in config.txt); --output clock plays without"
	case d.Holder != nil && d.Holder.SoundServer():
		f.Detail = fmt.Sprintf("%v is held by the sound server %s: stop it (systemctl --user stop pipewire pipewire-pulse wireplumber), or play through --output pipe:FILE", d, d.Holder.Process)
	case d.Holder != nil:
		f.Detail = fmt.Sprintf("%v is in use by %v: end that program", d, d.Holder)
	default:
		f.OK, f.Detail = true, fmt.Sprintf("%v (%s)", d, d.Name)
	}
	return f
}

// checkRights starts the output process and asks what it got.
func checkRights(*parts) finding {
	f := finding{Check: "rights"}
	self, err := os.Executable()
	if err != nil {
		f.Detail = err.Error()
		return f
	}
	ring, err := engine.MasteredRing(true)
	if err != nil {
		f.Detail = err.Error()
		return f
	}
	defer ring.Close() //nolint:errcheck // the process ends with it
	up := make(chan output.Report, 8)
	ctx, cancel := context.WithCancel(context.Background())
	client := output.Start(ctx, ring, func() *exec.Cmd { return exec.Command(self, outputProcess) }, func(r output.Report) { up <- r })
	defer func() { cancel(); client.Wait() }()
	select {
	case r := <-up:
		f.OK = r.FIFO && r.Missing == ""
		if f.OK {
			f.Detail = "the output thread runs under SCHED_FIFO with its memory locked: 4 × 10 ms of device buffer"
		} else if r.Missing != "" {
			f.Detail = r.Missing
		} else {
			f.Detail = r.Detail
		}
	case <-time.After(5 * time.Second):
		f.Detail = "the output process doesn't come up"
	}
	return f
}

func checkBroker(p *parts) finding {
	f := finding{Check: "broker", OK: true, Detail: "MQTT isn't enabled"}
	if !p.cfg.MQTT.Enabled {
		return f
	}
	o, err := p.mqttOptions()
	if err == nil {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		err = mqtt.Check(ctx, o)
	}
	f.Detail = o.Broker + " answers"
	if err != nil {
		f.OK, f.Detail = false, err.Error()
	}
	return f
}

// firstRelease is before any version of this program: a clock that says less isn't set.
const firstRelease = 1_760_000_000 // October 2025

func checkClock(*parts) finding {
	f := finding{Check: "clock", OK: time.Now().Unix() > firstRelease, Detail: time.Now().Format(time.RFC3339)}
	if !f.OK {
		f.Detail += ": the clock isn't set (no network time yet?): alarms and play counts will be wrong"
	}
	return f
}

// enoughDisk is what the data folder should have left.
const enoughDisk = 64 << 20

func checkDisk(p *parts) finding {
	f := finding{Check: "disk"}
	dir := p.dir
	for {
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		f.Detail = fmt.Sprintf("%s: %v", dir, err)
		return f
	}
	left := st.Bavail * uint64(st.Bsize)
	f.OK = left >= enoughDisk && unix.Access(dir, unix.W_OK) == nil
	f.Detail = fmt.Sprintf("%d MB left for %s", left>>20, p.dir)
	if !f.OK {
		f.Detail += ": make room, or name another folder with --data (it must be writable)"
	}
	return f
}
