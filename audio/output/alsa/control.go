package alsa

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// control is one open control device: each method is one question to the kernel.
type control struct {
	fd   int
	card int
}

// openControl opens the control device of a card. It never blocks and disturbs nobody.
func openControl(card int) (*control, unix.Errno) {
	for {
		fd, err := unix.Open(fmt.Sprintf("/dev/snd/controlC%d", card), unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return nil, errnoOf(err)
		}
		return &control{fd: fd, card: card}, 0
	}
}

func (c *control) close() unix.Errno {
	if err := unix.Close(c.fd); err != nil && err != unix.EINTR {
		return errnoOf(err)
	}
	return 0
}

func (c *control) info() (cardInfo, unix.Errno) {
	var i cardInfo
	e := ioctl(c.fd, reqCtlCardInfo, unsafe.Pointer(&i))
	return i, e
}

// playback describes the playback side of a device: ENOENT or ENXIO where it has none.
func (c *control) playback(device int) (pcmInfo, unix.Errno) {
	i := pcmInfo{device: uint32(device), stream: streamPlayback}
	e := ioctl(c.fd, reqCtlPCMInfo, unsafe.Pointer(&i))
	return i, e
}
