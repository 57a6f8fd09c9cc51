package qemu

import (
	"fmt"
	"path/filepath"
)

// Names of the files in a board's work folder, where QEMU runs: relative
// names keep the sockets below the 108 bytes that a socket's path may have.
const (
	qmpSocket   = "qmp"
	qtestSocket = "qtest"
	dtbFile     = "board.dtb"
	initrdFile  = "initrd"
)

// machineArguments are the options that shape the device tree.
func machineArguments() []string {
	return []string{"-M", "virt", "-cpu", "cortex-a72", "-m", "512"}
}

// arguments returns QEMU's command line.
func arguments(o *Options, kernel Kernel, wav string) ([]string, error) {
	args := machineArguments()
	if o.RealTime {
		args = append(args, "-accel", "tcg,thread=multi")
	} else {
		// One instruction is 2^2 ns of guest time, whatever the host does; an
		// idle guest's clock goes to its next timer at once.
		args = append(args, "-accel", "tcg,thread=single", "-icount", "shift=2,sleep=off", "-rtc", "base=utc,clock=vm")
	}
	args = append(args,
		"-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
		"-serial", "stdio",
		"-qmp", "unix:"+qmpSocket+",server=on,wait=off",
		"-kernel", kernel.Image, "-initrd", initrdFile,
		// loglevel=1: the guest copies the kernel's log itself, whole lines.
		"-append", "console=ttyAMA0 panic=-1 loglevel=1")
	if len(o.GPIO) > 0 {
		args = append(args, "-dtb", dtbFile, "-qtest", "unix:"+qtestSocket+",server=on,wait=off", "-qtest-log", "none")
	}
	// The mixing engine stays on: without it the capture runs at 44100 Hz,
	// whatever the guest plays.
	audio := []string{"-audiodev", "wav,id=audio,path=" + wav + ",out.frequency=48000,out.channels=2,out.format=s16"}
	switch o.Sound {
	case SoundNone, SoundLoop:
	case SoundHDA:
		// mixer=off: the codec has no volume that could change samples.
		args = append(append(args, audio...), "-device", "intel-hda", "-device", "hda-output,audiodev=audio,mixer=off")
	case SoundUSB:
		args = append(append(args, audio...), "-device", "qemu-xhci,id=usb", "-device", "usb-audio,id="+usbID+",audiodev=audio,bus=usb.0")
	default:
		return nil, fmt.Errorf("qemu: no Sound %d", o.Sound)
	}
	if o.network() {
		user := "user,id=net,restrict=on"
		if o.Outbound {
			user = "user,id=net"
		}
		for _, port := range o.Forward {
			user += fmt.Sprintf(",hostfwd=tcp:127.0.0.1:0-:%d", port)
		}
		args = append(args, "-netdev", user, "-device", "virtio-net-pci,netdev=net,romfile=")
	}
	if o.Disk != "" {
		disk, err := filepath.Abs(o.Disk)
		if err != nil {
			return nil, fmt.Errorf("qemu: disk: %w", err)
		}
		args = append(args, "-drive", "if=none,id=disk,format=raw,cache=writeback,file="+disk, "-device", "virtio-blk-pci,drive=disk")
	}
	return args, nil
}
