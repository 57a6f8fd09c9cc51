package qemu

import (
	"testing"
)

func TestBoardBoots(t *testing.T) {
	b := New(t, Options{Commands: []Command{{Args: []string{"/init"}, Exit: 2}}})
	if err := b.Wait(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%q", b.Output("init"))
}
