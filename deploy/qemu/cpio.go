package qemu

import (
	"bufio"
	"fmt"
	"io"
)

// cpioWriter writes an initramfs: the "newc" cpio format, as the kernel's
// Documentation/driver-api/early-userspace/buffer-format.rst describes it.
// The first error sticks and comes back from every later call.
type cpioWriter struct {
	to      *bufio.Writer
	written int64
	inode   uint32
	err     error
}

// File types, from inode(7).
const (
	modeDir     = 0o040000
	modeFile    = 0o100000
	modeCharDev = 0o020000
)

func newCPIO(w io.Writer) *cpioWriter {
	return &cpioWriter{to: bufio.NewWriterSize(w, 1<<20)}
}

// Dir adds a directory. Parents must be added before what lies in them.
func (c *cpioWriter) Dir(name string) error {
	return c.entry(name, modeDir|0o755, nil, 0, 0)
}

// File adds a regular file; name has no leading slash.
func (c *cpioWriter) File(name string, permission uint32, data []byte) error {
	return c.entry(name, modeFile|permission, data, 0, 0)
}

// CharDevice adds a character device node.
func (c *cpioWriter) CharDevice(name string, permission, major, minor uint32) error {
	return c.entry(name, modeCharDev|permission, nil, major, minor)
}

// Close ends the archive. It doesn't close the writer below.
func (c *cpioWriter) Close() error {
	if err := c.entry("TRAILER!!!", 0, nil, 0, 0); err != nil {
		return err
	}
	c.pad(512)
	if c.err == nil {
		c.err = c.to.Flush()
	}
	return c.err
}

func (c *cpioWriter) entry(name string, mode uint32, data []byte, major, minor uint32) error {
	if uint64(len(data)) > 0xffffffff {
		return fmt.Errorf("qemu: initramfs: %s has %d bytes, the format ends at 4 GiB", name, len(data))
	}
	c.inode++
	// ino mode uid gid nlink mtime filesize maj min rmaj rmin namesize check:
	// 13 fields of 8 hexadecimal digits. Times are 0: the same content gives
	// the same image.
	header := fmt.Sprintf("070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
		c.inode, mode, 0, 0, 1, 0, len(data), 0, 0, major, minor, len(name)+1, 0)
	c.write([]byte(header))
	c.write(append([]byte(name), 0))
	c.pad(4)
	c.write(data)
	c.pad(4)
	if c.err != nil {
		return fmt.Errorf("qemu: initramfs: %s: %w", name, c.err)
	}
	return nil
}

func (c *cpioWriter) write(data []byte) {
	if c.err != nil {
		return
	}
	n, err := c.to.Write(data)
	c.written += int64(n)
	c.err = err
}

func (c *cpioWriter) pad(to int64) {
	c.write(make([]byte, (to-c.written%to)%to))
}
