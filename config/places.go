package config

import (
	"errors"
	"os"
	"path/filepath"
)

// FindFile gives the configuration file to read where none was named by a flag: $AURALIS_CONFIG, else the first that
// exists of auralis/auralis.toml in $XDG_CONFIG_HOME or ~/.config, and /etc/auralis/auralis.toml; else "". A file that
// $AURALIS_CONFIG names is returned whether it exists or not, so that Load complains about it.
func FindFile(env []string) string {
	if f := lookup(env, "AURALIS_CONFIG"); f != "" {
		return f
	}
	home := lookup(env, "XDG_CONFIG_HOME")
	if h := lookup(env, "HOME"); home == "" && h != "" {
		home = filepath.Join(h, ".config")
	}
	var candidates []string
	if home != "" {
		candidates = append(candidates, filepath.Join(home, "auralis", "auralis.toml"))
	}
	for _, c := range append(candidates, "/etc/auralis/auralis.toml") {
		if _, err := os.Stat(c); err == nil || !errors.Is(err, os.ErrNotExist) {
			return c // one that can't be looked at is reported by Load
		}
	}
	return ""
}

// DataDir gives the folder of the player's data: data.dir where it is set, else $STATE_DIRECTORY (set by systemd for a
// unit with StateDirectory=), else auralis in $XDG_DATA_HOME or ~/.local/share. The error says what to set.
func (c Config) DataDir(env []string) (string, error) {
	if c.Data.Dir != "" {
		return c.Data.Dir, nil
	}
	if d := lookup(env, "STATE_DIRECTORY"); filepath.IsAbs(d) {
		return filepath.SplitList(d)[0], nil
	}
	if d := lookup(env, "XDG_DATA_HOME"); filepath.IsAbs(d) {
		return filepath.Join(d, "auralis"), nil
	}
	if h := lookup(env, "HOME"); filepath.IsAbs(h) {
		return filepath.Join(h, ".local", "share", "auralis"), nil
	}
	return "", errors.New("no folder for the data: set data.dir in the configuration, or --data")
}
