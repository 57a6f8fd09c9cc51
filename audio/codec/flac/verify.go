package flac

import (
	"crypto/md5"
	"fmt"
	"hash"

	"auralis/audio/codec"
)

// checksum is the MD5 of the samples: interleaved, little-endian, in the fewest whole bytes (RFC 9639, section 8.2).
type checksum struct {
	want     [16]byte
	bytes    int // of one sample
	hash     hash.Hash
	active   bool // every sample from 0 on was added
	compared bool // the end was reached so
	differ   bool
	buf      [6 << 10]byte
}

// start begins at sample 0; without is set where nothing shall be computed.
func (c *checksum) start(s streamInfo, without bool) {
	c.want, c.bytes = s.md5, (s.bits+7)/8
	if c.want == [16]byte{} || without {
		return // an MD5 of zeros means that the encoder knew none
	}
	c.hash = md5.New()
	c.active = true
}

// restart begins again after a seek to sample 0.
func (c *checksum) restart() {
	if c.hash != nil {
		c.hash.Reset()
		c.active, c.compared, c.differ = true, false, false
	}
}

// void is called where samples are missing or out of order.
func (c *checksum) void() { c.active = false }

// add takes samples from to end of f.
func (c *checksum) add(f *frame, channels, from, end int) {
	if !c.active {
		return
	}
	step := len(c.buf) / (channels * c.bytes)
	for from < end {
		n := min(step, end-from)
		b := c.buf[:n*channels*c.bytes]
		switch {
		case channels == 2 && c.bytes == 2:
			pack16(b, f.samples[0][history+from:][:n], f.samples[1][history+from:][:n])
		case channels == 2 && c.bytes == 3:
			pack24(b, f.samples[0][history+from:][:n], f.samples[1][history+from:][:n])
		default:
			for ch := range channels {
				pack(b[ch*c.bytes:], f.samples[ch][history+from:][:n], c.bytes, channels*c.bytes)
			}
		}
		c.hash.Write(b) // a hash never fails (package hash)
		from += n
	}
}

// pack16 writes 16-bit stereo.
func pack16(b []byte, l, r []int32) {
	r = r[:len(l)]
	for i, x := range l {
		y := r[i]
		o := b[4*i : 4*i+4 : 4*i+4]
		o[0], o[1], o[2], o[3] = byte(x), byte(x>>8), byte(y), byte(y>>8)
	}
}

// pack24 writes stereo of 17 to 24 bits.
func pack24(b []byte, l, r []int32) {
	r = r[:len(l)]
	for i, x := range l {
		y := r[i]
		o := b[6*i : 6*i+6 : 6*i+6]
		o[0], o[1], o[2] = byte(x), byte(x>>8), byte(x>>16)
		o[3], o[4], o[5] = byte(y), byte(y>>8), byte(y>>16)
	}
}

// pack writes one channel of samples of so many bytes, every stride bytes.
func pack(b []byte, s []int32, bytes, stride int) {
	for i, v := range s {
		for k := range bytes {
			b[i*stride+k] = byte(v >> (8 * k))
		}
	}
}

// finish compares, once the last sample was given.
func (c *checksum) finish() {
	if !c.active {
		return
	}
	var sum [16]byte
	c.differ = [16]byte(c.hash.Sum(sum[:0])) != c.want
	c.active, c.compared = false, true
}

// Verify follows codec.Verifier. It also returns an error wrapping codec.ErrCorrupt where a stretch was replaced by
// silence, however the stream was read.
func (d *Decoder) Verify() error {
	if d.damage.Places > 0 {
		return fmt.Errorf("flac: %w: %d frames in %d places replaced by silence, first at frame %d",
			codec.ErrCorrupt, d.damage.Frames, d.damage.Places, d.damage.First)
	}
	if d.sum.differ {
		return fmt.Errorf("flac: %w: the MD5 of the decoded samples isn't the one in the file", codec.ErrCorrupt)
	}
	return nil
}
