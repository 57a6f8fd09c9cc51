// Package slots keeps one small value in a file of two slots of 4 KiB that are written in turn, in place.
//
// The file is allocated once, so that a write changes no metadata and costs one page: that is what a value written every
// few seconds may cost on a memory card. A slot is magic, sequence, length, CRC-32C and the value; the newest slot whose
// checksum holds is the value. A write that is torn or fails damages only the slot of the older value, and is repeated there.
package slots

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"auralis/store/disk"
	"auralis/store/record"
)

const (
	// Size is the size of a slot in bytes: a page, and what a card writes at least.
	Size = 4096
	// MaxValue is the longest value in bytes.
	MaxValue = Size - header
	header   = 24
	magic    = "AURSLOT1"
)

// ErrBad: the slot holds no whole value.
var ErrBad = errors.New("damaged slot")

// Encode gives the bytes of a slot. The value must not be longer than MaxValue.
func Encode(sequence uint64, value []byte) ([]byte, error) {
	if len(value) > MaxValue {
		return nil, fmt.Errorf("a value of %d bytes doesn't fit a slot of %d", len(value), MaxValue)
	}
	b := make([]byte, Size)
	copy(b, magic)
	binary.LittleEndian.PutUint64(b[8:], sequence)
	binary.LittleEndian.PutUint32(b[16:], uint32(len(value)))
	copy(b[header:], value)
	binary.LittleEndian.PutUint32(b[20:], sum(b, len(value)))
	return b, nil
}

func sum(slot []byte, length int) uint32 {
	return record.Sum(slot[:20]) ^ record.Sum(slot[header:header+length])
}

// Decode undoes Encode; the value is part of slot. The error is ErrBad.
func Decode(slot []byte) (sequence uint64, value []byte, err error) {
	if len(slot) < header || string(slot[:8]) != magic {
		return 0, nil, ErrBad
	}
	n := binary.LittleEndian.Uint32(slot[16:])
	if n > MaxValue || int(n) > len(slot)-header || sum(slot, int(n)) != binary.LittleEndian.Uint32(slot[20:]) {
		return 0, nil, ErrBad
	}
	return binary.LittleEndian.Uint64(slot[8:]), slot[header : header+int(n)], nil
}

// Pair is the open file. It is used by one goroutine at a time.
type Pair struct {
	file    disk.File
	current int    // slot of the newest value
	last    uint64 // its sequence; 0 = there is none
	written int64
}

// Open opens or makes the file and gives the newest value and its sequence, nil and 0 where there is none. A file of
// another size or with two damaged slots is written anew.
func Open(fsys disk.FS, name string) (*Pair, []byte, uint64, error) {
	b, err := disk.ReadFile(fsys, name, 2*Size)
	if err != nil && !errors.Is(err, fs.ErrNotExist) && len(b) == 0 {
		if _, isPath := errors.AsType[*fs.PathError](err); isPath {
			return nil, nil, 0, err // the disk says no: making the file anew would lose what it holds
		}
	}
	p := &Pair{}
	value := p.newest(b)
	if len(b) != 2*Size {
		if err := p.create(fsys, name, value); err != nil {
			return nil, nil, 0, err
		}
	}
	if p.file, err = fsys.OpenFile(name, os.O_RDWR, 0); err != nil {
		return nil, nil, 0, err
	}
	return p, value, p.last, nil
}

// newest finds the newest value in the bytes of a file.
func (p *Pair) newest(b []byte) []byte {
	var value []byte
	for i := range 2 {
		if len(b) < i*Size {
			break
		}
		if seq, v, err := Decode(b[i*Size : min(len(b), (i+1)*Size)]); err == nil && seq > p.last {
			p.last, p.current, value = seq, i, v
		}
	}
	return value
}

// create writes a file of the full size, keeping a value that was found.
func (p *Pair) create(fsys disk.FS, name string, value []byte) error {
	b := make([]byte, 2*Size) // written, not only reserved: a hole would cost metadata later
	if p.last != 0 {
		slot, err := Encode(p.last, value)
		if err != nil {
			return err
		}
		copy(b, slot)
	}
	p.current = 0
	p.written += int64(len(b))
	return disk.Replace(fsys, name, b, 0o600)
}

// Write makes the value the newest and returns when it is durable. The sequence must be greater than that of every
// value before. After an error the value before is still there, and Write may be called again.
func (p *Pair) Write(sequence uint64, value []byte) error {
	if sequence <= p.last {
		return fmt.Errorf("sequence %d is not above %d", sequence, p.last)
	}
	slot, err := Encode(sequence, value)
	if err != nil {
		return err
	}
	other := 1 - p.current
	n, err := p.file.WriteAt(slot, int64(other*Size))
	p.written += int64(n)
	if err == nil && n < len(slot) {
		err = io.ErrShortWrite
	}
	if err == nil {
		err = p.file.Datasync()
	}
	if err != nil {
		return err
	}
	p.current, p.last = other, sequence
	return nil
}

// Sequence is that of the newest value; 0 = there is none.
func (p *Pair) Sequence() uint64 { return p.last }

// BytesWritten counts what was written to the file since Open, in bytes.
func (p *Pair) BytesWritten() int64 { return p.written }

// Close closes the file; everything written is durable already.
func (p *Pair) Close() error { return p.file.Close() }
