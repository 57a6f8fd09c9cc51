package config

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// The checks say what is wrong with a text, or "".

func anyText(string) string { return "" }

func checkOutput(s string) string {
	kind, rest, has := strings.Cut(s, ":")
	switch kind {
	case "auto", "clock", "null":
		if has {
			return fmt.Sprintf("%q: %s takes nothing behind it", s, kind)
		}
	case "alsa":
		if dev, ok := strings.CutPrefix(rest, "hw:"); !ok || strings.Trim(dev, ", ") == "" {
			return fmt.Sprintf("%q names no card", s)
		}
	case "wav", "pipe":
		if rest == "" {
			return fmt.Sprintf("%q names no file", s)
		}
	case "snapcast":
		return checkHostPort(rest, true)
	default:
		return fmt.Sprintf("%q is no output%s", s, hint(nearest(kind, []string{"auto", "alsa", "clock", "wav", "pipe", "snapcast", "null"})))
	}
	return ""
}

// checkHostPort takes host:port; the host may be empty (every interface) unless it is needed.
func checkHostPort(s string, needHost bool) string {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return fmt.Sprintf("%q is not of the form host:port", s)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return fmt.Sprintf("%q: the port must be 1…65535", s)
	}
	if needHost && host == "" {
		return fmt.Sprintf("%q names no host", s)
	}
	if strings.ContainsFunc(host, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '/' }) {
		return fmt.Sprintf("%q: the host holds a character that no host has", s)
	}
	return ""
}

func checkListen(s string) string {
	if s == "" {
		return ""
	}
	return checkHostPort(s, false)
}

func checkHost(s string) string {
	if s == "" || len(s) > 253 || strings.ContainsFunc(s, func(r rune) bool {
		return !(r == '.' || r == '-' || r == '_' || r == ':' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}) {
		return fmt.Sprintf("%q is no host name", s)
	}
	return ""
}

func checkBroker(s string) string {
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil {
		// url.Error repeats the whole address, which may hold a password: say it without.
		return "the address can't be read"
	}
	if u.User != nil {
		return "the address holds a user or password; use mqtt.user and mqtt.password_file"
	}
	if u.Scheme != "tcp" && u.Scheme != "ssl" {
		return fmt.Sprintf("%q is no address of a broker", s)
	}
	if u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Sprintf("%q: nothing may follow the port", s)
	}
	if u.Port() == "" {
		return fmt.Sprintf("%q names no port", s)
	}
	return checkHostPort(u.Host, true)
}

// checkNode keeps the node out of the way of MQTT's wildcards and levels, and of Home Assistant's object ids.
func checkNode(s string) string {
	if len(s) > 64 || strings.ContainsFunc(s, func(r rune) bool {
		return !(r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}) {
		return fmt.Sprintf("%q holds a character that isn't allowed, or is too long", s)
	}
	return ""
}

// checkPin takes a kernel line name; the kernel allows 31 bytes (GPIO_MAX_NAME_SIZE less the zero).
func checkPin(s string) string {
	if len(s) > 31 || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }) {
		return fmt.Sprintf("%q is no name of a line", s)
	}
	return ""
}

func checkName(s string) string {
	if len(s) > 64 || strings.ContainsFunc(s, unicode.IsControl) {
		return fmt.Sprintf("%q is no name", s)
	}
	return ""
}
