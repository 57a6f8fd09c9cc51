package wav

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"auralis/audio/codec"
	"auralis/audio/codec/pcm"
)

// unknown32 stands for a length that didn't fit or wasn't known.
const unknown32 = 0xFFFFFFFF

// streamedFrom is the data length from which one that the file doesn't reach is taken for a placeholder: programs that
// write to a pipe put 2^31 or 2^32 there, less a header or rounded to a page.
const streamedFrom = 0x7F000000

// Sniff says whether a file that begins with head (12 bytes are enough) is a WAVE file.
func Sniff(head []byte) bool {
	if len(head) < 12 || string(head[8:12]) != "WAVE" {
		return false
	}
	switch string(head[:4]) {
	case "RIFF", "RF64", "BW64":
		return true
	}
	return false
}

// Open reads the header of src, which must stand at its start, and gives the decoder. It keeps codec.IntReader where
// the samples are integers. Errors wrap codec.ErrUnknown, ErrUnsupported, ErrCorrupt or ErrTruncated, or are the
// source's. src isn't closed.
func Open(src io.ReadSeeker) (codec.Decoder, error) {
	d, err := open(src)
	if err != nil {
		return nil, fmt.Errorf("wav: %w", err)
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
		return nil, fmt.Errorf("%w: no RIFF WAVE header", codec.ErrUnknown)
	}
	riff := int64(binary.LittleEndian.Uint32(head[4:]))
	wide := string(head[:4]) != "RIFF"

	chunks := pcm.NewChunks(src, binary.LittleEndian, 12)
	var f *format
	var wideData int64 = -1
	for {
		id, n, err := chunks.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%w: no data chunk", codec.ErrTruncated)
		}
		if err != nil {
			return nil, err
		}
		switch id {
		case "ds64":
			var b [16]byte
			if n < uint32(len(b)) {
				return nil, fmt.Errorf("%w: ds64 chunk of %d bytes", codec.ErrCorrupt, n)
			}
			if err := chunks.Body(b[:]); err != nil {
				return nil, err
			}
			if wide {
				riff = int64(binary.LittleEndian.Uint64(b[0:]))
				wideData = int64(binary.LittleEndian.Uint64(b[8:]))
			}
		case "fmt ":
			if f, err = readFormat(chunks, n); err != nil {
				return nil, err
			}
		case "data":
			if f == nil {
				return nil, fmt.Errorf("%w: data chunk at byte %d before any fmt chunk", codec.ErrCorrupt, chunks.Pos())
			}
			declared := int64(n)
			if wide && n == unknown32 {
				declared = wideData
			}
			finished := size >= 0 && riff > 0 && riff+8 <= size && riff >= chunks.Pos()-8
			return pcm.New(src, f.info, layout(f, chunks.Pos(), size, declared, finished)), nil
		}
	}
}

// layout decides how many frames there are. declared is the data chunk's length, size the file's (-1: unknown), finished
// says that the outer length fits the file, so its header was completed.
func layout(f *format, start, size, declared int64, finished bool) pcm.Layout {
	frame := int64(f.encoding.Bytes() * f.info.Channels)
	l := pcm.Layout{Encoding: f.encoding, Start: start}
	there := int64(-1)
	if size >= 0 {
		there = max(0, size-start)
	}
	streamed := declared < 0 || declared == 0 && !finished || declared == unknown32
	if declared >= streamedFrom && declared <= unknown32 && (there < 0 || declared > there) {
		streamed = true
	}
	switch {
	case streamed && there < 0:
		l.Frames = -1
	case streamed:
		l.Frames = there / frame
	case there >= 0 && declared > there:
		l.Frames, l.Truncated = there/frame, true
	default:
		l.Frames = declared / frame
	}
	return l
}
