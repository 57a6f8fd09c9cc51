package pcm

import (
	"errors"
	"fmt"
	"io"

	"auralis/audio/codec"
)

// bufferBytes is how much is asked of the source at once; a multiple of no frame size in particular.
const bufferBytes = 32 << 10

// chunkFrames is how many frames pass through the integer scratch of Read at a time.
const chunkFrames = 1024

// Layout says where the samples lie.
type Layout struct {
	Encoding  Encoding
	Start     int64 // byte of the source at which frame 0 begins
	Frames    int64 // frames that are there; -1 reads until the source ends
	Truncated bool  // the header promised more than Frames: the end is ErrTruncated, not io.EOF
}

// New gives the decoder of samples that lie as l says in src, which must stand at l.Start. Rate, channels, bits, codec
// and losslessness come from info; its Frames is set from l. The decoder keeps codec.IntReader where the encoding is an
// integer one. info.Channels must have been checked.
func New(src io.ReadSeeker, info codec.Info, l Layout) codec.Decoder {
	info.Frames = l.Frames
	frame := l.Encoding.Bytes() * info.Channels
	d := &decoder{src: src, info: info, layout: l, frame: frame, buf: make([]byte, bufferBytes/frame*frame)}
	if l.Encoding.Float() {
		return d
	}
	return &intDecoder{d}
}

// intDecoder is a decoder of integer samples; the split keeps ReadInt away from float files.
type intDecoder struct{ *decoder }

type decoder struct {
	src    io.ReadSeeker
	info   codec.Info
	layout Layout
	frame  int    // bytes of one frame
	buf    []byte // whole frames long
	r, w   int    // unread bytes are buf[r:w]; a broken frame may stand at the end
	pos    int64  // frame at buf[r]
	err    error  // what every further Read gives; nil while there is more
	ints   [chunkFrames]int32
}

func (d *decoder) Info() codec.Info { return d.info }

// Read follows codec.Decoder; it gives at most one buffer of the source.
func (d *decoder) Read(dst [][]float32) (int, error) {
	if len(dst) < d.info.Channels {
		return 0, fmt.Errorf("%s: Read into %d slices, the stream has %d channels", d.info.Codec, len(dst), d.info.Channels)
	}
	n, err := d.fill(len(dst[0]))
	width := d.layout.Encoding.Bytes()
	for c := range d.info.Channels {
		b, out := d.buf[d.r+c*width:], dst[c][:n]
		if d.layout.Encoding.Float() {
			d.layout.Encoding.floats(out, b, d.frame)
			continue
		}
		for len(out) > 0 {
			k := min(len(out), chunkFrames)
			d.layout.Encoding.ints(d.ints[:k], b, d.frame)
			for i, v := range d.ints[:k] {
				out[i] = float32(v) * (1.0 / (1 << 31))
			}
			out = out[k:]
			b = b[min(len(b), k*d.frame):]
		}
	}
	d.consume(n)
	return n, err
}

// ReadInt follows codec.IntReader.
func (d *intDecoder) ReadInt(dst [][]int32) (int, error) {
	if len(dst) < d.info.Channels {
		return 0, fmt.Errorf("%s: ReadInt into %d slices, the stream has %d channels", d.info.Codec, len(dst), d.info.Channels)
	}
	n, err := d.fill(len(dst[0]))
	width := d.layout.Encoding.Bytes()
	for c := range d.info.Channels {
		d.layout.Encoding.ints(dst[c][:n], d.buf[d.r+c*width:], d.frame)
	}
	d.consume(n)
	return n, err
}

func (d *decoder) consume(n int) {
	d.r += n * d.frame
	d.pos += int64(n)
}

// fill makes frames available at buf[r:] and returns how many of the wanted ones are there; 0 only with an error.
func (d *decoder) fill(want int) (int, error) {
	if want == 0 {
		return 0, nil
	}
	if have := (d.w - d.r) / d.frame; have > 0 {
		return min(want, have), nil
	}
	if d.err != nil {
		return 0, d.err
	}
	room := int64(len(d.buf))
	if d.layout.Frames >= 0 {
		room = min(room, (d.layout.Frames-d.pos)*int64(d.frame))
	}
	if room == 0 {
		d.err = io.EOF
		if d.layout.Truncated {
			d.err = d.truncated()
		}
		return 0, d.err
	}
	n, err := io.ReadAtLeast(d.src, d.buf[:room], d.frame)
	d.r, d.w = 0, n
	// A short read leaves a broken frame at the end of the buffer; complete it, so that the next read begins at one.
	if part := n % d.frame; err == nil && part != 0 {
		var k int
		k, err = io.ReadFull(d.src, d.buf[n:n+d.frame-part])
		d.w += k
	}
	if err != nil {
		if d.err = err; errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			d.err = io.EOF
			if d.layout.Frames >= 0 {
				d.err = d.truncatedAt(d.pos + int64(d.w/d.frame))
			}
		} else {
			d.err = fmt.Errorf("%s: frame %d: %w", d.info.Codec, d.pos+int64(d.w/d.frame), err)
		}
	}
	if have := d.w / d.frame; have > 0 {
		return min(want, have), nil
	}
	return 0, d.err
}

func (d *decoder) truncated() error { return d.truncatedAt(d.pos) }

func (d *decoder) truncatedAt(frame int64) error {
	return fmt.Errorf("%s: %w: it ends at frame %d, before the end its header declares", d.info.Codec, codec.ErrTruncated, frame)
}

// SeekFrame follows codec.Decoder.
func (d *decoder) SeekFrame(frame int64) error {
	if frame < 0 || d.info.Frames >= 0 && frame > d.info.Frames {
		return fmt.Errorf("%s: seek to frame %d of %d", d.info.Codec, frame, d.info.Frames)
	}
	if _, err := d.src.Seek(d.layout.Start+frame*int64(d.frame), io.SeekStart); err != nil {
		return fmt.Errorf("%s: seek to frame %d: %w", d.info.Codec, frame, err)
	}
	d.r, d.w, d.pos, d.err = 0, 0, frame, nil
	return nil
}
