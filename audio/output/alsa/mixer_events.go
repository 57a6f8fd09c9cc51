package alsa

import (
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Change says that an element of the mixer was changed, by anybody, this process included.
type Change struct {
	Name    string
	Index   int
	Removed bool
}

// WaitChange waits until an element changes, at most for limit; ok is false where none did. The first call begins to
// listen: what was changed before isn't seen. It is the only call of Mixer that blocks.
func (m *Mixer) WaitChange(limit time.Duration) (c Change, ok bool, err error) {
	if !m.subscribed {
		on := int32(1)
		if e := ioctl(m.ctl.fd, reqCtlSubscribe, unsafe.Pointer(&on)); e != 0 {
			return c, false, m.err("listen to mixer", e)
		}
		m.subscribed = true
	}
	end := time.Now().Add(limit)
	for {
		var ev ctlEvent
		n, err := unix.Read(m.ctl.fd, unsafe.Slice((*byte)(unsafe.Pointer(&ev)), unsafe.Sizeof(ev)))
		switch {
		case err == unix.EAGAIN:
			left := time.Until(end)
			if left <= 0 {
				return c, false, nil
			}
			ts := unix.NsecToTimespec(int64(left))
			if _, err := unix.Ppoll([]unix.PollFd{{Fd: int32(m.ctl.fd), Events: unix.POLLIN}}, &ts, nil); err != nil && err != unix.EINTR {
				return c, false, m.err("listen to mixer", errnoOf(err))
			}
		case err == unix.EINTR:
		case err != nil:
			return c, false, m.err("listen to mixer", errnoOf(err))
		case n == int(unsafe.Sizeof(ev)):
			if ev.typ != eventElem {
				continue
			}
			return Change{Name: cString(ev.id.name[:]), Index: int(ev.id.index), Removed: ev.mask == eventRemove}, true, nil
		default:
			return c, false, m.err("listen to mixer", unix.EIO)
		}
	}
}
