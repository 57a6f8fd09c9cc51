package flac

import (
	"errors"
	"fmt"
	"io"
)

// Read follows codec.Decoder; it gives at most what is left of one FLAC frame.
func (d *Decoder) Read(dst [][]float32) (int, error) {
	if len(dst) < d.info.Channels {
		return 0, fmt.Errorf("flac: Read into %d slices, the stream has %d channels", len(dst), d.info.Channels)
	}
	n, err := d.available(len(dst[0]))
	if n == 0 {
		return 0, err
	}
	for c := range d.info.Channels {
		out := dst[c][:n]
		if d.silence > 0 {
			clear(out)
			continue
		}
		in := d.f.samples[c][history+d.at:][:len(out)]
		for i, v := range in {
			out[i] = float32(v) * d.scale
		}
	}
	d.consume(n)
	return n, nil
}

// ReadInt follows codec.IntReader.
func (d *Decoder) ReadInt(dst [][]int32) (int, error) {
	if len(dst) < d.info.Channels {
		return 0, fmt.Errorf("flac: ReadInt into %d slices, the stream has %d channels", len(dst), d.info.Channels)
	}
	n, err := d.available(len(dst[0]))
	if n == 0 {
		return 0, err
	}
	up := uint(32-d.info.Bits) & 31
	for c := range d.info.Channels {
		out := dst[c][:n]
		if d.silence > 0 {
			clear(out)
			continue
		}
		in := d.f.samples[c][history+d.at:][:len(out)]
		for i, v := range in {
			out[i] = v << up
		}
	}
	d.consume(n)
	return n, nil
}

// available gives how many of the wanted samples can be given at once, of silence or of f; 0 with the reason.
func (d *Decoder) available(want int) (int, error) {
	if want == 0 {
		return 0, nil
	}
	if d.silence == 0 && d.at == d.end {
		if d.err == nil {
			d.err = d.advance()
			if d.err == io.EOF {
				d.sum.finish() // where the length wasn't known
			}
		}
		if d.err != nil {
			return 0, d.err
		}
	}
	if d.silence > 0 {
		return int(min(int64(want), d.silence)), nil
	}
	return min(want, d.end-d.at), nil
}

func (d *Decoder) consume(n int) {
	d.pos += int64(n)
	if d.silence > 0 {
		d.silence -= int64(n)
	} else {
		d.at += n
	}
	if d.pos == d.info.Frames {
		d.sum.finish()
	}
}

// advance decodes the next frame that can be used. Afterwards there are samples to give, unless it returns an error.
func (d *Decoder) advance() error {
	if d.info.Frames >= 0 && d.next >= d.info.Frames {
		return io.EOF
	}
	var lost search
	for {
		h, n, err := d.frameHere()
		if err == nil {
			if err = d.accept(&h); err == nil {
				d.w.skip(n)
				d.usual = max(d.usual, min(n, windowStart))
				return nil
			}
		}
		if e := d.w.failure(); e != nil {
			return e
		}
		if !lost.step(d, err) {
			return d.giveUp(&lost)
		}
	}
}

// accept makes the decoded frame with header h what is given next, after silence where it doesn't follow at once.
func (d *Decoder) accept(h *frameHeader) error {
	start := d.position(h)
	if start+int64(h.size) <= d.next {
		return errBefore
	}
	gap := start - d.next
	if gap > maxSilence*int64(d.info.Rate) {
		return fmt.Errorf("frames %d to %d are missing", d.next, start)
	}
	if gap > 0 {
		d.damage.add(d.next, gap)
		d.sum.void()
	}
	d.silence = max(0, gap)
	d.at = int(max(0, -gap))
	d.end = h.size
	d.next = start + int64(h.size)
	if over := d.next - d.info.Frames; d.info.Frames >= 0 && over > 0 {
		d.next = d.info.Frames
		d.end -= int(min(over, int64(d.end-d.at)))
	}
	d.sum.add(&d.f, d.info.Channels, d.at, d.end)
	return nil
}

// frameHere decodes the frame that the window stands at into f; n is its length in bytes. It moves nothing.
func (d *Decoder) frameHere() (h frameHeader, n int, err error) {
	d.w.ensure(headerMax) // near the end there may be less
	h, ok := d.headerHere()
	if !ok {
		if b := d.w.bytes(); len(b) >= 2 && len(b) < headerMax && isSync(b) {
			return h, 0, errShort
		}
		return h, 0, errHeader
	}
	limit := frameLimit(&h, d.stream.bits)
	for need := min(d.usual, limit); ; need = min(2*d.w.have(), limit) {
		d.w.ensure(need) // the last frames may be shorter
		n, err = d.f.decode(d.w.padded(), d.w.have(), &h, d.stream.bits, d.crc)
		if !errors.Is(err, errShort) {
			return h, n, err
		}
		if d.w.have() >= limit {
			return h, 0, errLong
		}
		if !d.w.ensure(d.w.have() + 1) {
			return h, 0, errShort
		}
	}
}

// headerHere parses the frame header at the window; it reports false for one that isn't of this stream.
func (d *Decoder) headerHere() (frameHeader, bool) {
	h, ok := parseHeader(d.w.bytes())
	if !ok || h.channels() != d.stream.channels ||
		h.rate != 0 && h.rate != d.stream.rate || h.bits != 0 && h.bits != d.stream.bits {
		return h, false
	}
	p := d.position(&h)
	return h, p >= 0 && (d.stream.total == 0 || p < d.stream.total)
}

// position is that of the first sample of the frame with header h.
func (d *Decoder) position(h *frameHeader) int64 {
	if h.variable {
		return int64(h.number) - d.origin
	}
	return int64(h.number)*int64(d.block) - d.origin
}
