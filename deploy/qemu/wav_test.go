package qemu

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// writeWAV writes 48000 Hz 16-bit stereo; headerSize is what the header says
// about the data's length.
func writeWAV(t interface{ Fatal(...any) }, file string, headerSize uint32, frames []Sample16) {
	var b bytes.Buffer
	b.WriteString("RIFF")
	for _, v := range []any{headerSize + 36, []byte("WAVEfmt "), uint32(16), []uint16{1, 2}, []uint32{48000, 192000},
		[]uint16{4, 16}, []byte("data"), headerSize, frames} {
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestCompareWAV(t *testing.T) {
	sent := Pattern(4000)
	altered := slices.Clone(sent)
	altered[1500][1] ^= 2
	silence := make([]Sample16, 700)
	for _, c := range []struct {
		name              string
		got               []Sample16
		exact             bool
		segments, altered int
		missing, repeated []Range
	}{
		{"alone", sent, true, 1, 0, nil, nil},
		{"between silence", slices.Concat(silence, sent, silence), true, 1, 0, nil, nil},
		{"nothing", silence, false, 0, 0, []Range{{0, 4000}}, nil},
		{"tail lost", sent[:3990], false, 1, 0, []Range{{3990, 4000}}, nil},
		{"head lost", sent[7:], false, 1, 0, []Range{{0, 7}}, nil},
		{"gap", slices.Concat(sent[:1000], sent[1256:]), false, 2, 0, []Range{{1000, 1256}}, nil},
		{"gap with silence", slices.Concat(sent[:1000], silence, sent[1256:]), false, 2, 0, []Range{{1000, 1256}}, nil},
		{"silence put in", slices.Concat(sent[:1000], silence, sent[1000:]), false, 2, 0, nil, nil},
		{"repeated", slices.Concat(sent[:1000], sent[744:]), false, 2, 0, nil, []Range{{744, 1000}}},
		{"one frame altered", altered, false, 2, 1, []Range{{1500, 1501}}, nil},
		{"noise behind", slices.Concat(sent, []Sample16{{5, 5}}), false, 1, 1, nil, nil},
		{"twice", slices.Concat(sent, silence, sent), false, 2, 0, nil, []Range{{0, 4000}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "w.wav")
			writeWAV(t, file, 0, c.got)
			r, err := CompareWAV(file, sent)
			if err != nil {
				t.Fatal(err)
			}
			if r.Exact() != c.exact || len(r.Segments) != c.segments || r.Altered != c.altered ||
				!slices.Equal(r.Missing, c.missing) || !slices.Equal(r.Repeated, c.repeated) {
				t.Errorf("want exact %v, segments %d, altered %d, missing %v, repeated %v; got\n%v",
					c.exact, c.segments, c.altered, c.missing, c.repeated, r)
			}
			if r.Captured != len(c.got) || r.Rate != 48000 {
				t.Errorf("captured %d at %d", r.Captured, r.Rate)
			}
		})
	}
}

// However the sent frames are cut up, the parts found and the parts missing
// make up the whole.
func TestCompareWAVAccountsForEveryFrame(t *testing.T) {
	file := filepath.Join(t.TempDir(), "w.wav")
	sent := Pattern(2000)
	rapid.Check(t, func(t *rapid.T) {
		cuts := rapid.SliceOfN(rapid.IntRange(0, 2000), 2, 2).Draw(t, "cut")
		slices.Sort(cuts)
		quiet := make([]Sample16, rapid.IntRange(0, 50).Draw(t, "quiet"))
		writeWAV(t, file, 0xffffffff, slices.Concat(quiet, sent[:cuts[0]], quiet, sent[cuts[1]:], quiet))
		r, err := CompareWAV(file, sent)
		if err != nil {
			t.Fatal(err)
		}
		total := 0
		for _, s := range r.Segments {
			total += s.Frames
		}
		for _, m := range r.Missing {
			total += m.To - m.From
		}
		if total != len(sent) || len(r.Repeated) > 0 {
			t.Fatalf("%d of %d frames accounted for: %v", total, len(sent), r)
		}
	})
}

func TestCompareWAVRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "w.wav")
	for name, data := range map[string]string{
		"empty":    "",
		"other":    strings.Repeat("x", 100),
		"no data":  "RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00\x80\xbb\x00\x00\x00\xee\x02\x00\x04\x00\x10\x00",
		"mono":     "RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80\xbb\x00\x00\x00\xee\x02\x00\x04\x00\x10\x00data\x00\x00\x00\x00",
		"no fmt":   "RIFF\x00\x00\x00\x00WAVEdata\x00\x00\x00\x00",
		"long fmt": "RIFF\x00\x00\x00\x00WAVEfmt \xff\xff\xff\xff\x01\x00",
	} {
		if err := os.WriteFile(file, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
		if c, err := CompareWAV(file, Pattern(100)); err == nil {
			t.Errorf("%s: no error but %v", name, c)
		}
	}
}

// FuzzPCM16: no input panics, and a payload lies within the input.
func FuzzPCM16(f *testing.F) {
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00\x80\xbb\x00\x00\x00\xee\x02\x00\x04\x00\x10\x00data\x04\x00\x00\x00abcd"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVEfmt \x01\x00\x00\x00\x01"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVEdata"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rate, payload, err := pcm16(data)
		if err == nil && (rate <= 0 || len(payload) > len(data)-36) {
			t.Errorf("rate %d, payload %d of %d bytes", rate, len(payload), len(data))
		}
	})
}
