package qemu

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"auralis/deploy/qemu/script"
)

// Command is one program for the guest to run; see [script.Command].
type Command = script.Command

// Sound chooses the board's sound card.
type Sound int

const (
	// SoundNone leaves the board without a card.
	SoundNone Sound = iota
	// SoundHDA is an Intel HDA card whose output lands in the file
	// [Board.WAV], 48000 Hz 16-bit stereo, bit for bit as it was written.
	SoundHDA
	// SoundUSB is a USB Audio Class card (48000 Hz 16-bit stereo) that
	// [Board.Unplug] pulls; captured like SoundHDA, but bit exact only once
	// the guest has set its mixer to the maximum.
	SoundUSB
	// SoundLoop is the kernel's loopback card: what the guest plays to
	// hw:0,0 it records from hw:0,1. Nothing is captured on the host.
	SoundLoop
)

// Options say what the board has and does. The zero value is a board
// that boots and powers off.
type Options struct {
	// Commands run in the guest, in order.
	Commands []Command
	// Files are packed into the guest's root: path in the guest (absolute)
	// to path on the host. Permission bits are kept.
	Files map[string]string
	// Hold keeps the board on after the last command, until [Board.Quit].
	Hold bool
	// Sound is the card. The commands start when its control device is there.
	Sound Sound
	// GPIO names the lines of the GPIO chip (/dev/gpiochip0), from line 0, up
	// to 8; "" leaves a line without a name.
	GPIO []string
	// Forward lists TCP ports of the guest to be reached from the host; see
	// [Board.Addr]. Network is implied.
	Forward []int
	// Outbound lets the guest reach the host's loopback as 10.0.2.2, and the
	// networks beyond. Network is implied.
	Outbound bool
	// Disk is the path of a raw image with an ext4 file system (see
	// [NewDisk]), mounted at /data.
	Disk string
	// ExtraModules are kernel modules to load besides those that the fields
	// above imply, each with optional parameters: "snd-dummy pcm_devs=2".
	ExtraModules []string
	// RealTime lets the guest's clock follow the host's. The default is a
	// clock that counts executed instructions: then a busy host slows the
	// whole board down and can't make it miss a deadline, and while the board
	// is idle its time leaps. Sound is only dependably bit exact with the
	// default.
	RealTime bool
	// Timeout is the limit in the host's time for everything until the board
	// is off; default 2 minutes.
	Timeout time.Duration
}

const (
	defaultTimeout = 2 * time.Minute
	gpioLines      = 8 // of a PL061
)

// check completes the defaults and refuses what can't work.
func (o *Options) check() error {
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Timeout < 0 {
		return fmt.Errorf("qemu: Timeout %v is negative", o.Timeout)
	}
	if len(o.GPIO) > gpioLines {
		return fmt.Errorf("qemu: %d GPIO names, the chip has %d lines", len(o.GPIO), gpioLines)
	}
	for _, port := range o.Forward {
		if port < 1 || port > 65535 {
			return fmt.Errorf("qemu: Forward: no port %d", port)
		}
	}
	for guest := range o.Files {
		if !filepath.IsAbs(guest) || filepath.Clean(guest) != guest || guest == "/" || guest == "/init" || guest == script.Path {
			return fmt.Errorf("qemu: Files: %q isn't a clean absolute path, or taken", guest)
		}
	}
	names := map[string]bool{"kernel": true}
	commands := make([]Command, len(o.Commands)) // the caller's stay as they are
	for i, c := range o.Commands {
		if len(c.Args) == 0 {
			return fmt.Errorf("qemu: Commands[%d] has no Args", i)
		}
		if c.Name == "" {
			c.Name = filepath.Base(c.Args[0])
			for n := 2; names[c.Name]; n++ {
				c.Name = fmt.Sprintf("%s-%d", filepath.Base(c.Args[0]), n)
			}
		}
		if strings.ContainsAny(c.Name, " \t\n|") || names[c.Name] {
			return fmt.Errorf("qemu: Commands[%d]: name %q is taken or has a space or bar in it", i, c.Name)
		}
		names[c.Name] = true
		commands[i] = c
	}
	o.Commands = commands
	return nil
}

func (o *Options) network() bool { return len(o.Forward) > 0 || o.Outbound }

// modules returns what the guest must load, in an order that works where
// nothing loads modules on demand: a codec driver before its controller.
func (o *Options) modules() []string {
	var list []string
	if o.network() {
		list = append(list, "virtio_pci", "virtio_net")
	}
	if o.Disk != "" {
		// ext4 asks for its checksum by name at mount time.
		list = append(list, "virtio_pci", "virtio_blk", "crc32c_generic", "ext4")
	}
	switch o.Sound {
	case SoundHDA:
		list = append(list, "snd-hda-codec-generic", "snd-hda-intel")
	case SoundUSB:
		list = append(list, "xhci-pci", "snd-usb-audio")
	case SoundLoop:
		list = append(list, "snd-aloop")
	case SoundNone:
	}
	return list
}
