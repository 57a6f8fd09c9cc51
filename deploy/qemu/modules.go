package qemu

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// moduleIndex knows the modules of one kernel and what each needs.
type moduleIndex struct {
	dir     string
	path    map[string]string   // by name, relative to dir
	needs   map[string][]string // by name: relative paths, as in modules.dep
	builtin map[string]bool
}

// readModules reads modules.dep and modules.builtin of lib/modules/RELEASE.
func readModules(dir string) (*moduleIndex, error) {
	index := &moduleIndex{dir: dir, path: map[string]string{}, needs: map[string][]string{}, builtin: map[string]bool{}}
	text, err := os.ReadFile(filepath.Join(dir, "modules.dep"))
	if err != nil {
		return nil, fmt.Errorf("qemu: modules: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		file, needs, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("qemu: %s/modules.dep: line without a colon: %q", dir, line)
		}
		index.path[moduleName(file)] = file
		index.needs[moduleName(file)] = strings.Fields(needs)
	}
	text, err = os.ReadFile(filepath.Join(dir, "modules.builtin"))
	if err != nil {
		return nil, fmt.Errorf("qemu: modules: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		index.builtin[moduleName(strings.TrimSpace(line))] = true
	}
	return index, nil
}

// moduleName returns the name the kernel uses for a module's file: without
// folder and endings, - and _ being the same.
func moduleName(file string) string {
	name, _, _ := strings.Cut(filepath.Base(file), ".ko")
	return strings.ReplaceAll(name, "-", "_")
}

// loadOrder returns the files (relative to dir) of the wanted modules and all
// they need, each once, the needed first. What is built into the kernel is
// left out; a module that doesn't exist at all is an error.
func (m *moduleIndex) loadOrder(wanted []string) ([]string, error) {
	var order []string
	done := map[string]bool{}
	add := func(file string) {
		if !done[file] {
			done[file] = true
			order = append(order, file)
		}
	}
	for _, want := range wanted {
		name := moduleName(want)
		file, ok := m.path[name]
		if !ok {
			if m.builtin[name] {
				continue
			}
			return nil, fmt.Errorf("qemu: the kernel in %s has no module %s", m.dir, want)
		}
		// modules.dep lists what must be loaded first at the end.
		needs := m.needs[name]
		for i := len(needs) - 1; i >= 0; i-- {
			add(needs[i])
		}
		add(file)
	}
	return order, nil
}

// read returns a module's content, decompressed: the guest has no
// decompressor and the kernel's own would run slowly in emulation.
func (m *moduleIndex) read(file string) ([]byte, error) {
	path := filepath.Join(m.dir, file)
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("qemu: module: %w", err)
	}
	switch filepath.Ext(path) {
	case ".ko":
	case ".gz":
		unzip, err := gzip.NewReader(bytes.NewReader(data))
		if err == nil {
			data, err = io.ReadAll(unzip)
		}
		if err != nil {
			return nil, fmt.Errorf("qemu: module %s: %w", path, err)
		}
	case ".xz", ".zst":
		program := map[string]string{".xz": "xz", ".zst": "zstd"}[filepath.Ext(path)]
		command := exec.Command(tool(program), "-dc")
		command.Stdin = bytes.NewReader(data)
		if data, err = command.Output(); err != nil {
			return nil, fmt.Errorf("qemu: module %s: %s: %w", path, program, err)
		}
	default:
		return nil, fmt.Errorf("qemu: module %s: unknown compression", path)
	}
	return data, nil
}
