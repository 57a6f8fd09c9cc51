package aiff

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"auralis/audio/codec"
	"auralis/audio/codec/pcm"
)

// streamedFrom is the SSND length from which one that the file doesn't reach is taken for a placeholder:
// into a pipe, sox writes 0x7F000000, others 2^31 or 2^32 less a header.
const streamedFrom = 0x7F000000

// Sniff says whether a file that begins with head (12 bytes are enough) is an AIFF or AIFF-C file.
func Sniff(head []byte) bool {
	return len(head) >= 12 && string(head[:4]) == "FORM" && (string(head[8:12]) == "AIFF" || string(head[8:12]) == "AIFC")
}

// sound is where chunk SSND's samples lie.
type sound struct {
	start int64 // first byte
	bytes int64 // declared
}

// Open reads the header of src, which must stand at its start, and gives the decoder. It keeps codec.IntReader where
// the samples are integers. Errors wrap codec.ErrUnknown, ErrUnsupported, ErrCorrupt or ErrTruncated, or are the
// source's. src isn't closed.
func Open(src io.ReadSeeker) (codec.Decoder, error) {
	d, err := open(src)
	if err != nil {
		return nil, fmt.Errorf("aiff: %w", err)
	}
	return d, nil
}

func open(src io.ReadSeeker) (codec.Decoder, error) {
	size := codec.Size(src)
	var head [12]byte
	if _, err := io.ReadFull(src, head[:]); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	if !Sniff(head[:]) {
		return nil, fmt.Errorf("%w: no FORM AIFF header", codec.ErrUnknown)
	}
	chunks := pcm.NewChunks(src, binary.BigEndian, 12)
	var c *common
	var s *sound
	for c == nil || s == nil {
		id, n, err := chunks.Next()
		if errors.Is(err, io.EOF) {
			missing := "COMM"
			if c != nil {
				missing = "SSND"
			}
			// A file may have no SSND where it has no frames (AIFF 1.3, "Sound Data Chunk").
			if c != nil && c.frames == 0 {
				return pcm.New(src, c.info, pcm.Layout{Encoding: c.encoding, Start: chunks.Pos()}), nil
			}
			return nil, fmt.Errorf("%w: no %s chunk", codec.ErrTruncated, missing)
		}
		if err != nil {
			return nil, err
		}
		switch id {
		case "COMM":
			if c, err = readCommon(chunks, n, string(head[8:12]) == "AIFC"); err != nil {
				return nil, err
			}
		case "SSND":
			var b [8]byte
			if n != 0 && n < uint32(len(b)) {
				return nil, fmt.Errorf("%w: SSND chunk of %d bytes", codec.ErrCorrupt, n)
			}
			if err := chunks.Body(b[:]); err != nil {
				return nil, err
			}
			offset := int64(binary.BigEndian.Uint32(b[0:]))
			if n != 0 && offset > int64(n)-8 {
				return nil, fmt.Errorf("%w: SSND offset %d in a chunk of %d bytes", codec.ErrCorrupt, offset, n)
			}
			s = &sound{start: chunks.Pos() + offset, bytes: max(0, int64(n)-8-offset)}
		}
	}
	if err := chunks.SkipTo(s.start); err != nil {
		return nil, err
	}
	return pcm.New(src, c.info, layout(c, s, size)), nil
}

// layout decides how many frames there are; size is the file's in bytes, -1 where it isn't known.
func layout(c *common, s *sound, size int64) pcm.Layout {
	frame := int64(c.encoding.Bytes() * c.info.Channels)
	l := pcm.Layout{Encoding: c.encoding, Start: s.start}
	there := int64(-1)
	if size >= 0 {
		there = max(0, size-s.start)
	}
	declared := min(c.frames, s.bytes/frame)
	streamed := (c.frames == 0 || s.bytes == 0) && c.frames+s.bytes > 0 ||
		s.bytes >= streamedFrom && (there < 0 || s.bytes > there)
	switch {
	case streamed && there < 0:
		l.Frames = -1
	case streamed:
		l.Frames = there / frame
	case there >= 0 && declared*frame > there:
		l.Frames, l.Truncated = there/frame, true
	default:
		l.Frames = declared
	}
	return l
}
