package pair

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// File keeps keys in a file of one hexadecimal line each, readable by its owner alone.
type File string

// Load reads the file; one that isn't there holds none. Lines that aren't keys are left out: a damaged file costs a new
// pairing, not the start.
func (f File) Load() ([]Key, error) {
	b, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var keys []Key
	for line := range strings.FieldsSeq(string(b)) {
		var k Key
		if raw, err := hex.DecodeString(line); err == nil && len(raw) == len(k) {
			copy(k[:], raw)
			keys = append(keys, k)
		}
	}
	return keys[max(0, len(keys)-maxKeys):], nil
}

// Save replaces the file: a power cut leaves the old one or the new one.
func (f File) Save(keys []Key) (err error) {
	var b strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&b, "%x\n", k)
	}
	dir := filepath.Dir(string(f))
	t, err := os.CreateTemp(dir, ".keys-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(t.Name()) // the first error is the one that counts
		}
	}()
	_, err = t.WriteString(b.String())
	err = errors.Join(err, t.Sync(), t.Close())
	if err != nil {
		return err
	}
	if err = os.Rename(t.Name(), string(f)); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
