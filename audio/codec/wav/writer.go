package wav

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"auralis/audio"
	"auralis/audio/codec"
)

// writerBuffer gathers small writes: a block of the engine is some hundred bytes.
const writerBuffer = 64 << 10

// WriterConfig is what is written.
type WriterConfig struct {
	Rate     int                // frames per second, 8000…384000
	Channels int                // 1…8, in WAVE order
	Format   audio.SampleFormat // S16LE, S24x3LE, S32LE or F32LE
}

// Writer writes one WAVE file. It belongs to one goroutine at a time.
//
// Until Close the header holds the lengths of a streamed file, so that what a killed program leaves is played to its
// end. Space for a ds64 chunk is kept in front: where the file outgrows 4 GiB it becomes an RF64 at Close.
type Writer struct {
	w      io.WriteSeeker
	cfg    WriterConfig
	header []byte // as it was written first
	data   int64  // bytes of samples taken
	buf    []byte // taken and not yet written
	err    error  // of the first failed write; nothing is written after it
	closed bool
}

// NewWriter writes the header. Errors: a configuration outside the ranges of WriterConfig, or the error of w. w must
// stand at its start; it isn't closed.
func NewWriter(w io.WriteSeeker, cfg WriterConfig) (*Writer, error) {
	if err := codec.CheckStream(int64(cfg.Rate), cfg.Channels); err != nil {
		return nil, fmt.Errorf("wav: %w", err)
	}
	switch cfg.Format {
	case audio.S16LE, audio.S24x3LE, audio.S32LE, audio.F32LE:
	default:
		return nil, fmt.Errorf("wav: sample format %s can't be written: use S16_LE, S24_3LE, S32_LE or FLOAT_LE", cfg.Format)
	}
	out := &Writer{w: w, cfg: cfg, header: makeHeader(cfg), buf: make([]byte, 0, writerBuffer)}
	if _, err := w.Write(out.header); err != nil {
		return nil, fmt.Errorf("wav: header: %w", err)
	}
	return out, nil
}

// Write takes interleaved little-endian samples in the configured format; p may end inside a frame that the next call
// completes. It allocates nothing. What it takes may stay in a buffer until Close. After an error nothing more is taken
// and every call gives the same error.
func (w *Writer) Write(p []byte) (int, error) {
	if w.closed {
		return 0, errors.New("wav: write after Close")
	}
	taken := 0
	for len(p) > 0 {
		if w.err != nil {
			return taken, w.err
		}
		if len(w.buf) == 0 && len(p) >= writerBuffer {
			n, err := w.w.Write(p)
			taken += n
			w.data += int64(n)
			w.fail(err)
			return taken, w.err
		}
		n := min(len(p), cap(w.buf)-len(w.buf))
		w.buf = append(w.buf, p[:n]...)
		p = p[n:]
		taken += n
		w.data += int64(n)
		if len(w.buf) == cap(w.buf) {
			w.flush()
		}
	}
	return taken, w.err
}

func (w *Writer) flush() {
	if w.err != nil || len(w.buf) == 0 {
		return
	}
	_, err := w.w.Write(w.buf)
	w.fail(err)
	w.buf = w.buf[:0]
}

func (w *Writer) fail(err error) {
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("wav: after %d bytes of samples: %w", w.data, err)
	}
}

// Frames is the number of whole frames taken so far.
func (w *Writer) Frames() int64 { return w.data / int64(w.frameBytes()) }

func (w *Writer) frameBytes() int { return w.cfg.Format.Bytes() * w.cfg.Channels }

// Close writes what is buffered and the true lengths; w's end is where it stands afterwards. It returns the first error
// of the file's life, also where the last frame was left incomplete. A second Close does nothing.
func (w *Writer) Close() error {
	if w.closed {
		return w.err
	}
	w.closed = true
	if w.data%2 != 0 {
		w.buf = append(w.buf, 0) // flush left room for it
	}
	w.flush()
	if w.err != nil {
		return w.err
	}
	patchHeader(w.header, w.data, w.frameBytes())
	if _, err := w.w.Seek(0, io.SeekStart); err != nil {
		w.err = fmt.Errorf("wav: going back to the header: %w", err)
		return w.err
	}
	if _, err := w.w.Write(w.header); err != nil {
		w.err = fmt.Errorf("wav: header: %w", err)
		return w.err
	}
	if _, err := w.w.Seek(0, io.SeekEnd); err != nil {
		w.err = fmt.Errorf("wav: going to the end: %w", err)
		return w.err
	}
	if rest := w.data % int64(w.frameBytes()); rest != 0 {
		w.err = fmt.Errorf("wav: the last frame is incomplete: %d of %d bytes", rest, w.frameBytes())
	}
	return w.err
}

