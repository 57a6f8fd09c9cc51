package wav

import (
	"encoding/binary"
	"fmt"

	"auralis/audio/codec"
	"auralis/audio/codec/pcm"
)

// The format tags of chunk "fmt " that are read and written here.
const (
	tagPCM        = 0x0001
	tagFloat      = 0x0003
	tagExtensible = 0xFFFE
)

// subFormatTail is what follows the 16-bit tag in the GUIDs KSDATAFORMAT_SUBTYPE_PCM and _IEEE_FLOAT.
const subFormatTail = "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"

// The lengths of chunk "fmt ".
const (
	formatBytes     = 16
	extensibleBytes = 40
)

// format is what chunk "fmt " says.
type format struct {
	encoding pcm.Encoding
	info     codec.Info
}

func readFormat(chunks *pcm.Chunks, n uint32) (*format, error) {
	if n < formatBytes {
		return nil, fmt.Errorf("%w: fmt chunk of %d bytes", codec.ErrCorrupt, n)
	}
	var b [extensibleBytes]byte
	body := b[:min(n, extensibleBytes)]
	if err := chunks.Body(body); err != nil {
		return nil, err
	}
	return parseFormat(body)
}

// parseFormat reads a fmt chunk's body of at least formatBytes.
func parseFormat(b []byte) (*format, error) {
	tag := binary.LittleEndian.Uint16(b[0:])
	channels := int(binary.LittleEndian.Uint16(b[2:]))
	rate := int64(binary.LittleEndian.Uint32(b[4:]))
	align := int(binary.LittleEndian.Uint16(b[12:]))
	bits := int(binary.LittleEndian.Uint16(b[14:]))
	valid := bits
	if tag == tagExtensible {
		if len(b) < extensibleBytes || string(b[26:40]) != subFormatTail {
			return nil, fmt.Errorf("%w: extensible format with an unknown sub-format", codec.ErrUnsupported)
		}
		// 0 and more than the container are written by careless programs; the container is what is meant.
		if v := int(binary.LittleEndian.Uint16(b[18:])); v >= 8 && v < bits {
			valid = v
		}
		tag = binary.LittleEndian.Uint16(b[24:])
	}
	if err := codec.CheckStream(rate, channels); err != nil {
		return nil, err
	}
	f := &format{info: codec.Info{Codec: "wav", Rate: int(rate), Channels: channels, Lossless: true}}
	width := (bits + 7) / 8
	switch {
	case tag != tagPCM && tag != tagFloat:
		return nil, fmt.Errorf("%w: %s", codec.ErrUnsupported, tagName(tag))
	case tag == tagFloat && bits == 32:
		f.encoding = pcm.F32LE
	case tag == tagFloat && bits == 64:
		f.encoding = pcm.F64LE
	case tag == tagPCM && bits >= 8 && bits <= 32:
		f.encoding = [...]pcm.Encoding{pcm.U8, pcm.S16LE, pcm.S24LE, pcm.S32LE}[width-1]
		f.info.Bits = valid
	default:
		return nil, fmt.Errorf("%w: samples of %d bits", codec.ErrUnsupported, bits)
	}
	if align != 0 && align != width*channels {
		return nil, fmt.Errorf("%w: %d bits × %d channels in frames of %d bytes", codec.ErrUnsupported, bits, channels, align)
	}
	return f, nil
}

// tagName names the compressed formats that are met in WAVE files (registry of mmreg.h).
func tagName(tag uint16) string {
	name := ""
	switch tag {
	case 0x0002:
		name = "Microsoft ADPCM"
	case 0x0006:
		name = "A-law"
	case 0x0007:
		name = "µ-law"
	case 0x0011:
		name = "IMA ADPCM"
	case 0x0031:
		name = "GSM 6.10"
	case 0x0050:
		name = "MPEG"
	case 0x0055:
		name = "MP3"
	case 0x0161:
		name = "Windows Media Audio"
	case 0x00FF, 0x1600, 0x1610:
		name = "AAC"
	case 0x2000:
		name = "AC-3"
	default:
		return fmt.Sprintf("WAVE format tag 0x%04x", tag)
	}
	return fmt.Sprintf("%s (WAVE format tag 0x%04x)", name, tag)
}
