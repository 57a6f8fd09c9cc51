package mqtt

import (
	"errors"
	"io/fs"
	"net"
	"testing"
)

func TestNodeID(t *testing.T) {
	const tree, cpu, id = "/proc/device-tree/serial-number", "/proc/cpuinfo", "/etc/machine-id"
	nic := func(name, mac string) net.Interface {
		a, err := net.ParseMAC(mac)
		if err != nil {
			t.Fatal(err)
		}
		return net.Interface{Name: name, HardwareAddr: a}
	}
	pi := "processor\t: 0\nmodel name\t: ARMv7\n\nHardware\t: BCM2835\nRevision\t: a02082\nSerial\t\t: 00000000a1B2c3D4\nModel\t\t: Raspberry Pi 3\n"
	for _, c := range []struct {
		name  string
		files map[string]string
		nics  []net.Interface
		want  string // "" = an error
	}{
		{"device tree", map[string]string{tree: "10000000e6f7A8b9\x00", cpu: pi}, nil, "auralis-f7a8b9"},
		{"cpuinfo", map[string]string{cpu: pi}, nil, "auralis-b2c3d4"},
		{"device tree of zeros", map[string]string{tree: "0000000000000000\x00", cpu: pi}, nil, "auralis-b2c3d4"},
		{"serial that isn't hexadecimal", map[string]string{tree: "XY-77-WQZ"}, nil, "auralis-" + hash("xy-77-wqz")},
		{"short serial", map[string]string{tree: "12"}, nil, "auralis-" + hash("12")},
		{"address by name", map[string]string{cpu: "processor : 0\n", id: "x"},
			[]net.Interface{nic("wlan0", "b8:27:eb:99:99:99"), nic("eth0", "b8:27:eb:01:02:0A")}, "auralis-01020a"},
		{"addresses that aren't the maker's", map[string]string{id: "8ff5\n"},
			[]net.Interface{{Name: "lo", Flags: net.FlagLoopback}, nic("docker0", "02:42:ac:11:00:02"), nic("x", "01:00:5e:00:00:01"), nic("y", "00:00:00:00:00:00"),
				nic("ib0", "00:00:00:00:fe:80:00:00:00:00:00:00:02:00:5e:10:00:00:00:01")}, "auralis-" + hash("8ff5")},
		{"machine id not made yet", map[string]string{id: "uninitialized\n"}, nil, ""},
		{"nothing", nil, nil, ""},
	} {
		got, err := NodeID(Board{
			ReadFile: func(p string) ([]byte, error) {
				if s, ok := c.files[p]; ok {
					return []byte(s), nil
				}
				return nil, fs.ErrNotExist
			},
			Interfaces: func() ([]net.Interface, error) {
				if c.nics == nil {
					return nil, errors.New("no network")
				}
				return c.nics, nil
			},
		})
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: %q, %v, want %q", c.name, got, err, c.want)
		}
		if err == nil && checkNode(got) != nil {
			t.Errorf("%s: %q isn't allowed as a node", c.name, got)
		}
	}
}
