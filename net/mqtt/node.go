package mqtt

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"slices"
	"strings"
)

// Board is how NodeID looks at the machine.
type Board struct {
	ReadFile   func(path string) ([]byte, error)
	Interfaces func() ([]net.Interface, error)
}

// NodeID gives the default node id: auralis- and 6 hexadecimal digits, the end of the board's serial number (device tree,
// else /proc/cpuinfo); else the end of the first network interface's address as the maker gave it (by name, so eth0
// before wlan0); else made from the machine id. The first two outlive a new image on the card. An error only where the
// machine has none of them.
func NodeID(b Board) (string, error) {
	for _, find := range []func(Board) string{serial, address, machine} {
		if id := find(b); id != "" {
			return "auralis-" + id, nil
		}
	}
	return "", errors.New("the machine has no serial number, no network address of its own and no machine id: set mqtt.node")
}

// serial reads the serial number. The firmware of the Raspberry Pi gives 16 hexadecimal digits in both places.
func serial(b Board) string {
	if raw, err := b.ReadFile("/proc/device-tree/serial-number"); err == nil {
		if id := digits(string(raw)); id != "" {
			return id
		}
	}
	raw, err := b.ReadFile("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	for line := range bytes.Lines(raw) {
		key, value, ok := strings.Cut(string(line), ":")
		if ok && strings.TrimSpace(key) == "Serial" {
			return digits(value)
		}
	}
	return ""
}

// digits is the end of a serial number; where that isn't hexadecimal, the beginning of its hash. A number of zeros is no
// number.
func digits(serial string) string {
	serial = strings.ToLower(strings.Trim(serial, "\x00 \t\r\n"))
	if strings.Trim(serial, "0 ") == "" {
		return ""
	}
	if len(serial) >= 6 {
		end := serial[len(serial)-6:]
		if strings.Trim(end, "0123456789abcdef") == "" {
			return end
		}
	}
	return hash(serial)
}

// address takes the first address that the maker gave: 6 bytes, neither of a group (bit 0 of the first byte) nor given
// locally (bit 1; IEEE 802, 8.2), as those of containers, bridges and randomized Wi-Fi are.
func address(b Board) string {
	all, err := b.Interfaces()
	if err != nil {
		return ""
	}
	all = slices.Clone(all)
	slices.SortFunc(all, func(x, y net.Interface) int { return cmp.Compare(x.Name, y.Name) })
	for _, i := range all {
		a := i.HardwareAddr
		if i.Flags&net.FlagLoopback == 0 && len(a) == 6 && a[0]&3 == 0 && !bytes.Equal(a, make([]byte, 6)) {
			return hex.EncodeToString(a[3:])
		}
	}
	return ""
}

// machine takes the machine id, hashed: machine-id(5) asks not to publish it.
func machine(b Board) string {
	raw, err := b.ReadFile("/etc/machine-id")
	if err != nil {
		return ""
	}
	id := strings.TrimSpace(string(raw))
	if id == "" || id == "uninitialized" {
		return ""
	}
	return hash(id)
}

func hash(s string) string {
	sum := sha256.Sum256([]byte("auralis node " + s))
	return hex.EncodeToString(sum[:3])
}
