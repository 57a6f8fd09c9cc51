package mp3

import (
	"fmt"
	"io"

	"auralis/audio/codec"
)

// Open reads what stands before the first sound and returns a *Decoder at frame 0. src is at its start; it is not closed.
// Where the length isn't said by the file and src can be sought, Open walks over all headers once.
//
// Errors: codec.ErrUnknown where no MPEG audio was found, codec.ErrUnsupported for Layers I and II, else what src
// returned. The error text names the place.
func Open(src io.ReadSeeker) (codec.Decoder, error) {
	d := &Decoder{}
	start, size := int64(0), int64(-1)
	if pos, err := src.Seek(0, io.SeekCurrent); err == nil {
		if n, err := src.Seek(0, io.SeekEnd); err == nil {
			if _, err = src.Seek(pos, io.SeekStart); err != nil {
				return nil, fmt.Errorf("mp3: back to the start: %w", err)
			}
			start, size, d.seekable = pos, n, true
		}
	}
	win := newWindow(src, start)
	if d.seekable {
		end, err := tailStart(src, start, size)
		if err != nil {
			return nil, fmt.Errorf("mp3: tags at the end: %w", err)
		}
		if _, err = src.Seek(start, io.SeekStart); err != nil {
			return nil, fmt.Errorf("mp3: back to the start: %w", err)
		}
		win.end = end
	}
	s := &d.walk.scan
	s.w = win
	ok, err := s.begin(d.seekable)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("mp3: no frames of MPEG audio at byte %d: %w", win.pos, codec.ErrUnknown)
	}
	if s.ref.layer != 3 {
		return nil, fmt.Errorf("mp3: MPEG audio Layer %s at byte %d; only Layer III is played: %w",
			[]string{1: "I", 2: "II"}[s.ref.layer], win.pos, codec.ErrUnsupported)
	}
	if err := d.measure(); err != nil {
		return nil, err
	}
	return d, nil
}

// begin moves to the first frame, past tags and a bounded amount of anything else, and takes its header as the reference.
func (s *scanner) begin(seekable bool) (bool, error) {
	start := s.w.pos
	tagged := false
	for {
		n := id3v2Len(s.w.peek(10))
		if n == 0 || s.w.end >= 0 && s.w.pos+n > s.w.end {
			break
		}
		tagged = true
		var err error
		if seekable {
			err = s.w.jump(s.w.pos + n)
		} else {
			err = s.w.read(s.w.pos + n)
		}
		if err != nil {
			return false, err
		}
	}
	if ok, err := s.first(maxJunk); ok || err != nil || !tagged || !seekable {
		return ok, err
	}
	// The tag's length led nowhere: look for the frames inside of what it claims.
	if err := s.w.jump(start + 10); err != nil {
		return false, err
	}
	return s.first(maxResync)
}

// first looks for three frames in a row, or two at the very place; fewer where the bytes end with them.
func (s *scanner) first(bound int64) (bool, error) {
	limit := s.w.pos + bound
	for links := 2; s.w.pos < limit; {
		p := s.w.peek(chunkLen)
		whole := len(p) < chunkLen
		i := 0
		for ; i+headerLen <= len(p) && (whole || i <= chunkLen-3*maxFree); i++ {
			if p[i] == 0xff && s.adopt(p[i:], links) {
				s.w.skip(i)
				return true, nil
			}
			links = 3
		}
		if whole {
			return false, s.w.failure()
		}
		s.w.skip(i)
	}
	return false, nil
}

// adopt makes the header at p the reference if a chain of frames begins there.
func (s *scanner) adopt(p []byte, links int) bool {
	h, ok := parseHeader(p)
	if !ok {
		return false
	}
	s.ref, s.freeLen = h, 0
	if h.bitrate > 0 {
		return s.chain(p, links)
	}
	// Free format: the distance to the next header that begins a chain is the length of the frames.
	for n := headerLen + h.sideInfoLen(); n <= maxFree && n+headerLen <= len(p); n++ {
		if p[n] != 0xff {
			continue
		}
		if o, ok := parseHeader(p[n:]); !ok || !o.sameStream(&h) {
			continue
		}
		if s.freeLen = n - int(h.padding); s.chain(p, links+1) {
			return true
		}
	}
	return false
}

// measure reads the tag frame if there is one, and finds the stream's kind and length.
func (d *Decoder) measure() error {
	s := &d.walk.scan
	first := s.w.pos
	data := s.w.peek(s.length(&s.ref))
	tag, tagged := parseTag(&s.ref, data)
	if tagged {
		s.w.skip(len(data))
	}
	// The first frame that sounds says how many channels there are, and whether its checksums can be relied upon: some
	// encoders wrote wrong ones.
	head, channels := s.ref, s.ref.channels()
	if h, n, ok := s.at(s.w.peek(headerLen)); ok {
		head, channels = h, h.channels()
		d.core.crcTrust = h.crc && crcMatches(&h, s.w.peek(n))
	}
	d.spf = int64(head.samples())
	d.core.channels = channels
	frames := int64(-1)
	if tagged && tag.frames > 0 {
		frames = tag.frames
	}
	if d.seekable {
		rest := s.w.end - first
		trusted := frames > 0 && !tag.vbri && (tag.gapless || tag.bytes > 0)
		if trusted && tag.bytes > 0 && rest > tag.bytes+maxFree {
			trusted = false // more follows than the tag knows of
		}
		if !trusted {
			n, err := d.count()
			if err != nil {
				return err
			}
			if n > frames || tag.vbri {
				if tag.gapless && n > frames {
					tag.padding = 0
				}
				frames = n
			}
		}
	}
	d.info = codec.Info{Codec: "mp3", Rate: int(head.rate), Channels: channels, Frames: -1}
	d.frames = frames
	if tagged && tag.gapless && frames >= 0 && int64(tag.delay+tag.padding) <= frames*d.spf {
		d.skip = int64(tag.delay + decoderDelay)
		d.info.Frames = frames*d.spf - int64(tag.delay+tag.padding)
	} else if frames >= 0 {
		d.info.Frames = frames * d.spf
	}
	return nil
}

// count walks to the end and back and gives the number of frames.
func (d *Decoder) count() (int64, error) {
	w := &d.walk
	start := w.scan.w.pos
	for {
		_, ok, err := w.next()
		if err != nil && err != errNoSync {
			return 0, err
		}
		if !ok {
			break
		}
	}
	n := w.n
	w.n, w.has, w.owed, w.scan.prevLen = 0, false, false, 0
	return n, w.scan.w.jump(start)
}
