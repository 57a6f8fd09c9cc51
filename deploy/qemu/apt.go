package qemu

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// metaPackage always depends on Debian's newest generic arm64 kernel. (The
// cloud kernel has neither sound nor GPIO.)
const metaPackage = "linux-image-arm64"

// apt is a private package state that knows arm64 besides the host's
// architecture.
type apt struct {
	ctx  context.Context
	log  io.Writer
	conf string // file given with -c: read after /etc/apt/apt.conf.d, so it wins
}

// newApt lays the private state down in dir and updates the package lists.
func newApt(ctx context.Context, dir string, log io.Writer) (*apt, error) {
	for _, sub := range []string{"lists/partial", "cache/archives/partial", "sources"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return nil, fmt.Errorf("qemu: apt state: %w", err)
		}
	}
	if err := copySources(filepath.Join(dir, "sources")); err != nil {
		return nil, err
	}
	native, err := exec.CommandContext(ctx, tool("dpkg"), "--print-architecture").Output()
	if err != nil {
		return nil, fmt.Errorf("qemu: dpkg --print-architecture (a Debian system with apt is needed to fetch the kernel): %w", err)
	}
	architectures := fmt.Sprintf("%q;", strings.TrimSpace(string(native)))
	if architectures != `"arm64";` {
		architectures += ` "arm64";`
	}
	// The Post-Invoke hooks that container images bring clean the system's
	// cache, which is none of our business. The status file is empty: what is
	// installed here must not steer what is resolved.
	conf := fmt.Sprintf(`#clear APT::Architectures;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
APT::Architectures { %s };
APT::Sandbox::User "root";
APT::Get::List-Cleanup "false";
Acquire::Languages "none";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "%[2]s/sources";
Dir::State "%[2]s";
Dir::State::lists "%[2]s/lists";
Dir::State::status "%[2]s/status";
Dir::Cache "%[2]s/cache";
`, architectures, dir)
	a := &apt{ctx: ctx, log: log, conf: filepath.Join(dir, "apt.conf")}
	for name, text := range map[string]string{a.conf: conf, filepath.Join(dir, "status"): ""} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return nil, fmt.Errorf("qemu: apt state: %w", err)
		}
	}
	if err := run(ctx, log, "", tool("apt-get"), "-c", a.conf, "-q", "update"); err != nil {
		return nil, err
	}
	return a, nil
}

// copySources copies those of the system's source files that are about
// Debian: a machine's other sources can't have the kernel, and a broken one
// would fail the update. Where no file mentions Debian, all are taken.
func copySources(dir string) error {
	old, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return fmt.Errorf("qemu: apt sources: %w", err)
	}
	for _, file := range old {
		if err := os.Remove(file); err != nil {
			return fmt.Errorf("qemu: apt sources: %w", err)
		}
	}
	debian, all := map[string][]byte{}, map[string][]byte{}
	for _, pattern := range []string{"sources.list", "sources.list.d/*.list", "sources.list.d/*.sources"} {
		files, err := filepath.Glob("/etc/apt/" + pattern)
		if err != nil {
			return fmt.Errorf("qemu: apt sources: %w", err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return fmt.Errorf("qemu: apt sources: %w", err)
			}
			name := filepath.Base(file)
			if name == "sources.list" { // in a folder of parts the extension is needed
				name = "main.list"
			}
			all[name] = text
			if strings.Contains(strings.ToLower(string(text)), "debian") {
				debian[name] = text
			}
		}
	}
	if len(debian) == 0 {
		debian = all
	}
	if len(debian) == 0 {
		return errors.New("qemu: no package sources in /etc/apt; the kernel is fetched through apt")
	}
	for name, text := range debian {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return fmt.Errorf("qemu: apt sources: %w", err)
		}
	}
	return nil
}

// resolve follows the meta package to the concrete kernel package (first in
// packages) and, in the releases that split them off, its module packages.
func (a *apt) resolve() (packages []string, version string, err error) {
	meta, err := a.show(metaPackage)
	if err != nil {
		return nil, "", err
	}
	images := dependencies(meta["Depends"], "linux-image-")
	if len(images) == 0 {
		return nil, "", fmt.Errorf("qemu: %s depends on no linux-image package: %q", metaPackage, meta["Depends"])
	}
	image, err := a.show(images[0])
	if err != nil {
		return nil, "", err
	}
	return append(images[:1], dependencies(image["Depends"], "linux-modules-")...), image["Version"], nil
}

// show returns the fields of the newest version of an arm64 package.
func (a *apt) show(name string) (map[string]string, error) {
	out, err := exec.CommandContext(a.ctx, tool("apt-cache"), "-c", a.conf, "--no-all-versions", "show", name+":arm64").Output()
	if err != nil {
		return nil, fmt.Errorf("qemu: apt-cache show %s:arm64 (do the sources in /etc/apt have Debian for arm64?): %w", name, err)
	}
	fields := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if key, value, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, " ") {
			fields[key] = strings.TrimSpace(value)
		}
	}
	return fields, nil
}

// dependencies returns the package names with the prefix in a Depends field
// (Debian Policy §7.1: comma-separated, alternatives by |, versions in
// parentheses).
func dependencies(field, prefix string) []string {
	var names []string
	for _, one := range strings.FieldsFunc(field, func(r rune) bool { return r == ',' || r == '|' }) {
		words := strings.Fields(one)
		if len(words) > 0 && strings.HasPrefix(words[0], prefix) {
			name, _, _ := strings.Cut(words[0], ":")
			names = append(names, name)
		}
	}
	return names
}

// unpack downloads the packages into dir and unpacks them, without
// installing, into root.
func (a *apt) unpack(packages []string, dir, root string) error {
	args := []string{"-c", a.conf, "-q", "download"}
	for _, name := range packages {
		args = append(args, name+":arm64")
	}
	if err := run(a.ctx, a.log, dir, tool("apt-get"), args...); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.deb"))
	if err != nil || len(files) != len(packages) {
		return fmt.Errorf("qemu: apt-get download left %d files for %d packages", len(files), len(packages))
	}
	for _, file := range files {
		if err := run(a.ctx, a.log, dir, tool("dpkg"), "-x", file, root); err != nil {
			return err
		}
	}
	return nil
}
