// Package probe chooses the decoder of a stream by its content.
//
// The name of a file is never looked at, only quoted in errors. What a decoder's panic would do to the player is
// contained here: it becomes an error that wraps codec.ErrCorrupt and names the file.
package probe

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"auralis/audio/codec"
	"auralis/audio/codec/aiff"
	"auralis/audio/codec/flac"
	"auralis/audio/codec/mp3"
	"auralis/audio/codec/wav"
)

// headSize is how much of the start is looked at.
const headSize = 64 << 10

// Open gives the decoder of src, which stands at its start. The error names the stream and wraps ErrUnknown,
// ErrUnsupported, ErrCorrupt or ErrTruncated, or is the reading's own.
func Open(src io.ReadSeeker, name string) (d codec.Decoder, err error) {
	defer func() {
		if r := recover(); r != nil {
			d, err = nil, fmt.Errorf("%s: %w: the decoder failed (%v)", name, codec.ErrCorrupt, r)
		}
	}()
	head := make([]byte, headSize)
	n, err := io.ReadFull(src, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	head = head[:n]
	if n == 0 {
		return nil, fmt.Errorf("%s: %w: it is empty", name, codec.ErrUnknown)
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	d, err = choose(src, head)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &guarded{Decoder: d, name: name}, nil
}

func choose(src io.ReadSeeker, head []byte) (codec.Decoder, error) {
	body := afterID3(head)
	switch {
	case wav.Sniff(head):
		return wav.Open(src)
	case aiff.Sniff(head):
		return aiff.Open(src)
	case flac.Sniff(body):
		return flac.Open(src, flac.Options{})
	case mp3.Sniff(head):
		return mp3.Open(src)
	}
	for _, k := range []struct {
		at          int
		magic, name string
	}{
		{0, "OggS", "Ogg (Vorbis, Opus, FLAC)"}, {4, "ftyp", "MP4 (AAC, ALAC)"}, {0, "wvpk", "WavPack"}, {0, "MAC ", "Monkey's Audio"},
		{0, "DSD ", "DSF"}, {0, "FRM8", "DSDIFF"}, {0, "\x30\x26\xb2\x75", "Windows Media"}, {0, "\xff\xf1", "AAC"}, {0, "\xff\xf9", "AAC"},
	} {
		if len(head) > k.at && bytes.HasPrefix(head[k.at:], []byte(k.magic)) {
			return nil, fmt.Errorf("%w: %s isn't played yet", codec.ErrUnsupported, k.name)
		}
	}
	return nil, fmt.Errorf("%w (it begins with % x)", codec.ErrUnknown, head[:min(len(head), 8)])
}

// afterID3 leaves out an ID3v2 tag in front, so far as it lies in head.
func afterID3(head []byte) []byte {
	for len(head) > 10 && string(head[:3]) == "ID3" {
		n := 10 + int(head[6]&0x7f)<<21 + int(head[7]&0x7f)<<14 + int(head[8]&0x7f)<<7 + int(head[9]&0x7f)
		if n >= len(head) {
			return nil
		}
		head = head[n:]
	}
	return head
}

// guarded turns a panic of a decoder into an error that stays.
type guarded struct {
	codec.Decoder
	name string
	dead error
}

func (g *guarded) guard(err *error) {
	if r := recover(); r != nil {
		g.dead = fmt.Errorf("%s: %w: the decoder failed (%v)", g.name, codec.ErrCorrupt, r)
		*err = g.dead
		return
	}
	if *err != nil && !errors.Is(*err, io.EOF) {
		*err = fmt.Errorf("%s: %w", g.name, *err)
	}
}

// Read is the decoder's, guarded.
func (g *guarded) Read(dst [][]float32) (n int, err error) {
	if g.dead != nil {
		return 0, g.dead
	}
	defer g.guard(&err)
	return g.Decoder.Read(dst)
}

// SeekFrame is the decoder's, guarded.
func (g *guarded) SeekFrame(frame int64) (err error) {
	if g.dead != nil {
		return g.dead
	}
	defer g.guard(&err)
	return g.Decoder.SeekFrame(frame)
}

// Verify is the decoder's, where it has one.
func (g *guarded) Verify() error {
	if v, ok := g.Decoder.(codec.Verifier); ok && g.dead == nil {
		return v.Verify()
	}
	return g.dead
}