// The places of the lengths in the header that makeHeader builds.
const (
	riffSizeAt = 4
	ds64At     = 12 // "JUNK" or "ds64", 28 bytes of body (EBU Tech 3306, clause 3.5)
	ds64Body   = 28
	fmtAt      = ds64At + 8 + ds64Body
)

// makeHeader gives the header of a file whose length isn't known.
func makeHeader(cfg WriterConfig) []byte {
	le := binary.LittleEndian
	width := cfg.Format.Bytes()
	tag := uint16(tagPCM)
	if cfg.Format == audio.F32LE {
		tag = tagFloat
	}
	// Microsoft asks for the extensible form beyond two channels or 16 bits of integer.
	extensible := cfg.Channels > 2 || tag == tagPCM && width > 2

	h := append([]byte("RIFF"), 0xFF, 0xFF, 0xFF, 0xFF)
	h = append(h, "WAVEJUNK"...)
	h = le.AppendUint32(h, ds64Body)
	h = append(h, make([]byte, ds64Body)...)

	h = append(h, "fmt "...)
	n, outer := uint32(formatBytes), tag
	if extensible {
		n, outer = extensibleBytes, tagExtensible
	}
	h = le.AppendUint32(h, n)
	h = le.AppendUint16(h, outer)
	h = le.AppendUint16(h, uint16(cfg.Channels))
	h = le.AppendUint32(h, uint32(cfg.Rate))
	h = le.AppendUint32(h, uint32(cfg.Rate*width*cfg.Channels))
	h = le.AppendUint16(h, uint16(width*cfg.Channels))
	h = le.AppendUint16(h, uint16(8*width))
	if extensible {
		h = le.AppendUint16(h, 22)
		h = le.AppendUint16(h, uint16(8*width))
		h = le.AppendUint32(h, channelMask(cfg.Channels))
		h = le.AppendUint16(h, tag)
		h = append(h, subFormatTail...)
	}
	if tag == tagFloat { // every format but plain PCM has the number of frames in a chunk of its own
		h = append(h, "fact"...)
		h = le.AppendUint32(h, 4)
		h = le.AppendUint32(h, unknown32)
	}
	h = append(h, "data"...)
	return le.AppendUint32(h, unknown32)
}

// patchHeader puts the true lengths into h, which makeHeader built, for so many bytes of samples.
func patchHeader(h []byte, data int64, frame int) {
	le := binary.LittleEndian
	riff := int64(len(h)) - 8 + data + data%2
	frames := data / int64(frame)
	clamp := func(n int64) uint32 { return uint32(min(n, unknown32)) }
	if riff >= unknown32 {
		copy(h, "RF64")
		copy(h[ds64At:], "ds64")
		le.PutUint64(h[ds64At+8:], uint64(riff))
		le.PutUint64(h[ds64At+16:], uint64(data))
		le.PutUint64(h[ds64At+24:], uint64(frames))
		riff, data = unknown32, unknown32
	}
	le.PutUint32(h[riffSizeAt:], uint32(riff))
	le.PutUint32(h[len(h)-4:], uint32(data))
	if fact := len(h) - 20; string(h[fact:fact+4]) == "fact" {
		le.PutUint32(h[fact+8:], clamp(frames))
	}
}

// channelMask gives the speakers of n channels in WAVE order (ksmedia.h): the layouts that FLAC and ITU-R BS.775 use.
func channelMask(n int) uint32 {
	return [...]uint32{0, 0x4, 0x3, 0x7, 0x33, 0x37, 0x3F, 0x70F, 0x63F}[n]
}
