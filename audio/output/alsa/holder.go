package alsa

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// Holder is a program that has a playback device open.
type Holder struct {
	PID     int    // 0 where the kernel doesn't say
	Process string // name of the process; "" where it can't be read
	State   string // as the kernel writes it: RUNNING, PREPARED…
	Params  string // what it plays: "S16_LE 48000 Hz 2 channels"; "" where nothing was set yet
}

// servers are the sound servers of desktop systems, by the names of their processes.
var servers = [...]string{"pipewire", "pipewire-pulse", "wireplumber", "pipewire-media-session", "pulseaudio", "jackd", "jackdbus"}

// SoundServer reports whether the holder is a sound server, which hands the card over on request (device reservation) or
// when it is told to leave it alone.
func (h *Holder) SoundServer() bool {
	for _, s := range servers {
		if len(h.Process) > 0 && h.Process == s[:min(len(s), 15)] { // the kernel keeps 15 bytes of a name
			return true
		}
	}
	return false
}

// String says who it is and what helps.
func (h *Holder) String() string {
	who := h.Process
	if who == "" {
		who = "another program"
	}
	if h.PID != 0 {
		who += fmt.Sprintf(" (process %d)", h.PID)
	}
	if h.SoundServer() {
		return "the sound server " + who + "; let it release the card, or choose another"
	}
	return who + "; stop it, or choose another device"
}

// holderOf finds who has a playback device open, from the proc file system; nil where it is free or nothing can be read.
func holderOf(proc fs.FS, card, device int) *Holder {
	dir := fmt.Sprintf("asound/card%d/pcm%dp", card, device)
	subs, err := fs.Glob(proc, dir+"/sub*")
	if err != nil {
		return nil
	}
	for _, sub := range subs {
		st, err := fs.ReadFile(proc, path.Join(sub, "status"))
		if err != nil {
			continue // it went away, or the kernel has no such file
		}
		f := fields(st)
		if f["state"] == "" {
			continue // "closed"
		}
		h := &Holder{State: f["state"]}
		if pid, err := strconv.Atoi(f["owner_pid"]); err == nil && pid > 0 {
			h.PID, h.Process = process(proc, pid)
		}
		if hw, err := fs.ReadFile(proc, path.Join(sub, "hw_params")); err == nil {
			if g := fields(hw); g["format"] != "" {
				rate, _, _ := strings.Cut(g["rate"], " ")
				h.Params = fmt.Sprintf("%s %s Hz %s channels", g["format"], rate, g["channels"])
			}
		}
		return h
	}
	return nil
}

// process gives id and name of the process that a thread (that is what the kernel notes as owner) belongs to.
func process(proc fs.FS, tid int) (int, string) {
	pid := tid
	if b, err := fs.ReadFile(proc, fmt.Sprintf("%d/status", tid)); err == nil {
		if n, err := strconv.Atoi(fields(b)["Tgid"]); err == nil && n > 0 {
			pid = n
		}
	}
	comm, err := fs.ReadFile(proc, fmt.Sprintf("%d/comm", pid))
	if err != nil {
		return pid, "" // another user's, or gone
	}
	return pid, strings.TrimSpace(string(comm))
}

// fields reads lines of the form "name : value".
func fields(b []byte) map[string]string {
	m := map[string]string{}
	for sc := bufio.NewScanner(bytes.NewReader(b)); sc.Scan(); {
		if k, v, ok := strings.Cut(sc.Text(), ":"); ok {
			m[strings.TrimSpace(k)] = strings.TrimSpace(v)
		}
	}
	return m
}
