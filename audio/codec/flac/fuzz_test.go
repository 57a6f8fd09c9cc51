package flac

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"

	"auralis/audio/codec"
)

// known fails the test where err is none of the errors that a decoder may give.
func known(t *testing.T, err error) {
	t.Helper()
	for _, e := range []error{io.EOF, codec.ErrCorrupt, codec.ErrTruncated, codec.ErrUnsupported, codec.ErrUnknown} {
		if errors.Is(err, e) {
			return
		}
	}
	t.Fatalf("unexpected error %v", err)
}

// tiny makes a FLAC file by hand: constant, verbatim and fixed subframes of 16 samples, so that the fuzzer has a seed
// where no encoder is installed.
func tiny() []byte {
	b := append([]byte("fLaC"), 0x80, 0, 0, streamInfoBytes)
	b = binary.BigEndian.AppendUint16(b, 16)
	b = binary.BigEndian.AppendUint16(b, 16)
	b = append(b, 0, 0, 0, 0, 0, 0)
	b = binary.BigEndian.AppendUint64(b, 44100<<44|1<<41|15<<36|32)
	b = append(b, make([]byte, 16)...)
	table := makeCRC16()
	for n := range byte(2) {
		f := []byte{0xFF, 0xF8, 0x69, 0x18, n, 15}
		f = append(f, crc8(f))
		f = append(f, 0, 0x12, 0x34) // constant
		if n == 0 {
			f = append(f, 2) // verbatim
			for i := range byte(16) {
				f = append(f, i, 3*i)
			}
		} else {
			// fixed, order 0: method 0, one partition, parameter 1, then 16 codes "1x"
			f = append(f, 8<<1, 0x00, 0x40|0x3F)
			f = append(f, 0xFF, 0xFF, 0xFF, 0xC0)
		}
		f = binary.BigEndian.AppendUint16(f, table.of(f))
		b = append(b, f...)
	}
	return b
}

func TestTinyFile(t *testing.T) {
	d := mustOpen(t, tiny())
	got, err := readAll(d)
	if err != nil || len(got[0]) != 32 {
		t.Fatalf("%d frames, %v", len(got[0]), err)
	}
	for i := range 16 {
		if got[0][i] != 0x1234 || got[0][16+i] != 0x1234 || got[1][i] != int32(i)<<8|int32(3*i) {
			t.Fatalf("frame %d: %x %x", i, got[0][i], got[1][i])
		}
	}
}

// FuzzDecode reads and seeks arbitrary bytes. Frames whose CRC the fuzzer can't guess are reached by FuzzFrame.
func FuzzDecode(f *testing.F) {
	f.Add(tiny(), int64(5))
	f.Add(tiny()[:60], int64(0))
	f.Add(append([]byte("ID3\x04\x00\x00\x00\x00\x00\x02xx"), tiny()...), int64(31))
	f.Fuzz(func(t *testing.T, file []byte, at int64) {
		exercise(t, file, at)
	})
}

// FuzzFrame decodes arbitrary subframes: header and both CRCs are made right first.
func FuzzFrame(f *testing.F) {
	f.Add([]byte{0, 0x12, 0x34, 8 << 1, 0x00, 0x7F, 0xFF, 0xFF, 0xFF, 0xC0}, uint8(15), uint8(16), uint8(1))
	f.Add(bytes.Repeat([]byte{0x40 + 62, 0xA5, 0x5A, 0xFF}, 50), uint8(40), uint8(32), uint8(midSide))
	f.Fuzz(func(t *testing.T, body []byte, size, bits, assignment uint8) {
		h := frameHeader{size: int(size) + 1, assignment: int(assignment % 11), length: 0}
		var fr frame
		padded := append(bytes.Clone(body), make([]byte, windowPad)...)
		width := 4 + int(bits)%29
		n, err := fr.decode(padded, len(body), &h, width, makeCRC16())
		if err == nil && (n < 2 || n > len(body)) {
			t.Fatalf("a frame of %d bytes in %d", n, len(body))
		}
		for c := range h.channels() {
			for i, v := range fr.samples[c][:history] {
				if v != 0 {
					t.Fatalf("channel %d: history[%d] is %d", c, i, v)
				}
			}
		}
	})
}
