package wav

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"

	"auralis/audio"
	"auralis/audio/codec"
)

// memory is a file in memory.
type memory struct {
	b  []byte
	at int64
}

func (m *memory) Write(p []byte) (int, error) {
	if end := m.at + int64(len(p)); end > int64(len(m.b)) {
		m.b = append(m.b, make([]byte, end-int64(len(m.b)))...)
	}
	copy(m.b[m.at:], p)
	m.at += int64(len(p))
	return len(p), nil
}

func (m *memory) Seek(off int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		off += m.at
	case io.SeekEnd:
		off += int64(len(m.b))
	}
	m.at = off
	return off, nil
}

// chunk makes a chunk with its pad byte.
func chunk(id string, body []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(id), uint32(len(body)))
	b = append(b, body...)
	if len(body)%2 != 0 {
		b = append(b, 0)
	}
	return b
}

// fmtBody makes a plain fmt chunk's body.
func fmtBody(tag, channels, rate, bits int) []byte {
	le := binary.LittleEndian
	align := (bits + 7) / 8 * channels
	b := le.AppendUint16(nil, uint16(tag))
	b = le.AppendUint16(b, uint16(channels))
	b = le.AppendUint32(b, uint32(rate))
	b = le.AppendUint32(b, uint32(rate*align))
	b = le.AppendUint16(b, uint16(align))
	return le.AppendUint16(b, uint16(bits))
}

// riff wraps chunks.
func riff(chunks ...[]byte) []byte {
	body := append([]byte("WAVE"), bytes.Join(chunks, nil)...)
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)))
	return append(b, body...)
}

// readInts reads d to its end as left-justified integers.
func readInts(t testing.TB, d codec.Decoder) ([][]int32, error) {
	t.Helper()
	r, ok := d.(codec.IntReader)
	if !ok {
		t.Fatal("no IntReader")
	}
	out := make([][]int32, d.Info().Channels)
	block := make([][]int32, len(out))
	for c := range block {
		block[c] = make([]int32, 331)
	}
	for {
		n, err := r.ReadInt(block)
		for c := range out {
			out[c] = append(out[c], block[c][:n]...)
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return out, err
		}
		if n == 0 {
			t.Fatal("no frame and no error")
		}
	}
}

func mustOpen(t testing.TB, file []byte) codec.Decoder {
	t.Helper()
	d, err := Open(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// live is a source that can't be sought and gives little at a time.
type live struct{ r io.Reader }

func (l live) Read(p []byte) (int, error)   { return l.r.Read(p[:min(len(p), 101)]) }
func (live) Seek(int64, int) (int64, error) { return 0, audio.ErrNotSeekable }
