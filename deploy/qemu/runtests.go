package qemu

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// InGuest reports whether this process runs on the virtual board.
func InGuest() bool { return os.Getenv("AURALIS_BOARD") == "1" }

// RunTests runs a package's tests on a board: it compiles them for the guest
// with the build tag board, boots a board with the options, runs those tests
// whose names begin with TestBoard there, and shows each as a subtest with
// its own result. Output appears as it comes. pkg is an import path or "."
// for the package under test.
//
// Files whose tests only make sense on the board begin with
//
//	//go:build board
//
// and the ordinary test that brings them into `go test` is
//
//	func TestOnBoard(t *testing.T) {
//		qemu.RunTests(t, ".", qemu.Options{Sound: qemu.SoundHDA})
//	}
//
// (RunTests in the guest's copy of that test skips.) flags go to the test
// program, behind the default -test.run=^TestBoard. It returns the board,
// already off, for a look at [Board.WAV] and [Board.Lines].
func RunTests(t *testing.T, pkg string, o Options, flags ...string) *Board {
	t.Helper()
	b := StartTests(t, pkg, o, flags...)
	b.FinishTests(t)
	return b
}

// testsName is the command's name in the guest.
const testsName = "tests"

// StartTests is the first half of [RunTests], for tests that need the host to
// do something: it returns when the guest starts the test program.
// [Board.FinishTests] must follow.
func StartTests(t *testing.T, pkg string, o Options, flags ...string) *Board {
	t.Helper()
	needHost(t)
	program := filepath.Join(t.TempDir(), "tests")
	if err := buildTests(context.Background(), program, pkg); err != nil {
		t.Fatal(err)
	}
	// No time limit in the guest: its clock leaps while it is idle. The
	// board's limit is in the host's time.
	args := append([]string{"/bin/tests", "-test.v", "-test.timeout=0", "-test.run=^TestBoard"}, flags...)
	files := map[string]string{"/bin/tests": program}
	for guest, host := range o.Files {
		files[guest] = host
	}
	o.Files = files
	o.Commands = append(o.Commands[:len(o.Commands):len(o.Commands)], Command{Name: testsName, Args: args})
	return New(t, o)
}

// result matches the end of a test in the output of `-test.v`; subtests are
// indented and left to their parent.
var result = regexp.MustCompile(`^--- (PASS|FAIL|SKIP): (\S+) `)

// FinishTests streams the test program's output, waits until the board is
// off, and gives every test of the guest a subtest of t with its result.
func (b *Board) FinishTests(t *testing.T) {
	t.Helper()
	type ended struct{ name, how string }
	var tests []ended
	for i := 0; ; i++ {
		_, err := b.process.console.wait(b.ctx, i, func(string) bool { return true })
		if err != nil {
			break // the end or the time limit; Wait tells which
		}
		line, ok := strings.CutPrefix(b.Lines()[i], testsName+"| ")
		if !ok {
			continue
		}
		t.Logf("board: %s", line)
		if m := result.FindStringSubmatch(line); m != nil {
			tests = append(tests, ended{m[2], m[1]})
		}
	}
	if err := b.Wait(); err != nil {
		t.Error(err)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			switch test.how {
			case "FAIL":
				t.Error("failed on the board; see the output above")
			case "SKIP":
				t.Skip("skipped on the board; see the output above")
			}
		})
	}
	if len(tests) == 0 {
		t.Error("qemu: no test ended on the board; are there Test functions named TestBoard…?")
	}
}
