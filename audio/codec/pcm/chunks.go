package pcm

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"auralis/audio"
	"auralis/audio/codec"
)

// maxChunks bounds the walk over a file made of empty chunks.
const maxChunks = 10000

// seekFrom is the length of a chunk from which skipping seeks: reading less is cheaper than a seek over a network.
const seekFrom = 16 << 10

// Chunks walks the chunks of a RIFF (little-endian) or IFF (big-endian) file: four characters, a 32-bit length, the
// body, a pad byte where the length is odd. It works on sources that can't be sought too.
type Chunks struct {
	src   io.ReadSeeker
	order binary.ByteOrder
	pos   int64 // byte of the source that is read next
	next  int64 // byte at which the next chunk begins
	count int
}

// NewChunks walks src, which must stand at pos, the first chunk's header.
func NewChunks(src io.ReadSeeker, order binary.ByteOrder, pos int64) *Chunks {
	return &Chunks{src: src, order: order, pos: pos, next: pos}
}

// Next skips what is left of the current chunk and returns the header of the next one. At the end of the source it
// returns io.EOF.
func (c *Chunks) Next() (id string, size uint32, err error) {
	if c.count++; c.count > maxChunks {
		return "", 0, fmt.Errorf("%w: more than %d chunks", codec.ErrCorrupt, maxChunks)
	}
	if err := c.SkipTo(c.next); err != nil {
		return "", 0, err
	}
	var head [8]byte
	if err := c.read(head[:]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = io.EOF // a few stray bytes at the end are not a chunk
		}
		return "", 0, err
	}
	size = c.order.Uint32(head[4:])
	c.next = c.pos + int64(size) + int64(size&1)
	return string(head[:4]), size, nil
}

// Body fills b with the bytes of the current chunk that follow; it must not be asked for more than the chunk holds.
func (c *Chunks) Body(b []byte) error {
	err := c.read(b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: it ends inside the chunk at byte %d", codec.ErrTruncated, c.pos)
	}
	return err
}

// Pos is the byte of the source that is read next.
func (c *Chunks) Pos() int64 { return c.pos }

func (c *Chunks) read(b []byte) error {
	n, err := io.ReadFull(c.src, b)
	c.pos += int64(n)
	return err
}

// SkipTo moves to byte at of the source: by reading where that is near or the source can't be sought, else by seeking.
// Moving backwards needs a source that can be sought. A target behind the end is reached; reading there gives io.EOF.
func (c *Chunks) SkipTo(at int64) error {
	n := at - c.pos
	if n == 0 {
		return nil
	}
	if n < 0 || n >= seekFrom {
		_, err := c.src.Seek(at, io.SeekStart)
		if err == nil {
			c.pos = at
			return nil
		}
		if n < 0 || !errors.Is(err, audio.ErrNotSeekable) {
			return err
		}
	}
	k, err := io.CopyN(io.Discard, c.src, n)
	c.pos += k
	if errors.Is(err, io.EOF) {
		return nil // the caller's next read says so
	}
	return err
}
