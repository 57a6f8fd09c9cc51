package ring

import (
	"encoding/binary"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Create makes a ring, as New does, in memory that another process can map: hand it the file of File. The memory goes
// when both have closed it.
func Create(frames, marks, words int) (*Ring, error) {
	frames, marks, err := capacities(frames, marks, words)
	if err != nil {
		return nil, err
	}
	fd, err := unix.MemfdCreate("auralis-ring", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("shared ring: memfd_create: %w", err)
	}
	n := size(frames, marks, words)
	if err := unix.Ftruncate(fd, int64(n)); err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("shared ring of %d bytes: %w", n, err)
	}
	return mapped(fd, n, frames, marks, words)
}

// Open maps the ring that another process made; it takes over the file descriptor, which is closed on failure too.
func Open(fd int) (*Ring, error) {
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("shared ring, descriptor %d: %w", fd, err)
	}
	if st.Size < int64(size(1, 2, 0)) {
		unix.Close(fd)
		return nil, fmt.Errorf("shared ring, descriptor %d: %d bytes are too few for a ring", fd, st.Size)
	}
	head, err := unix.Mmap(fd, 0, cacheLine, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("shared ring, descriptor %d: map: %w", fd, err)
	}
	word := func(i int) uint64 { return binary.NativeEndian.Uint64(head[i*8:]) }
	m, frames, marks, words := word(0), int(word(1)), int(word(2)), int(word(3))
	unix.Munmap(head)
	up1, up2, err := capacities(frames, marks, words)
	if m != magic || err != nil || up1 != frames || up2 != marks || st.Size < int64(size(frames, marks, words)) {
		unix.Close(fd)
		return nil, fmt.Errorf("shared ring, descriptor %d: not a ring of this version (is the other process another build?)", fd)
	}
	return mapped(fd, size(frames, marks, words), frames, marks, words)
}

func mapped(fd, n, frames, marks, words int) (*Ring, error) {
	b, err := unix.Mmap(fd, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("shared ring: map %d bytes: %w", n, err)
	}
	r := lay(b, frames, marks, words)
	r.fd = fd
	return r, nil
}

// File gives a duplicate of the descriptor of a shared ring, for a child process; the caller closes it. It is nil for a
// ring in plain memory.
func (r *Ring) File() (*os.File, error) {
	if r.fd < 0 {
		return nil, nil
	}
	fd, err := unix.FcntlInt(uintptr(r.fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("shared ring: duplicate the descriptor: %w", err)
	}
	return os.NewFile(uintptr(fd), "auralis-ring"), nil
}

// Lock keeps the memory from being paged out, for the process that feeds the device. It needs CAP_IPC_LOCK or
// RLIMIT_MEMLOCK; the error is the kernel's, and playing goes on without.
func (r *Ring) Lock() error { return unix.Mlock(r.memory) }

// Close unmaps a shared ring; both sides of this process must have ended. It does nothing to one in plain memory.
func (r *Ring) Close() error {
	if r.fd < 0 {
		return nil
	}
	b, fd := r.memory, r.fd
	*r = Ring{fd: -1}
	if err := unix.Munmap(b); err != nil {
		return fmt.Errorf("shared ring: unmap: %w", err)
	}
	return unix.Close(fd)
}
