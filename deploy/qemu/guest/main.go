//go:build linux

// Command guest is the first process of the virtual board: it makes a bare
// kernel usable, runs the commands of the script that the host packed into
// the initramfs, reports their ends on the console and powers the board off.
// The vocabulary is in package script.
//
// One goroutine (main) carries the script out; beside it one goroutine reads
// the console's input, one the kernel's log and two each running command's
// output. Only [console] writes to the console, a whole line at a time.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"auralis/deploy/qemu/script"
)

func main() {
	if os.Getpid() != 1 {
		fmt.Fprintln(os.Stderr, "guest: this is the virtual board's first process and of no use elsewhere; see deploy/qemu/README.md")
		os.Exit(2)
	}
	out := &console{to: os.Stdout}
	err := mountAll()
	if err == nil {
		err = carryOut(out)
	}
	if err != nil {
		out.report("error %v", err)
	}
	if err := unmountData(); err != nil {
		out.report("error %v", err)
	}
	unix.Sync()
	out.report("off")
	// The serial port drains slower than the power goes off.
	time.Sleep(50 * time.Millisecond)
	if err := unix.Reboot(unix.LINUX_REBOOT_CMD_POWER_OFF); err != nil {
		out.report("error power off: %v", err)
	}
	select {} // the end of process 1 would be a kernel panic
}

// carryOut runs the whole script. An error ends it; what a command does is
// not an error here but reported, the host judges.
func carryOut(out *console) error {
	text, err := os.ReadFile(script.Path)
	if err != nil {
		return fmt.Errorf("script: %w", err)
	}
	var s script.Script
	if err := json.Unmarshal(text, &s); err != nil {
		return fmt.Errorf("script %s: %w", script.Path, err)
	}
	if err := silenceEcho(); err != nil {
		return err
	}
	if err := followKernelLog(out); err != nil {
		return err
	}
	if err := loadModules(s.Modules); err != nil {
		return err
	}
	if s.Network {
		if err := networkUp(); err != nil {
			return err
		}
	}
	if s.Disk != "" {
		if err := mountData(s.Disk); err != nil {
			return err
		}
	}
	if s.Sound {
		// The HDA driver probes asynchronously and registers the control
		// device last: a PCM device that is there may still be unusable.
		if err := waitFor("/dev/snd/controlC0"); err != nil {
			return err
		}
	}
	quit := make(chan struct{})
	runner := &runner{out: out, running: map[string]*os.Process{}}
	go listen(os.Stdin, out, runner, quit)
	out.report("ready")
	runner.runAll(s.Commands)
	if s.Hold {
		out.report("idle")
		<-quit
	}
	runner.endBackground()
	return nil
}

// waitFor returns when the file exists. It gives up after 10 s of guest time,
// which pass in an instant where the guest has nothing to do, but not before
// the kernel's own pending work is done.
func waitFor(path string) error {
	for range 2000 {
		if _, err := os.Stat(path); err == nil {
			return nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	return fmt.Errorf("%s didn't appear within 10 s: the driver found no device or the module is missing", path)
}
