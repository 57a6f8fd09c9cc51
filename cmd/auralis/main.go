// Command auralis is the whole player: the one binary that runs on the board, renders, scans and remote-controls.
//
// It only wires: it reads the configuration and the flags, makes the parts and hands each its own settings. What a test
// would want lives in the packages.
package main

import (
	"errors"
	"fmt"
	"os"

	"auralis/audio/output"
	"auralis/audio/output/spec"

	"github.com/alecthomas/kong"
)

// version is set by the linker (-X main.version=…).
var version = "dev"

// outputProcess is the argument that makes this program the output process. It stands before the flags are parsed: that
// process has to be small and quick.
const outputProcess = "output-process"

// commands are the subcommands; each has a file of its own.
type commands struct {
	Run     runCommand     `cmd:"" help:"Play: the player with its page, buttons and remotes."`
	Render  renderCommand  `cmd:"" help:"Play tracks into a WAV file, as a device would have been given them."`
	Ctl     ctlCommand     `cmd:"" help:"Control a running player."`
	Devices devicesCommand `cmd:"" help:"List the sound cards and what they accept."`
	Doctor  doctorCommand  `cmd:"" help:"Check card, rights, pins, broker, clock and disk."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == outputProcess {
		if err := output.Serve(spec.Open, watchCards); err != nil {
			fail(err)
		}
		return
	}
	var c commands
	parser, err := kong.New(&c, kong.Name("auralis"), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Description("A music player for single-board computers: plays a local library through an adaptive mastering chain."))
	if err != nil {
		fail(err)
	}
	ctx, err := parser.Parse(os.Args[1:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "auralis: %v (auralis --help lists what there is)\n", err)
		os.Exit(2)
	}
	if err := ctx.Run(); err != nil {
		fail(err)
	}
}

// usageError is an error in how the program was called.
type usageError struct{ error }

// fail ends the program with one line that names the thing and the remedy.
func fail(err error) {
	fmt.Fprintf(os.Stderr, "auralis: %v\n", err)
	var usage usageError
	if errors.As(err, &usage) {
		os.Exit(2)
	}
	os.Exit(1)
}
