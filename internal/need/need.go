// Package need says what a test cannot do without.
//
// Some tests talk to a real program (QEMU, mosquitto, flac, a browser). Where
// that program is missing the test is skipped with one line that names the
// program and how to install it, so that `go test ./...` works on any
// machine. On the machines where nothing may be left out (CI), the variable
// AURALIS_REQUIRE_ALL=1 turns every such skip into a failure: a test that
// silently stopped running is found the same day.
//
// Every function here may be called from the goroutine that runs the test
// only, like [testing.TB.Skip] itself, and doesn't return when the need is
// unmet.
package need

import (
	"os"
	"os/exec"
	"testing"
)

// RequireAll is the environment variable that, set to 1, makes an unmet need
// a failure.
const RequireAll = "AURALIS_REQUIRE_ALL"

// Tool returns the path of the program name, looked up in PATH and then in
// the two sbin folders that Debian leaves out of an ordinary user's PATH.
// Where it is missing, the test ends here as package need describes; debian
// is the Debian package that has it.
func Tool(t testing.TB, name, debian string) string {
	t.Helper()
	if path := Find(name); path != "" {
		return path
	}
	Unmet(t, "no program "+name, "apt-get install "+debian)
	return ""
}

// Tools checks several programs at once: name, Debian package, name, Debian
// package and so on. It panics on an odd number of arguments, which is a
// mistake in the test.
func Tools(t testing.TB, nameAndPackage ...string) {
	t.Helper()
	for i := 0; i < len(nameAndPackage); i += 2 {
		Tool(t, nameAndPackage[i], nameAndPackage[i+1])
	}
}

// Unmet ends the test: skipped with a line that tells why and the remedy, or
// failed with the same line under AURALIS_REQUIRE_ALL=1. For needs that
// aren't a program (a file, a kernel feature, a network).
func Unmet(t testing.TB, why, remedy string) {
	t.Helper()
	if os.Getenv(RequireAll) == "1" {
		t.Fatalf("%s; to run this test: %s (%s=1 makes this a failure)", why, remedy, RequireAll)
		return
	}
	t.Skipf("skipped: %s; to run this test: %s", why, remedy)
}

// Find returns the path of a program as [Tool] looks it up, or "" where it is
// missing.
func Find(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, dir := range []string{"/usr/sbin/", "/sbin/"} {
		if path, err := exec.LookPath(dir + name); err == nil {
			return path
		}
	}
	return ""
}
