package alsa

import (
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// pcm is one open playback stream: each method is one call into the kernel. It is used by one goroutine at a time. The
// arguments of the calls on the hot path are fields, so that they lie on the heap once and nothing is allocated later.
type pcm struct {
	fd      int
	version uint32

	xfer  xferi
	stat  status
	queue sframes
	poll  [1]unix.PollFd
	limit unix.Timespec
}

// openPCM opens a playback device without waiting for it to become free: EBUSY where it is in use.
func openPCM(path string) (*pcm, unix.Errno) {
	for {
		fd, err := unix.Open(path, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return nil, errnoOf(err)
		}
		p := &pcm{fd: fd}
		if e := ioctl(fd, reqPVersion, unsafe.Pointer(&p.version)); e != 0 {
			p.close()
			return nil, e
		}
		return p, 0
	}
}

// errnoOf gives the errno in an error of package unix.
func errnoOf(err error) unix.Errno {
	if e, ok := err.(unix.Errno); ok {
		return e
	}
	return unix.EIO
}

func (p *pcm) close() unix.Errno {
	if err := unix.Close(p.fd); err != nil && err != unix.EINTR { // Linux has closed it even so
		return errnoOf(err)
	}
	return 0
}

// refine implements refiner.
func (p *pcm) refine(h *hwParams) unix.Errno { return ioctl(p.fd, reqHWRefine, unsafe.Pointer(h)) }

// setHardware makes an agreed configuration the device's; h comes back with what it really is.
func (p *pcm) setHardware(h *hwParams) unix.Errno { return ioctl(p.fd, reqHWParams, unsafe.Pointer(h)) }

// setSoftware says when the device starts, stops and wakes the writer, in frames.
func (p *pcm) setSoftware(start, stop, wake int) (boundary uint, e unix.Errno) {
	s := swParams{
		tstampMode:     tstampEnable,
		periodStep:     1,
		availMin:       uframes(wake),
		xferAlign:      1,
		startThreshold: uframes(start),
		stopThreshold:  uframes(stop),
		proto:          min(p.version, protocolOurs),
		tstampType:     tstampMonotonic,
	}
	e = ioctl(p.fd, reqSWParams, unsafe.Pointer(&s))
	return s.boundary, e
}

// write hands over whole frames and gives the number taken; EAGAIN where there is room for none.
func (p *pcm) write(b []byte, frames int) (int, unix.Errno) {
	p.xfer = xferi{buf: unsafe.Pointer(unsafe.SliceData(b)), frames: uframes(frames)}
	e := ioctl(p.fd, reqWriteI, unsafe.Pointer(&p.xfer))
	runtime.KeepAlive(b)
	p.xfer.buf = nil
	if e != 0 {
		return 0, e
	}
	return int(p.xfer.result), 0
}

func (p *pcm) status() (Status, unix.Errno) {
	p.stat = status{}
	if e := ioctl(p.fd, reqStatus, unsafe.Pointer(&p.stat)); e != 0 {
		return Status{State: StateDisconnected}, e
	}
	s := &p.stat
	return Status{State: State(s.state), Delay: s.delay, Avail: int(s.avail), Hardware: s.hwPtr,
		Time: time.Duration(s.tstamp.sec)*time.Second + time.Duration(s.tstamp.nsec)}, 0
}

func (p *pcm) delay() (int, unix.Errno) {
	e := ioctl(p.fd, reqDelay, unsafe.Pointer(&p.queue))
	return p.queue, e
}

func (p *pcm) prepare() unix.Errno { return ioctlInt(p.fd, reqPrepare, 0) }
func (p *pcm) start() unix.Errno   { return ioctlInt(p.fd, reqStart, 0) }
func (p *pcm) drop() unix.Errno    { return ioctlInt(p.fd, reqDrop, 0) }
func (p *pcm) resume() unix.Errno  { return ioctlInt(p.fd, reqResume, 0) }

// drain asks for the end after what was written: EAGAIN where that takes time, which wait then sees.
func (p *pcm) drain() unix.Errno { return ioctlInt(p.fd, reqDrain, 0) }

func (p *pcm) pause(on bool) unix.Errno {
	var arg uintptr
	if on {
		arg = 1
	}
	return ioctlInt(p.fd, reqPause, arg)
}

// What wait saw.
const (
	waitTimeout = iota
	waitReady   // a period is free
	waitTrouble // the state says what
)

// wait sleeps until the device wakes it, or for limit.
func (p *pcm) wait(limit time.Duration) (int, unix.Errno) {
	end := time.Now().Add(limit)
	for {
		p.poll[0] = unix.PollFd{Fd: int32(p.fd), Events: unix.POLLOUT}
		p.limit = unix.NsecToTimespec(int64(max(limit, 0)))
		n, err := unix.Ppoll(p.poll[:], &p.limit, nil)
		switch {
		case err == unix.EINTR:
			limit = time.Until(end)
		case err != nil:
			return waitTrouble, errnoOf(err)
		case n == 0:
			return waitTimeout, 0
		case p.poll[0].Revents&(unix.POLLERR|unix.POLLHUP|unix.POLLNVAL) != 0:
			return waitTrouble, 0
		default:
			return waitReady, 0
		}
	}
}
