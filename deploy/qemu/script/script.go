// Package script is what the host and the guest of the virtual board say to
// each other: the host packs a [Script] as JSON into the initramfs, the guest
// carries it out and reports on its console in lines that begin with
// [Mark]; lines the other way, on the console's input, are the Quit, Sleep
// and Signal requests.
package script

// Path is where the script lies in the guest.
const Path = "/script.json"

// Mark begins every report line of the guest. After it come a word and its
// arguments, separated by one space:
//
//	ready                 modules loaded, network up, devices there
//	start NAME            a command was started
//	exit NAME CODE        a command ended; 128+N after signal N, 127 where it couldn't start
//	idle                  all foreground commands ended, the guest holds
//	slept TOKEN           a Sleep request is over
//	error TEXT            the guest couldn't do what the script asks
//	off                   file systems are synchronised, power goes off
//
// Any other line is output: "NAME| text" of a command, "kernel| text" of the
// kernel's log at warning or worse.
const Mark = "@board "

// Requests on the guest's console input, one a line.
const (
	Quit   = "quit"   // end the background commands, then power off
	Sleep  = "sleep"  // sleep MICROSECONDS TOKEN: report slept TOKEN when so much guest time has passed
	Signal = "signal" // signal NAME NUMBER: send a signal to a running command
)

// Script is one power-on of the guest, in this order: modules, network, disk,
// wait for sound, commands, hold, power off.
type Script struct {
	Modules  []Module  `json:"modules"`
	Network  bool      `json:"network"`  // lo and eth0 (10.0.2.15/24, gateway 10.0.2.2)
	Disk     string    `json:"disk"`     // block device with ext4 for /data, "" for none
	Sound    bool      `json:"sound"`    // wait for /dev/snd/controlC0
	Commands []Command `json:"commands"` // run one after the other, background ones beside
	Hold     bool      `json:"hold"`     // stay after the last command until Quit
}

// Module is one kernel module file in the guest, in load order.
type Module struct {
	Path       string `json:"path"`
	Parameters string `json:"parameters,omitempty"`
}

// Command is one program run in the guest.
type Command struct {
	Name       string   `json:"name"`       // prefix of its output lines; no spaces; default the base name of Args[0]
	Args       []string `json:"args"`       // Args[0] is a path in the guest
	Env        []string `json:"env"`        // KEY=value, beside PATH, HOME, TMPDIR and AURALIS_BOARD=1
	Dir        string   `json:"dir"`        // default /tmp
	Exit       int      `json:"exit"`       // expected exit code; another one fails the board's Wait
	Background bool     `json:"background"` // the next command doesn't wait for it; SIGTERM at Quit
}
