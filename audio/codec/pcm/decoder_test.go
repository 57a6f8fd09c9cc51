package pcm

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"auralis/audio"
	"auralis/audio/codec"
)

// seeker makes a reader an io.ReadSeeker that can't seek.
type seeker struct{ io.Reader }

func (seeker) Seek(int64, int) (int64, error) { return 0, audio.ErrNotSeekable }

var errCard = errors.New("card removed")

// However little the source gives at a time, the frames are the same; its error comes after the frames before it.
func TestShortReadsAndErrors(t *testing.T) {
	data := make([]byte, 6*2000)
	for i := range data {
		data[i] = byte(i * 31 >> 2)
	}
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"one byte": iotest.OneByteReader, "half": iotest.HalfReader, "error with data": iotest.DataErrReader,
		"error": func(r io.Reader) io.Reader { return io.MultiReader(r, iotest.ErrReader(errCard)) },
	} {
		t.Run(name, func(t *testing.T) {
			d := New(seeker{wrap(bytes.NewReader(data))}, codec.Info{Codec: "x", Rate: 44100, Channels: 2, Bits: 24},
				Layout{Encoding: S24LE, Frames: -1}).(codec.IntReader)
			dst := [][]int32{make([]int32, 77), make([]int32, 77)}
			at := 0
			var err error
			for {
				var n int
				if n, err = d.ReadInt(dst); err != nil {
					break
				}
				if n == 0 {
					t.Fatal("no frame and no error")
				}
				for i, v := range dst[1][:n] {
					b := data[6*(at+i)+3:]
					if want := int32(b[0])<<8 | int32(b[1])<<16 | int32(b[2])<<24; v != want {
						t.Fatalf("frame %d: %x, want %x", at+i, v, want)
					}
				}
				at += n
			}
			want := io.EOF
			if name == "error" {
				want = errCard
			}
			if at != 2000 || !errors.Is(err, want) {
				t.Fatalf("%d frames, %v", at, err)
			}
			if _, again := d.ReadInt(dst); again != err {
				t.Fatalf("then %v, first %v", again, err)
			}
		})
	}
}

func TestReadRefusesTooFewSlices(t *testing.T) {
	d := New(bytes.NewReader(make([]byte, 8)), codec.Info{Codec: "x", Channels: 2}, Layout{Encoding: S16LE, Frames: 2})
	if _, err := d.Read([][]float32{make([]float32, 1)}); err == nil {
		t.Error("Read took one slice for two channels")
	}
	if _, err := d.(codec.IntReader).ReadInt(nil); err == nil {
		t.Error("ReadInt took none")
	}
	if n, err := d.Read([][]float32{{}, {}}); n != 0 || err != nil {
		t.Errorf("empty slices: %d, %v", n, err)
	}
}

func FuzzChunks(f *testing.F) {
	f.Add([]byte("abcd\x03\x00\x00\x00xyz\x00efgh\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		a := NewChunks(bytes.NewReader(file), binary.LittleEndian, 0)
		b := NewChunks(seeker{bytes.NewReader(file)}, binary.LittleEndian, 0)
		for {
			id, n, err := a.Next()
			id2, n2, err2 := b.Next()
			if id != id2 || n != n2 || (err == nil) != (err2 == nil) {
				t.Fatalf("sought %q %d %v, read %q %d %v", id, n, err, id2, n2, err2)
			}
			if err != nil {
				return
			}
			if a.Pos() > int64(len(file)) {
				t.Fatalf("a chunk at byte %d of %d", a.Pos(), len(file))
			}
		}
	})
}
