package flac

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// coded writes a number as frame headers have it.
func coded(v uint64) []byte {
	if v < 0x80 {
		return []byte{byte(v)}
	}
	n := 2
	for n < 7 && bits.Len64(v) > 5*n+1 { // 6 bits in each byte behind the first, 7-n in that
		n++
	}
	b := make([]byte, n)
	for i := n - 1; i > 0; i-- {
		b[i] = 0x80 | byte(v&0x3F)
		v >>= 6
	}
	b[0] = ^byte(0xFF>>n) | byte(v)
	return b
}

func TestCodedNumber(t *testing.T) {
	for shift := range 37 {
		for _, v := range []uint64{1<<shift - 1, 1 << shift, 1<<shift | 1<<shift>>1} {
			if v >= 1<<36 {
				continue
			}
			b := coded(v)
			if got, n := codedNumber(b); got != v || n != len(b) {
				t.Errorf("%#x is written % x and read %#x, %d bytes", v, b, got, n)
			}
		}
	}
	for _, b := range [][]byte{{0x80}, {0xFF, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80}, {0xC2, 0x00}, {0xE0, 0x80}} {
		if _, n := codedNumber(b); n != 0 {
			t.Errorf("% x was taken", b)
		}
	}
}

// variable makes one stream of variable block size: pieces of s are encoded by flac with different block sizes, and
// their frames get headers with the number of their first sample.
func variable(t *testing.T, s signal) []byte {
	t.Helper()
	crc := makeCRC16()
	var out []byte
	at := 0
	for piece := 0; at < len(s.ch[0]); piece++ {
		n := min(20_000, len(s.ch[0])-at)
		part := signal{rate: s.rate, bits: s.bits}
		for _, c := range s.ch {
			part.ch = append(part.ch, c[at:at+n])
		}
		file := encode(t, part, "--lax", "--no-seektable", "-b", []string{"192", "4096", "1000", "16", "4608"}[piece%5])
		starts := frameStarts(t, file)
		if piece == 0 {
			out = append(out, file[:starts[0]]...)
			binary.BigEndian.PutUint16(out[8:], 16)
			binary.BigEndian.PutUint16(out[10:], 4608)
			clear(out[12:18]) // frame sizes unknown
			x := binary.BigEndian.Uint64(out[18:])
			binary.BigEndian.PutUint64(out[18:], x>>36<<36|uint64(len(s.ch[0])))
			clear(out[26:42])
		}
		ends := append(starts[1:len(starts):len(starts)], len(file))
		for i, from := range starts {
			f := file[from:ends[i]]
			if len(f) == 0 {
				continue
			}
			h, ok := parseHeader(f)
			if !ok {
				t.Fatal("no header where a frame began")
			}
			_, width := codedNumber(f[4:])
			g := append([]byte{f[0], f[1] | 1, f[2], f[3]}, coded(uint64(at))...)
			g = append(g, f[4+width:h.length-1]...)
			g = append(g, crc8(g))
			g = append(g, f[h.length:len(f)-2]...)
			out = append(out, binary.BigEndian.AppendUint16(g, crc.of(g))...)
			at += h.size
		}
	}
	return out
}

func TestVariableBlockSize(t *testing.T) {
	s := music(41, 44100, 16, 2, 150_000)
	file := variable(t, s)
	path := filepath.Join(t.TempDir(), "x.flac")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	raw, err := exec.Command("flac", "-s", "-d", "-c", "--force-raw-format", "--endian=little", "--sign=signed", path).Output()
	if err != nil || !bytes.Equal(raw, s.raw()) {
		t.Fatal("flac doesn't read the stream that was made here:", err)
	}
	d := mustOpen(t, file)
	if got, err := readAll(d); err != nil || diff(got, s.ch) != "" {
		t.Fatal(err, diff(got, s.ch))
	}
	r := rand.New(rand.NewPCG(4, 1))
	block := [][]int32{make([]int32, 50), make([]int32, 50)}
	for range 200 {
		at := r.Int64N(150_000)
		if err := d.SeekFrame(at); err != nil {
			t.Fatal(err)
		}
		n, err := d.ReadInt(block)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range block[1][:n] {
			if v>>16 != s.ch[1][at+int64(i)] {
				t.Fatalf("frame %d: %d, want %d", at+int64(i), v>>16, s.ch[1][at+int64(i)])
			}
		}
	}
}

// bitWriter is the reader's counterpart, for streams that no encoder makes.
type bitWriter struct {
	b []byte
	n int
}

func (w *bitWriter) put(v uint64, n int) {
	for i := n - 1; i >= 0; i-- {
		if w.n%8 == 0 {
			w.b = append(w.b, 0)
		}
		w.b[w.n/8] |= byte(v>>i&1) << (7 - w.n%8)
		w.n++
	}
}

// Escaped partitions, Rice codes of every parameter and of any length, at every position inside a byte.
func TestResidualOfEveryKind(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for round := range 600 {
		method, parts := round%2, 1<<(round%4)
		per := 1 + r.IntN(40)
		want := make([]int32, parts*per)
		var w bitWriter
		w.put(0, round%8)
		w.put(uint64(method), 2)
		w.put(uint64(round%4), 4)
		top := 15 << method // 15 or 30 are the largest and the escape follows
		for p := range parts {
			part := want[p*per : (p+1)*per]
			k := r.IntN(top + 1)
			if method == 0 && k == 15 || method == 1 && k == 30 && r.IntN(2) == 0 {
				k = 15<<method + method // the escape: 15 or 31
			}
			w.put(uint64(k), 4+method)
			if k == 15+16*method {
				n := r.IntN(32)
				w.put(uint64(n), 5)
				for i := range part {
					if n > 0 {
						part[i] = int32(r.Uint32()) >> (32 - n)
						w.put(uint64(uint32(part[i])), n)
					}
				}
				continue
			}
			for i := range part {
				q := uint64(r.IntN(4))
				if r.IntN(10) == 0 {
					q = uint64(r.IntN(200))
				}
				u := (q<<k | r.Uint64()&(1<<k-1)) & (1<<32 - 1)
				part[i] = unfold(u)
				for range u >> k {
					w.put(0, 1)
				}
				w.put(1, 1)
				w.put(u, k)
			}
		}
		b := bitReader{buf: append(w.b, make([]byte, windowPad)...), pos: round % 8, end: w.n}
		got := make([]int32, len(want))
		if err := residual(&b, got, 0); err != nil || b.pos != w.n {
			t.Fatalf("round %d: %v, at bit %d of %d", round, err, b.pos, w.n)
		}
		if x := diff([][]int32{got}, [][]int32{want}); x != "" {
			t.Fatalf("round %d: %s", round, x)
		}
		b = bitReader{buf: append(bytes.Clone(w.b[:len(w.b)/2]), make([]byte, windowPad)...), pos: round % 8, end: len(w.b) / 2 * 8}
		if err := residual(&b, got, 0); err == nil {
			t.Fatalf("round %d: half the data was enough", round)
		}
	}
}
