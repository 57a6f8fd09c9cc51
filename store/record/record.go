// Package record is the one binary form of everything that is kept on disk: a version byte, the fields one after the
// other, and a CRC-32C (Castagnoli) of all before it.
//
// Numbers are varints (encoding/binary), floats the 8 bytes of IEEE 754 little-endian, texts a length and their bytes: any
// byte may be in them, a path needn't be UTF-8. A newer version may only add fields behind the known ones; a reader of
// fewer fields ignores the rest, a reader of more gets zero values with Ended true. No length is trusted beyond the bytes
// that are there.
package record

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
)

// ErrBad: the bytes are no record, or a damaged one.
var ErrBad = errors.New("damaged record")

const trailer = 4 // bytes of the checksum

// Sum is the checksum used throughout: CRC-32C.
func Sum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

// Writer builds one record. The zero value isn't usable, see New.
type Writer struct{ b []byte }

// New begins a record of the given version.
func New(version byte) *Writer { return &Writer{b: append(make([]byte, 0, 256), version)} }

// Uint appends a non-negative number.
func (w *Writer) Uint(n uint64) { w.b = binary.AppendUvarint(w.b, n) }

// Int appends a number.
func (w *Writer) Int(n int64) { w.b = binary.AppendVarint(w.b, n) }

// Float appends a float; every bit pattern survives.
func (w *Writer) Float(f float64) {
	w.b = binary.LittleEndian.AppendUint64(w.b, math.Float64bits(f))
}

// Bool appends a truth value.
func (w *Writer) Bool(v bool) {
	if v {
		w.b = append(w.b, 1)
	} else {
		w.b = append(w.b, 0)
	}
}

// Text appends a text.
func (w *Writer) Text(s string) {
	w.Uint(uint64(len(s)))
	w.b = append(w.b, s...)
}

// Bytes appends bytes.
func (w *Writer) Bytes(p []byte) {
	w.Uint(uint64(len(p)))
	w.b = append(w.b, p...)
}

// Seal appends the checksum and gives the record; the writer is used no more.
func (w *Writer) Seal() []byte { return binary.LittleEndian.AppendUint32(w.b, Sum(w.b)) }

// Reader takes the fields of a record out in their order. After the first field that isn't there every method gives the
// zero value.
type Reader struct {
	Version byte
	b       []byte
	ended   bool
	bad     bool
}

// Open checks the checksum; the error is ErrBad. The bytes aren't copied: they must not change while the reader is used.
func Open(b []byte) (*Reader, error) {
	if len(b) < 1+trailer || binary.LittleEndian.Uint32(b[len(b)-trailer:]) != Sum(b[:len(b)-trailer]) {
		return nil, ErrBad
	}
	return &Reader{Version: b[0], b: b[1 : len(b)-trailer]}, nil
}

// Ended tells that a field was asked for behind the last one, which is normal in a record of an older version.
func (r *Reader) Ended() bool { return r.ended }

// Err gives ErrBad where a field contradicted the form.
func (r *Reader) Err() error {
	if r.bad {
		return ErrBad
	}
	return nil
}

func (r *Reader) take(n int) []byte {
	if r.bad || r.ended {
		return nil
	}
	if len(r.b) == 0 && n > 0 {
		r.ended = true
		return nil
	}
	if n > len(r.b) {
		r.bad = true
		return nil
	}
	p := r.b[:n]
	r.b = r.b[n:]
	return p
}

func (r *Reader) empty() bool {
	if len(r.b) == 0 {
		r.ended = true
	}
	return r.bad || r.ended
}

// Uint reads what Writer.Uint wrote.
func (r *Reader) Uint() uint64 {
	if r.empty() {
		return 0
	}
	n, size := binary.Uvarint(r.b)
	if size <= 0 {
		r.bad = true
		return 0
	}
	r.b = r.b[size:]
	return n
}

// Int reads what Writer.Int wrote.
func (r *Reader) Int() int64 {
	if r.empty() {
		return 0
	}
	n, size := binary.Varint(r.b)
	if size <= 0 {
		r.bad = true
		return 0
	}
	r.b = r.b[size:]
	return n
}

// Float reads what Writer.Float wrote.
func (r *Reader) Float() float64 {
	if p := r.take(8); p != nil {
		return math.Float64frombits(binary.LittleEndian.Uint64(p))
	}
	return 0
}

// Bool reads what Writer.Bool wrote.
func (r *Reader) Bool() bool {
	p := r.take(1)
	return p != nil && p[0] != 0
}

// Text reads what Writer.Text wrote.
func (r *Reader) Text() string { return string(r.Bytes()) }

// Bytes reads what Writer.Bytes wrote; they are part of the record's own.
func (r *Reader) Bytes() []byte {
	n := r.Uint()
	if n > uint64(len(r.b)) {
		r.bad = true
		return nil
	}
	return r.take(int(n))
}
