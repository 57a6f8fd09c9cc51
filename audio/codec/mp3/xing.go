package mp3

import "encoding/binary"

// decoderDelay is how many samples later than its input a decoder gives a sample, by the filter bank: 528, and one by the
// convention of the encoders that write their delay into the file.
const decoderDelay = 529

// tagInfo is what the first frame of a file says about the whole, where it is such a frame (Xing, Info or VBRI).
type tagInfo struct {
	frames  int64 // audio frames without this one; 0 = not said
	bytes   int64 // length of all frames with this one; 0 = not said
	delay   int   // samples that the encoder put before the first
	padding int   // samples that it put behind the last, its own filters' tail included
	gapless bool  // delay and padding are said
	vbri    bool
}

// parseTag looks for the tag in a whole frame. ok is false where the frame is one that sounds.
//
// Xing and Info stand where the main data would begin, in a frame whose side information is zero: the four letters, four
// bytes of flags, then as the flags say frames, bytes, 100 bytes of a rough table of contents, quality. LAME and libavformat
// append 9 bytes with their name, 12 that aren't needed here, and delay and padding of 12 bits each. VBRI stands 32 bytes
// behind the header.
func parseTag(h *header, data []byte) (t tagInfo, ok bool) {
	at := headerLen + h.sideInfoLen()
	for _, off := range [2]int{at, at + 2} { // behind a CRC in some files
		if len(data) < off+8 {
			break
		}
		if id := string(data[off : off+4]); id == "Xing" || id == "Info" {
			return parseXing(data[off+4:]), true
		}
	}
	if at = headerLen + 32; len(data) >= at+18 && string(data[at:at+4]) == "VBRI" {
		t.vbri = true
		t.bytes = int64(binary.BigEndian.Uint32(data[at+10:]))
		t.frames = int64(binary.BigEndian.Uint32(data[at+14:]))
		return t, true
	}
	return tagInfo{}, false
}

func parseXing(p []byte) (t tagInfo) {
	field := func(n int) []byte {
		if len(p) < n {
			p = nil
			return nil
		}
		f := p[:n]
		p = p[n:]
		return f
	}
	flags := binary.BigEndian.Uint32(field(4))
	if flags&1 != 0 {
		if f := field(4); f != nil {
			t.frames = int64(binary.BigEndian.Uint32(f))
		}
	}
	if flags&2 != 0 {
		if f := field(4); f != nil {
			t.bytes = int64(binary.BigEndian.Uint32(f))
		}
	}
	if flags&4 != 0 {
		field(100)
	}
	if flags&8 != 0 {
		field(4)
	}
	if name := field(9); name != nil {
		switch string(name[:4]) {
		case "LAME", "L3.9", "Lavf", "Lavc", "GOGO":
			if field(12) != nil {
				if f := field(3); f != nil {
					t.delay = int(f[0])<<4 | int(f[1])>>4
					t.padding = int(f[1]&15)<<8 | int(f[2])
					t.gapless = true
				}
			}
		}
	}
	return t
}
