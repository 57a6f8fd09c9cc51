package web

import (
	"net"
	"net/netip"
	"strconv"
)

// Addr is the address the server listens on.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// URL is where this machine finds the page.
func (s *Server) URL() string {
	a := s.bound()
	if a.Addr().IsUnspecified() {
		return pageURL("localhost", a.Port())
	}
	return pageURL(a.Addr().Unmap().String(), a.Port())
}

// LANURL is where a phone in the same network finds the page: by address, since not every phone resolves names. It is
// empty where the server listens on loopback alone, or there is no network.
func (s *Server) LANURL() string {
	a := s.bound()
	if ip := a.Addr().Unmap(); !ip.IsUnspecified() {
		if ip.IsLoopback() {
			return ""
		}
		return pageURL(ip.String(), a.Port())
	}
	all, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	if ip := bestAddress(all); ip.IsValid() {
		return pageURL(ip.String(), a.Port())
	}
	return ""
}

func (s *Server) bound() netip.AddrPort {
	if a, ok := s.listener.Addr().(*net.TCPAddr); ok {
		return a.AddrPort()
	}
	return netip.AddrPort{}
}

// bestAddress prefers a private IPv4 address, then any IPv4, then IPv6 that isn't link-local (which browsers can't take).
func bestAddress(all []net.Addr) (best netip.Addr) {
	rank := 0
	for _, a := range all {
		prefix, err := netip.ParsePrefix(a.String())
		if err != nil {
			continue
		}
		ip := prefix.Addr().Unmap()
		r := 0
		switch {
		case ip.IsLoopback() || ip.IsLinkLocalUnicast():
		case ip.Is4() && ip.IsPrivate():
			r = 3
		case ip.Is4():
			r = 2
		default:
			r = 1
		}
		if r > rank {
			best, rank = ip, r
		}
	}
	return best
}

func pageURL(host string, port uint16) string {
	if port == 80 {
		if ip, err := netip.ParseAddr(host); err == nil && ip.Is6() {
			return "http://[" + host + "]/"
		}
		return "http://" + host + "/"
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(int(port))) + "/"
}
