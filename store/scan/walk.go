package scan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"auralis/store"
)

// kind is what an event is about.
type kind uint8

const (
	folderFound kind = iota // path is walked now
	rootWalked              // path, a root as configured, was walked to its end
	doubtful                // path couldn't be read: what is below it isn't known
	fileFound               // path is there, with size, time and root
	fileSame                // the library knows it as it is
	fileRead                // track is what it says; err = a damaged tag
	fileFailed              // err says why it can't be played
)

type event struct {
	kind  kind
	path  string // resolved, but for rootWalked
	root  string // as configured
	size  int64
	mtime int64
	track store.Track
	moved bool // only the root has changed
	err   error
}

// inode tells folders apart, whatever leads to them.
type inode struct{ device, number uint64 }

type walker struct {
	ctx     context.Context
	endings []string
	emit    func(event)
	root    string
	visited map[inode]bool
	files   map[string]bool // that links led to: the folder itself may come too
}

// walkRoots walks all roots and tells what it meets. A folder is walked once, so links in a circle end.
func walkRoots(ctx context.Context, o Options, emit func(event)) {
	w := walker{ctx: ctx, endings: o.Extensions, emit: emit, visited: map[inode]bool{}, files: map[string]bool{}}
	for _, root := range o.Roots {
		w.root = root
		if w.start(root) && ctx.Err() == nil {
			emit(event{kind: rootWalked, path: root})
		}
	}
}

// start walks one root; false where it isn't there.
func (w *walker) start(root string) bool {
	real, err := filepath.EvalSymlinks(root)
	if err == nil {
		var list []os.DirEntry
		if list, err = os.ReadDir(real); err == nil && len(list) == 0 {
			err = errors.New("the folder is empty, as when its disk isn't mounted: its tracks stay in the library")
		}
	}
	if err != nil {
		w.emit(event{kind: doubtful, path: root, err: cause(err)})
		return false
	}
	w.folder(real)
	return true
}

// cause leaves out the path, which the note has.
func cause(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

func (w *walker) folder(path string) {
	if w.ctx.Err() != nil {
		return
	}
	info, err := os.Stat(path)
	if err != nil {
		w.emit(event{kind: doubtful, path: path, err: cause(err)})
		return
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		id := inode{uint64(st.Dev), uint64(st.Ino)}
		if w.visited[id] {
			return
		}
		w.visited[id] = true
	}
	w.emit(event{kind: folderFound, path: path})
	list, err := os.ReadDir(path)
	if err != nil { // what could be read is still in list
		w.emit(event{kind: doubtful, path: path, err: cause(err)})
	}
	for _, e := range list {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		w.entry(filepath.Join(path, e.Name()), e)
	}
}

func (w *walker) entry(path string, e os.DirEntry) {
	switch {
	case w.ctx.Err() != nil:
	case e.IsDir():
		w.folder(path)
	case e.Type()&fs.ModeSymlink != 0:
		w.link(path)
	case e.Type().IsRegular():
		if !w.music(path) {
			return
		}
		info, err := e.Info()
		w.file(path, info, err)
	}
}

func (w *walker) music(path string) bool {
	return slices.Contains(w.endings, strings.ToLower(filepath.Ext(path)))
}

// link follows a symbolic link to where it leads in the end.
func (w *walker) link(path string) {
	real, err := filepath.EvalSymlinks(path)
	var info fs.FileInfo
	if err == nil {
		info, err = os.Stat(real)
	}
	switch {
	case err != nil:
		w.dangling(path, err)
	case info.IsDir():
		w.folder(real)
	case info.Mode().IsRegular() && w.music(real):
		w.file(real, info, nil)
	}
}

// dangling keeps what the library has from behind a link that leads nowhere: the disk it leads to may be unplugged.
func (w *walker) dangling(path string, err error) {
	if target, readErr := os.Readlink(path); readErr == nil {
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path), target)
		}
		err = fmt.Errorf("the link leads to %s: %w", target, cause(err))
		w.emit(event{kind: doubtful, path: filepath.Clean(target), err: err})
		return
	}
	w.emit(event{kind: doubtful, path: path, err: cause(err)})
}

func (w *walker) file(path string, info fs.FileInfo, err error) {
	if w.files[path] {
		return
	}
	w.files[path] = true
	if errors.Is(err, fs.ErrNotExist) {
		return // gone since the folder was read
	}
	if err != nil {
		w.emit(event{kind: fileFailed, path: path, err: cause(err)})
		return
	}
	w.emit(event{kind: fileFound, path: path, root: w.root, size: info.Size(), mtime: info.ModTime().UnixNano()})
}
