package record

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestFieldsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u, i := rapid.Uint64().Draw(t, "u"), rapid.Int64().Draw(t, "i")
		f, v := rapid.Float64().Draw(t, "f"), rapid.Bool().Draw(t, "v")
		s, p := rapid.String().Draw(t, "s"), rapid.SliceOf(rapid.Byte()).Draw(t, "p")
		w := New(7)
		w.Uint(u)
		w.Int(i)
		w.Float(f)
		w.Bool(v)
		w.Text(s)
		w.Bytes(p)
		b := w.Seal()
		r, err := Open(b)
		if err != nil {
			t.Fatal(err)
		}
		if r.Version != 7 || r.Uint() != u || r.Int() != i || math.Float64bits(r.Float()) != math.Float64bits(f) || r.Bool() != v ||
			r.Text() != s || string(r.Bytes()) != string(p) {
			t.Fatal("a field differs")
		}
		if r.Ended() || r.Err() != nil {
			t.Fatal("ended early")
		}
		if r.Text() != "" || r.Float() != 0 || r.Int() != 0 || !r.Ended() || r.Err() != nil {
			t.Fatal("fields behind the last aren't zero")
		}
		at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		b[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := Open(b); err == nil {
			t.Fatal("a flipped bit went unseen")
		}
	})
}

// FuzzReader seals any bytes as fields and reads them as every kind.
func FuzzReader(f *testing.F) {
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Add([]byte{3, 'a', 'b'})
	f.Fuzz(func(t *testing.T, fields []byte) {
		w := New(1)
		w.b = append(w.b, fields...)
		for order := range 4 {
			r, err := Open(w.Seal())
			if err != nil {
				t.Fatal(err)
			}
			for n := range 20 {
				switch (n + order) % 4 {
				case 0:
					if len(r.Text()) > len(fields) {
						t.Fatal("a text longer than the record")
					}
				case 1:
					r.Uint()
				case 2:
					r.Float()
				case 3:
					r.Int()
				}
			}
			if !r.Ended() && r.Err() == nil && len(r.b) > len(fields) {
				t.Fatal("the reader grew")
			}
		}
	})
}
