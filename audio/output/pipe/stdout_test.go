package pipe

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// child is set for the program that TestStdout starts: this test again.
const child = "AURALIS_TEST_PIPE_CHILD"

func TestStdout(t *testing.T) {
	want := pattern(4000)
	if os.Getenv(child) != "" {
		os.Exit(writeStdout(want))
	}
	run := func(stdout *os.File) ([]byte, error) {
		cmd := exec.Command(os.Args[0], "-test.run=^TestStdout$")
		cmd.Env = append(os.Environ(), child+"=1")
		var stderr, out bytes.Buffer
		cmd.Stderr, cmd.Stdout = &stderr, &out
		if stdout != nil {
			cmd.Stdout = stdout
		}
		err := cmd.Run()
		if err != nil {
			t.Errorf("the child: %v\n%s", err, stderr.String())
		}
		return out.Bytes(), err
	}
	if got, err := run(nil); err == nil && !bytes.Equal(got, want) {
		t.Errorf("%d bytes through a pipe, want the %d written", len(got), len(want))
	}
	path := filepath.Join(t.TempDir(), "out") // as the shell's >>: what is there stays
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := run(f); err != nil {
		return
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "before"+string(want) {
		t.Errorf("%d bytes in the file, %v; want the %d after what was there", len(got), err, len(want))
	}
}

// writeStdout is the child: it plays want to the standard output, and gives its exit code.
func writeStdout(want []byte) int {
	complain := func(what string, err error) int {
		_, _ = os.Stderr.WriteString(what + ": " + err.Error() + "\n")
		return 1
	}
	s, err := Open(Stdout, cd)
	if err != nil {
		return complain("open", err)
	}
	flags, err := unix.FcntlInt(uintptr(unix.Stdout), unix.F_GETFL, 0)
	if err != nil || flags&unix.O_NONBLOCK != 0 {
		_, _ = os.Stderr.WriteString("the shared descriptor doesn't block any more\n")
		return 1
	}
	for len(want) > 0 {
		n, err := s.Write(want)
		if err != nil {
			return complain("write", err)
		}
		want = want[4*n:]
	}
	if err := s.Close(); err != nil {
		return complain("close", err)
	}
	return 0
}

func TestStdoutThatIsATerminal(t *testing.T) {
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skipf("no pseudo-terminals: %v", err)
	}
	defer unix.Close(fd)
	if _, err := modeOf(fd); err == nil || !strings.Contains(err.Error(), "terminal") {
		t.Errorf("a terminal was taken: %v", err)
	}
}
