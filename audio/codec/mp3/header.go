package mp3

// header is the four bytes that begin every frame (ISO/IEC 11172-3 clause 2.4.2.3; the version bit 20 of MPEG-2.5 is
// the encoders' own extension of it).
type header struct {
	lsf      bool  // low sampling frequencies: MPEG-2 or 2.5, one granule a frame
	mpeg25   bool  // MPEG-2.5
	layer    uint8 // 1, 2 or 3
	crc      bool  // a CRC-16 follows the header
	bitrate  int32 // bits per second; 0 for free format
	rateIdx  uint8 // row of the scale factor band tables, 0…8
	rate     int32 // frames (in the sense of audio: samples a channel) per second
	padding  uint8 // 0 or 1 slot more
	mode     uint8 // 0 stereo, 1 joint, 2 two channels, 3 mono
	modeExt  uint8 // joint stereo: bit 0 intensity, bit 1 middle/side
	emphasis uint8 // not applied, as in every player; value 2 is reserved
}

const (
	headerLen = 4
	modeJoint = 1
	modeMono  = 3
)

// sampleRates by rateIdx: MPEG-1, MPEG-2, MPEG-2.5, each in the order of the header's two bits.
var sampleRates = [9]int32{44100, 48000, 32000, 22050, 24000, 16000, 11025, 12000, 8000}

// bitrates in kbit/s: [lsf][layer-1][index].
var bitrates = [2][3][15]int16{
	{
		{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
		{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
		{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	},
	{
		{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
	},
}

// parseHeader reads the four bytes at the start of b; ok is false where they can't be a header (reserved values included).
func parseHeader(b []byte) (h header, ok bool) {
	if len(b) < headerLen || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return header{}, false
	}
	version, layer := b[1]>>3&3, 4-b[1]>>1&3
	index, rate := b[2]>>4, b[2]>>2&3
	if version == 1 || layer == 4 || index == 15 || rate == 3 || b[3]&3 == 2 {
		return header{}, false
	}
	h.lsf = version != 3
	h.mpeg25 = version == 0
	h.layer = layer
	h.crc = b[1]&1 == 0
	h.rateIdx = rate
	if h.lsf {
		h.rateIdx += 3
	}
	if h.mpeg25 {
		h.rateIdx += 3
	}
	h.rate = sampleRates[h.rateIdx]
	l := 0
	if h.lsf {
		l = 1
	}
	h.bitrate = int32(bitrates[l][layer-1][index]) * 1000
	h.padding = b[2] >> 1 & 1
	h.mode = b[3] >> 6
	if h.mode == modeJoint {
		h.modeExt = b[3] >> 4 & 3
	}
	h.emphasis = b[3] & 3
	return h, true
}

// channels is 1 or 2.
func (h *header) channels() int {
	if h.mode == modeMono {
		return 1
	}
	return 2
}

// granules is the number of granules of 576 samples in a frame of Layer III.
func (h *header) granules() int {
	if h.lsf {
		return 1
	}
	return 2
}

// samples is the number of samples a channel in a frame of Layer III.
func (h *header) samples() int { return h.granules() * granuleLen }

// sideInfoLen is the length in bytes of the side information (clause 2.4.1.7).
func (h *header) sideInfoLen() int {
	switch {
	case !h.lsf && h.channels() == 2:
		return 32
	case !h.lsf, h.channels() == 2:
		return 17
	default:
		return 9
	}
}

// frameLen is the length in bytes of the whole frame, or 0 for free format, where the header doesn't say it.
func (h *header) frameLen() int {
	pad := int(h.padding)
	switch {
	case h.bitrate == 0:
		return 0
	case h.layer == 1:
		return (int(12*h.bitrate/h.rate) + pad) * 4
	case h.layer == 3 && h.lsf:
		return int(72*h.bitrate/h.rate) + pad
	default:
		return int(144*h.bitrate/h.rate) + pad
	}
}

// sameStream tells whether two frames may belong to one stream: what decides the time base and the layout is equal.
// Bit rate, padding, CRC and channel mode may change from frame to frame; free format is a matter of the whole stream.
func (h *header) sameStream(o *header) bool {
	return h.rateIdx == o.rateIdx && h.layer == o.layer && (h.bitrate == 0) == (o.bitrate == 0)
}

// crc16 is the checksum of clause 2.4.3.1 over the bits it protects in Layer III: the last two bytes of the header and
// the side information. Polynomial x^16+x^15+x^2+1, start value all ones.
func crc16(crc uint16, p []byte) uint16 {
	for _, b := range p {
		crc ^= uint16(b) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x8005
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}
