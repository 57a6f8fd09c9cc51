package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"auralis/audio"

	"golang.org/x/sys/unix"
)

// file is a regular file.
type file struct {
	*os.File
	size int64
}

// File opens a regular file. The error names it and says what to do. What the kernel read ahead is asked for in order,
// since that is how music is read.
func File(path string) (audio.Source, error) {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%s: may not be read: give the player's user the right to (chmod a+r, and a+x on the folders above)", path)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: is not there any more (moved, or its disk isn't mounted)", path)
	case err != nil:
		return nil, err
	}
	st, err := f.Stat()
	if err == nil && !st.Mode().IsRegular() {
		err = fmt.Errorf("%s: not a regular file", path)
	}
	if err == nil && st.Size() == 0 {
		err = fmt.Errorf("%s: the file is empty", path)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_SEQUENTIAL) // a hint: nothing depends on it
	return &file{f, st.Size()}, nil
}

// Size is the length in bytes when the file was opened.
func (f *file) Size() int64 { return f.size }
