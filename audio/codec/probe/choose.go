package probe

import (
	"errors"
	"fmt"
	"io"

	"auralis/audio"
	"auralis/audio/codec"
	"auralis/audio/codec/aiff"
	"auralis/audio/codec/flac"
	"auralis/audio/codec/mp3"
	"auralis/audio/codec/wav"
)

// mp3Junk is how far behind the beginning the first MP3 frame is looked for.
const mp3Junk = 8 << 10

// choose opens src, which stands at its start and begins with head.
func choose(src io.ReadSeeker, head []byte, o Options) (codec.Decoder, error) {
	if len(head) == 0 {
		return nil, fmt.Errorf("%w: the file is empty", codec.ErrUnknown)
	}
	body, tagged, err := behindTags(src, head)
	if err != nil {
		return nil, err
	}
	switch {
	case wav.Sniff(head):
		return wav.Open(src)
	case aiff.Sniff(head):
		return aiff.Open(src)
	case flac.Sniff(body):
		return flac.Open(src, o.flac())
	}
	if name := knownFormat(body); name != "" {
		return nil, fmt.Errorf("%w: %s is not played", codec.ErrUnsupported, name)
	}
	if tagged || mp3.Sniff(body) {
		return mp3.Open(src) // hardly anything else stands behind an ID3v2 tag; Open looks closer
	}
	if name := foreignFormat(body); name != "" {
		return nil, fmt.Errorf("%w: it is %s", codec.ErrUnknown, name)
	}
	for i := 1; i < min(mp3Junk, len(head)-4); i++ {
		if head[i] == 0xFF && head[i+1]&0xE0 == 0xE0 && mp3.Sniff(head[i:]) {
			return mp3.Open(src)
		}
	}
	return nil, fmt.Errorf("%w: %s", codec.ErrUnknown, describe(head))
}

func (o Options) flac() flac.Options { return flac.Options{SkipMD5: o.SkipMD5} }

// behindTags gives what stands behind the ID3v2 tags that head may begin with (ID3v2.4.0 structure, section 3.1), and
// whether there are any. Tags with pictures are longer than head; src is sought there and back, where it can be.
func behindTags(src io.ReadSeeker, head []byte) (body []byte, tagged bool, err error) {
	at := int64(0)
	body = head
	for len(body) >= 10 && string(body[:3]) == "ID3" && at < 1<<31 {
		tagged = true
		n := 10 + int64(body[6]&0x7F)<<21 + int64(body[7]&0x7F)<<14 + int64(body[8]&0x7F)<<7 + int64(body[9]&0x7F)
		if body[5]&0x10 != 0 {
			n += 10
		}
		at += n
		if n+10 <= int64(len(body)) {
			body = body[n:]
			continue
		}
		if _, err := src.Seek(at, io.SeekStart); errors.Is(err, audio.ErrNotSeekable) {
			return nil, true, nil
		} else if err != nil {
			return nil, true, err
		}
		body = make([]byte, 4<<10)
		k, err := io.ReadFull(src, body)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, true, err
		}
		body = body[:k]
		if _, err := src.Seek(0, io.SeekStart); err != nil {
			return nil, true, err
		}
	}
	return body, tagged, nil
}
