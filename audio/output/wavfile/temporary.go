package wavfile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// destination follows a symbolic link and refuses to put a file in the place of something that is none: renaming over
// /dev/null would be obeyed where we run as root.
func destination(path string) (string, error) {
	fi, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if path == "" || os.IsPathSeparator(path[len(path)-1]) {
			return "", errors.New("is no name of a file")
		}
		return path, nil
	case err != nil:
		return "", err
	case !fi.Mode().IsRegular():
		return "", fmt.Errorf("is there and is no plain file (%s); give another name, or use pipe: for a fifo", fi.Mode().Type())
	}
	return filepath.EvalSymlinks(path)
}

// createBeside makes a hidden file in the folder of path, so that renaming it is atomic. Unlike os.CreateTemp it leaves
// the permissions to the umask: it is to become an ordinary file.
func createBeside(path string) (*os.File, error) {
	dir, base := filepath.Split(path)
	for try := 0; ; try++ {
		name := fmt.Sprintf("%s.%.200s.%08x.part", dir, base, rand.Uint32())
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) || try == 100 {
			return f, err
		}
	}
}
