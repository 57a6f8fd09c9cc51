// Package disktest is a file system in memory that forgets like a real one: what wasn't synced may be lost at a power cut,
// wholly, in part, or not at all, sector by sector.
package disktest

import (
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"

	"auralis/store/disk"
)

// ErrCut: the power is gone; every call answers this until Crash.
var ErrCut = errors.New("power cut")

const sector = 512 // bytes that a device writes whole

// Mem implements disk.FS for one goroutine.
type Mem struct {
	Cut    int   // number of changing calls until the power goes, in the middle of that call; < 0 = never
	Fail   error // what changing calls answer instead of doing anything; nil = they work
	Calls  int   // changing calls so far
	Synced int   // Sync and Datasync calls that succeeded

	rng    *rand.Rand
	now    map[string]*inode // names as the running system sees them
	stable map[string]*inode // names on the medium
	names  []nameChange      // changes of names that aren't synced, in their order
	gone   bool
}

type inode struct {
	now, stable []byte
	loose       []write // writes that aren't synced, in their order
}

type write struct {
	off  int64
	data []byte
	cut  int64 // ≥ 0: a truncation to this size instead
}

type nameChange struct {
	dir   string
	apply func(map[string]*inode)
}

// New gives an empty file system whose power never goes. The seed decides what survives a crash.
func New(seed uint64) *Mem {
	return &Mem{Cut: -1, rng: rand.New(rand.NewPCG(seed, 1)), now: map[string]*inode{}, stable: map[string]*inode{}}
}

// begin counts a changing call; torn tells that the power goes in the middle of it.
func (m *Mem) begin() (torn bool, err error) {
	if m.gone {
		return false, ErrCut
	}
	if m.Fail != nil {
		return false, m.Fail
	}
	m.Calls++
	if m.Cut >= 0 && m.Calls > m.Cut {
		m.gone = true
		return true, ErrCut
	}
	return false, nil
}

// OpenFile knows O_CREATE, O_EXCL and O_TRUNC.
func (m *Mem) OpenFile(name string, flag int, _ fs.FileMode) (disk.File, error) {
	if m.gone {
		return nil, ErrCut
	}
	n, ok := m.now[name]
	if !ok || flag&os.O_TRUNC != 0 {
		if !ok && flag&os.O_CREATE == 0 {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		if _, err := m.begin(); err != nil {
			return nil, err
		}
	}
	if ok && flag&os.O_EXCL != 0 {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrExist}
	}
	if !ok {
		n = &inode{}
		m.change(name, func(names map[string]*inode) { names[name] = n })
	} else if flag&os.O_TRUNC != 0 {
		n.now = nil
		n.loose = append(n.loose, write{cut: 0})
	}
	return &file{m, n}, nil
}

func (m *Mem) change(name string, apply func(map[string]*inode)) {
	apply(m.now)
	m.names = append(m.names, nameChange{filepath.Dir(name), apply})
}

// Rename replaces what stood under the new name.
func (m *Mem) Rename(from, to string) error {
	if _, err := m.begin(); err != nil {
		return err
	}
	n, ok := m.now[from]
	if !ok {
		return &fs.PathError{Op: "rename", Path: from, Err: fs.ErrNotExist}
	}
	m.change(to, func(names map[string]*inode) {
		delete(names, from)
		names[to] = n
	})
	return nil
}

// Remove deletes a name.
func (m *Mem) Remove(name string) error {
	if _, err := m.begin(); err != nil {
		return err
	}
	if _, ok := m.now[name]; !ok {
		return &fs.PathError{Op: "remove", Path: name, Err: fs.ErrNotExist}
	}
	m.change(name, func(names map[string]*inode) { delete(names, name) })
	return nil
}

// SyncDir makes the names of a folder durable.
func (m *Mem) SyncDir(dir string) error {
	if _, err := m.begin(); err != nil {
		return err
	}
	var rest []nameChange
	for _, c := range m.names {
		if c.dir == dir {
			c.apply(m.stable)
		} else {
			rest = append(rest, c)
		}
	}
	m.names = rest
	return nil
}

// Crash is the return of the power: of everything that wasn't synced a random part is there. Open files are of no more use.
func (m *Mem) Crash() {
	for i, n := 0, m.rng.IntN(len(m.names)+1); i < n; i++ { // a journal keeps the order of names
		m.names[i].apply(m.stable)
	}
	m.names = nil
	now := map[string]*inode{}
	for name, n := range m.stable {
		content := append([]byte(nil), n.stable...)
		for _, w := range n.loose {
			content = m.survive(content, w)
		}
		now[name] = &inode{now: append([]byte(nil), content...), stable: content}
	}
	m.now, m.stable = now, map[string]*inode{}
	for name, n := range now {
		m.stable[name] = n
	}
	m.gone, m.Cut, m.Fail = false, -1, nil
}

// survive applies a random selection of the sectors of a write.
func (m *Mem) survive(content []byte, w write) []byte {
	if w.data == nil {
		if m.rng.IntN(2) == 0 && w.cut < int64(len(content)) {
			content = content[:w.cut]
		}
		return content
	}
	for at := 0; at < len(w.data); {
		end := min(len(w.data), at+sector-int((w.off+int64(at))%sector))
		if m.rng.IntN(2) == 0 {
			content = put(content, w.off+int64(at), w.data[at:end])
		}
		at = end
	}
	return content
}

func put(content []byte, off int64, data []byte) []byte {
	if need := off + int64(len(data)); need > int64(len(content)) {
		content = append(content, make([]byte, need-int64(len(content)))...)
	}
	copy(content[off:], data)
	return content
}

// Names lists what is there, for tests of leftovers.
func (m *Mem) Names() []string {
	var out []string
	for name := range m.now {
		out = append(out, name)
	}
	return out
}

type file struct {
	m *Mem
	n *inode
}

func (f *file) ReadAt(p []byte, off int64) (int, error) {
	if f.m.gone {
		return 0, ErrCut
	}
	if off >= int64(len(f.n.now)) {
		return 0, io.EOF
	}
	n := copy(p, f.n.now[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (f *file) WriteAt(p []byte, off int64) (int, error) {
	torn, err := f.m.begin()
	if err != nil && !torn {
		return 0, err
	}
	f.n.now = put(f.n.now, off, p)
	f.n.loose = append(f.n.loose, write{off: off, data: append([]byte(nil), p...), cut: -1})
	if torn {
		return 0, ErrCut
	}
	return len(p), nil
}

func (f *file) Sync() error {
	if _, err := f.m.begin(); err != nil {
		return err
	}
	f.n.stable, f.n.loose = append([]byte(nil), f.n.now...), nil
	f.m.Synced++
	return nil
}

func (f *file) Datasync() error { return f.Sync() }

func (f *file) Close() error { return nil }
