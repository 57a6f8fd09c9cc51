package web

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// names are the host names under which the player may be asked for, in small letters. A browser that was led here by
// another name was led by somebody else's DNS: that site would count as of the same origin.
type names map[string]bool

func newNames(listen, hostname string, more []string) names {
	n := names{"localhost": true}
	add := func(s string) {
		if s = strings.ToLower(strings.Trim(s, ".")); s != "" {
			n[s] = true
		}
	}
	if host, _, err := net.SplitHostPort(listen); err == nil {
		add(host)
	}
	if short, _, _ := strings.Cut(hostname, "."); short != "" {
		add(hostname)
		add(short)
		add(short + ".local")
	}
	for _, h := range more {
		add(h)
	}
	return n
}

// allow tells whether a Host header may be answered: an address (no DNS was asked), or one of the names.
func (n names) allow(header string) bool {
	host, ok := hostOf(header)
	if !ok {
		return false
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return n[strings.ToLower(strings.TrimSuffix(host, "."))]
}

// hostOf takes the port off a Host header; ok is false where it isn't well formed.
func hostOf(header string) (host string, ok bool) {
	host = header
	if h, port, err := net.SplitHostPort(header); err == nil {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return "", false
		}
		host = h
	} else if strings.HasPrefix(header, "[") && strings.HasSuffix(header, "]") {
		host = header[1 : len(header)-1]
	}
	return host, host != ""
}
