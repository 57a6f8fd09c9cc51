package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
)

type versionCommand struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// Help is shown by --help.
func (versionCommand) Help() string { return "Example: auralis version" }

// Run prints the version.
func (c versionCommand) Run() error {
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(map[string]string{"version": version, "go": runtime.Version(), "arch": runtime.GOARCH})
	}
	fmt.Printf("auralis %s (%s, %s)\n", version, runtime.Version(), runtime.GOARCH)
	return nil
}
