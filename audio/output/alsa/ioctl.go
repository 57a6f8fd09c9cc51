package alsa

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// The parts of an ioctl number (include/uapi/asm-generic/ioctl.h): direction in the top 2 bits, size of the argument in
// 14, type and number in 8 each. amd64, arm and arm64 share this encoding.
const (
	dirWrite  = 1 << 30
	dirRead   = 2 << 30
	dirBoth   = dirWrite | dirRead
	sizeShift = 16
	typePCM   = 'A' << 8
	typeCtl   = 'U' << 8
)

// ioctl makes one call on fd. arg must point to memory that holds what the number's size says; it is kept alive and in
// place until the call returns. A call broken by a signal is made again.
func ioctl(fd int, req uintptr, arg unsafe.Pointer) unix.Errno {
	for {
		if _, _, e := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), req, uintptr(arg)); e != unix.EINTR {
			return e
		}
	}
}

// ioctlInt makes a call whose argument is a plain number or none.
func ioctlInt(fd int, req, arg uintptr) unix.Errno {
	for {
		if _, _, e := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), req, arg); e != unix.EINTR {
			return e
		}
	}
}

// cString gives the text before the first NUL.
func cString(b []byte) string {
	for i, c := range b {
		if c == 0 {
			return string(b[:i])
		}
	}
	return string(b)
}
