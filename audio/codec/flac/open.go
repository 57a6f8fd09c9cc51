package flac

import (
	"errors"
	"fmt"
	"io"

	"auralis/audio"
	"auralis/audio/codec"
)

// Options changes what Open does; the zero value is what playback wants.
type Options struct {
	// SkipMD5 leaves the checksum of the samples uncomputed: some 15 to 25 % less work. Verify then only tells of
	// replaced stretches.
	SkipMD5 bool
}

// Decoder decodes one FLAC stream. It keeps codec.Decoder, codec.IntReader and codec.Verifier, and belongs to one
// goroutine at a time.
type Decoder struct {
	w      *window
	stream streamInfo
	info   codec.Info
	points []seekPoint
	crc    *crc16Table
	first  int64   // byte at which the first frame begins
	size   int64   // of the source in bytes, or -1
	block  int     // samples of a frame where frames are numbered
	origin int64   // position that the first frame of a stream of unknown length states
	usual  int     // bytes that a frame usually has at most
	scale  float32 // 2^(1-bits)

	f       frame
	at, end int   // samples of f that weren't given yet
	silence int64 // samples of silence to be given before them
	next    int64 // position behind f: where the next frame should begin
	pos     int64 // position of the sample that is given next
	err     error // what every further Read gives; nil while there is more

	sum    checksum
	damage Damage
}

// Sniff says whether a file that begins with head (4 bytes are enough) is a FLAC file. Files with an ID3v2 tag in front
// must be recognised behind it.
func Sniff(head []byte) bool { return len(head) >= 4 && string(head[:4]) == "fLaC" }

// Open reads the metadata of src, which must stand at its start. Errors wrap codec.ErrUnknown, ErrUnsupported,
// ErrCorrupt or ErrTruncated, or are the source's. src isn't closed.
func Open(src io.ReadSeeker, o Options) (*Decoder, error) {
	d, err := open(src, o)
	if err != nil {
		return nil, fmt.Errorf("flac: %w", err)
	}
	return d, nil
}

func open(src io.ReadSeeker, o Options) (*Decoder, error) {
	w := newWindow(src)
	m, err := readMetadata(w)
	if err != nil {
		return nil, err
	}
	s := m.info
	if err := codec.CheckStream(int64(s.rate), s.channels); err != nil {
		return nil, err
	}
	if s.bits < 4 {
		return nil, fmt.Errorf("%w: samples of %d bits", codec.ErrCorrupt, s.bits)
	}
	d := &Decoder{
		w: w, stream: s, points: m.points, crc: makeCRC16(),
		first: w.offset(), size: codec.Size(src),
		block: s.maxBlock, usual: 4096, scale: 1 / float32(int64(1)<<(s.bits-1)),
		info: codec.Info{Codec: "flac", Rate: s.rate, Channels: s.channels, Bits: s.bits, Frames: -1, Lossless: true},
	}
	if s.maxFrame > 0 && s.maxFrame < windowStart {
		d.usual = s.maxFrame
	}
	d.w.ensure(headerMax)
	if h, ok := parseHeader(d.w.bytes()); ok && !h.variable {
		// Where STREAMINFO doesn't commit itself to one size, the first frame has it (only the last one may be shorter).
		if s.minBlock != s.maxBlock || s.minBlock < 16 {
			d.block = h.size
		}
	}
	if s.total > 0 {
		d.info.Frames = s.total
	} else {
		if h, ok := parseHeader(d.w.bytes()); ok {
			d.origin = d.position(&h)
		}
		if d.info.Frames, err = d.measure(); err != nil {
			return nil, err
		}
	}
	d.sum.start(s, o.SkipMD5)
	return d, nil
}

// Info follows codec.Decoder.
func (d *Decoder) Info() codec.Info { return d.info }

// measure looks the last frame up and returns the position behind it: the length of a stream whose STREAMINFO doesn't
// say it. It returns -1 where the source can't be sought or no frame is found. The window is at the first frame again.
func (d *Decoder) measure() (int64, error) {
	if d.size < 0 {
		return -1, nil
	}
	length := int64(-1)
	for span := int64(windowStart); length < 0; span *= 8 {
		from := max(d.first, d.size-span)
		if err := d.w.seek(from); errors.Is(err, audio.ErrNotSeekable) {
			return -1, nil
		} else if err != nil {
			return -1, err
		}
		for tries := 0; d.findSync(d.size) && tries < maxTries; {
			h, n, err := d.frameHere()
			if err == nil {
				length = max(length, d.position(&h)+int64(h.size))
				d.w.skip(n)
				continue
			}
			if !errors.Is(err, errHeader) {
				tries++
			}
			d.w.skip(1)
		}
		if from == d.first || span > windowMax/2 {
			break
		}
	}
	if err := d.w.failure(); err != nil {
		return -1, err
	}
	return length, d.w.seek(d.first)
}
