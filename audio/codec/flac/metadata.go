package flac

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"auralis/audio/codec"
)

// The metadata blocks that are read (RFC 9639, section 8).
const (
	blockStreamInfo = 0
	blockSeekTable  = 3
	blockForbidden  = 127
)

const (
	streamInfoBytes = 34
	seekPointBytes  = 18
	maxBlocks       = 10000 // of metadata; a file made of empty ones is refused
	maxTags         = 8     // ID3v2 tags in front
	maxSeekPoints   = 4096  // a longer table is thinned
)

// streamInfo is the block STREAMINFO.
type streamInfo struct {
	minBlock, maxBlock   int // samples of a frame
	maxFrame             int // bytes of a frame; 0: unknown
	rate, channels, bits int
	total                int64 // samples; 0: unknown
	md5                  [16]byte
}

// seekPoint says that the frame whose first sample is sample begins at byte offset of the source.
type seekPoint struct{ sample, offset int64 }

// metadata is what is kept of everything in front of the first frame.
type metadata struct {
	info   streamInfo
	points []seekPoint // ascending, offsets from the first frame; nil where there are none or they make no sense
}

// readMetadata reads up to the first frame, where it leaves w.
func readMetadata(w *window) (m metadata, err error) {
	m, err = readBlocks(w)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%w: it ends inside its metadata at byte %d", codec.ErrTruncated, w.offset())
	}
	return m, err
}

func readBlocks(w *window) (m metadata, err error) {
	if err := skipTags(w); err != nil {
		return m, err
	}
	magic, err := take(w, 4)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return m, err
	}
	if string(magic) != "fLaC" {
		return m, fmt.Errorf("%w: no fLaC marker", codec.ErrUnknown)
	}
	known := false
	for range maxBlocks {
		head, err := take(w, 4)
		if err != nil {
			return m, err
		}
		last, kind := head[0]&0x80 != 0, int(head[0]&0x7F)
		n := int64(binary.BigEndian.Uint32(head) & 0xFFFFFF)
		switch {
		case kind == blockForbidden:
			return m, fmt.Errorf("%w: forbidden metadata block at byte %d", codec.ErrCorrupt, w.offset()-4)
		case kind == blockStreamInfo && !known:
			if n < streamInfoBytes {
				return m, fmt.Errorf("%w: STREAMINFO of %d bytes", codec.ErrCorrupt, n)
			}
			b, err := take(w, streamInfoBytes)
			if err != nil {
				return m, err
			}
			m.info = parseStreamInfo(b)
			known = true
			n -= streamInfoBytes
		case kind == blockSeekTable && m.points == nil:
			if m.points, err = readSeekTable(w, n/seekPointBytes); err != nil {
				return m, err
			}
			n %= seekPointBytes
		}
		if err := w.pass(n); err != nil {
			return m, err
		}
		if last {
			if !known {
				return m, fmt.Errorf("%w: no STREAMINFO", codec.ErrCorrupt)
			}
			return m, nil
		}
	}
	return m, fmt.Errorf("%w: more than %d metadata blocks", codec.ErrCorrupt, maxBlocks)
}

// take gives the next n bytes, which stay valid until the window moves; fewer with io.ErrUnexpectedEOF.
func take(w *window, n int) ([]byte, error) {
	if !w.ensure(n) {
		if err := w.failure(); err != nil {
			return nil, err
		}
		return w.bytes(), io.ErrUnexpectedEOF
	}
	b := w.bytes()[:n]
	w.skip(n)
	return b, nil
}

// skipTags passes ID3v2 tags (ID3v2.4.0 structure, section 3.1): 10 bytes with a length of 4 × 7 bits, a footer of 10.
func skipTags(w *window) error {
	for range maxTags {
		if !w.ensure(10) || string(w.bytes()[:3]) != "ID3" {
			return w.failure()
		}
		b := w.bytes()[:10]
		n := int64(b[6]&0x7F)<<21 | int64(b[7]&0x7F)<<14 | int64(b[8]&0x7F)<<7 | int64(b[9]&0x7F)
		if b[5]&0x10 != 0 {
			n += 10
		}
		if err := w.pass(10 + n); err != nil {
			return err
		}
	}
	return nil
}

func parseStreamInfo(b []byte) streamInfo {
	x := binary.BigEndian.Uint64(b[10:]) // 20 bits rate, 3 channels less 1, 5 bits less 1, 36 total
	return streamInfo{
		minBlock: int(binary.BigEndian.Uint16(b[0:])),
		maxBlock: int(binary.BigEndian.Uint16(b[2:])),
		maxFrame: int(b[7])<<16 | int(b[8])<<8 | int(b[9]),
		rate:     int(x >> 44),
		channels: int(x>>41&7) + 1,
		bits:     int(x>>36&31) + 1,
		total:    int64(x & (1<<36 - 1)),
		md5:      [16]byte(b[18:34]),
	}
}

// readSeekTable reads n points. Placeholders are left out; a table that doesn't ascend is worth nothing and comes back
// empty; of a table longer than maxSeekPoints every second, fourth … point is kept.
func readSeekTable(w *window, n int64) ([]seekPoint, error) {
	points := []seekPoint{}
	sane := true
	stride := int64(1)
	for i := range n {
		b, err := take(w, seekPointBytes)
		if err != nil {
			return nil, err
		}
		sample, offset := binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])
		if sample >= 1<<36 || offset >= 1<<62 || !sane || i%stride != 0 {
			continue
		}
		p := seekPoint{int64(sample), int64(offset)}
		if k := len(points); k > 0 && (p.sample <= points[k-1].sample || p.offset <= points[k-1].offset) {
			sane = false
			continue
		}
		if points = append(points, p); len(points) == maxSeekPoints {
			for k := range maxSeekPoints / 2 {
				points[k] = points[2*k]
			}
			points = points[:maxSeekPoints/2]
			stride *= 2
		}
	}
	if !sane {
		points = points[:0]
	}
	return points, nil
}
