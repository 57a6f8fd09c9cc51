package qemu

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"auralis/deploy/qemu/script"
)

// writeInitramfs packs the guest: its first process, the script, the modules
// and the caller's files. It isn't compressed: decompression would run in
// emulation and cost more than it saves.
func writeInitramfs(w io.Writer, initProgram []byte, kernel Kernel, o *Options) error {
	index, err := readModules(kernel.Modules)
	if err != nil {
		return err
	}
	s := script.Script{
		Network:  o.network(),
		Sound:    o.Sound != SoundNone,
		Commands: o.Commands,
		Hold:     o.Hold,
	}
	if o.Disk != "" {
		s.Disk = "/dev/vda"
	}
	archive := &tree{to: newCPIO(w), dirs: map[string]bool{".": true}}
	archive.dir("dev")
	// The kernel opens it for the first process before /dev is mounted.
	archive.keep(archive.to.CharDevice("dev/console", 0o600, 5, 1))
	archive.file("init", 0o755, initProgram)

	wanted := o.modules()
	parameters := map[string]string{}
	for _, extra := range o.ExtraModules {
		name, p, _ := strings.Cut(extra, " ")
		wanted = append(wanted, name)
		parameters[moduleName(name)] = p
	}
	order, err := index.loadOrder(wanted)
	if err != nil {
		return err
	}
	for _, file := range order {
		data, err := index.read(file)
		if err != nil {
			return err
		}
		name := moduleName(file)
		archive.file("modules/"+name+".ko", 0o644, data)
		s.Modules = append(s.Modules, script.Module{Path: "/modules/" + name + ".ko", Parameters: parameters[name]})
	}
	for _, guest := range slices.Sorted(maps.Keys(o.Files)) {
		host := o.Files[guest]
		info, err := os.Stat(host)
		if err != nil {
			return fmt.Errorf("qemu: file for the guest: %w", err)
		}
		data, err := os.ReadFile(host)
		if err != nil {
			return fmt.Errorf("qemu: file for the guest: %w", err)
		}
		archive.file(strings.TrimPrefix(guest, "/"), uint32(info.Mode().Perm()), data)
	}
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return fmt.Errorf("qemu: script: %w", err)
	}
	archive.file(strings.TrimPrefix(script.Path, "/"), 0o644, text)
	archive.keep(archive.to.Close())
	return archive.err
}

// tree adds files to an archive, folders included, and keeps the first error.
type tree struct {
	to   *cpioWriter
	dirs map[string]bool
	err  error
}

func (t *tree) keep(err error) {
	if t.err == nil {
		t.err = err
	}
}

func (t *tree) dir(name string) {
	if t.dirs[name] {
		return
	}
	t.dir(path.Dir(name))
	t.dirs[name] = true
	t.keep(t.to.Dir(name))
}

func (t *tree) file(name string, permission uint32, data []byte) {
	t.dir(path.Dir(name))
	t.keep(t.to.File(name, permission, data))
}
