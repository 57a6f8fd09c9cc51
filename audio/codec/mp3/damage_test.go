package mp3

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"auralis/audio/codec"
)

func tagV1() []byte {
	return append([]byte("TAG"), bytes.Repeat([]byte{0xff}, 125)...)
}

func tagV2(n int, flags byte) []byte {
	t := []byte{'I', 'D', '3', 4, 0, flags, byte(n >> 21 & 127), byte(n >> 14 & 127), byte(n >> 7 & 127), byte(n & 127)}
	return append(t, bytes.Repeat([]byte{0xff, 0xfb, 0x90, 0x64}, n/4+1)[:n]...)
}

func tagAPE(items int) []byte {
	block := func(flags uint32) []byte {
		b := append([]byte("APETAGEX"), 0xd0, 7, 0, 0)
		b = binary.LittleEndian.AppendUint32(b, uint32(items+32))
		b = binary.LittleEndian.AppendUint32(b, 1)
		b = binary.LittleEndian.AppendUint32(b, flags)
		return append(b, make([]byte, 8)...)
	}
	t := append(block(0xa0000000), bytes.Repeat([]byte{0xff}, items)...)
	return append(t, block(0x80000000)...)
}

func lyrics(n int) []byte {
	t := append([]byte("LYRICSBEGIN"), bytes.Repeat([]byte{'x'}, n-11)...)
	for div := 100000; div > 0; div /= 10 {
		t = append(t, byte('0'+n/div%10))
	}
	return append(t, "LYRICS200"...)
}

// TestTags: whatever stands around the frames changes neither the length nor the sound.
func TestTags(t *testing.T) {
	footed := append(tagV2(200, 0x10), "3DI\x04\x00\x10\x00\x00\x01\x48"...)
	liar := tagV2(50, 0)
	liar[7] = 127 // 2 MB of nothing
	cases := map[string][2][]byte{
		"none":                {},
		"id3v2":               {tagV2(3000, 0)},
		"three id3v2":         {append(append(tagV2(5, 0), footed...), tagV2(70000, 0)...)},
		"lying id3v2":         {liar},
		"junk before":         {bytes.Repeat([]byte{0}, 4000)},
		"id3v1":               {nil, tagV1()},
		"ape":                 {nil, tagAPE(900)},
		"ape and id3v1":       {tagV2(10, 0), append(tagAPE(90), tagV1()...)},
		"lyrics, ape, id3v1":  {nil, append(append(lyrics(300), tagAPE(90)...), tagV1()...)},
		"ape before the file": {tagAPE(900)},
	}
	for name, file := range seeds(t) {
		want, _, err := decodeAll(t, file, 1152)
		if err != nil {
			t.Fatal(err)
		}
		for what, c := range cases {
			f := append(append(bytes.Clone(c[0]), file...), c[1]...)
			got, d, err := decodeAll(t, f, 1152)
			if err != nil || len(got) != len(want) {
				t.Errorf("%s, %s: %d samples of %d, %v", name, what, len(got), len(want), err)
				continue
			}
			if _, peak := compare(want, got); peak > -250 {
				t.Errorf("%s, %s: another sound", name, what)
			}
			if n, _ := d.(*Decoder).Concealed(); n != 0 {
				t.Errorf("%s, %s: %d concealed", name, what, n)
			}
			if !Sniff(f[:min(len(f), 4096)]) && what != "junk before" && what != "ape before the file" {
				t.Errorf("%s, %s: not sniffed", name, what)
			}
		}
	}
}

// TestUnknown: random bytes and other formats are no MP3, Layer II is one that isn't played.
func TestUnknown(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for i := range 200 {
		b := make([]byte, r.IntN(100000))
		for k := range b {
			b[k] = byte(r.Uint32())
		}
		if i%2 == 0 && len(b) > 10 {
			copy(b, tagV2(0, 0))
		}
		if _, err := Open(bytes.NewReader(b)); !errors.Is(err, codec.ErrUnknown) {
			t.Fatalf("%d random bytes: %v", len(b), err)
		}
	}
	for _, b := range []string{"", "\xff", "\xff\xfb\x90", "RIFF\x00\x00\x00\x00WAVEfmt ", "fLaC\x00\x00\x00\x22", "ID3", "ID3\x04\x00\x00\x7f\x7f\x7f\x7f"} {
		if _, err := Open(bytes.NewReader([]byte(b))); !errors.Is(err, codec.ErrUnknown) {
			t.Errorf("%q: %v", b, err)
		}
	}
	if Sniff([]byte("RIFF....WAVE")) || Sniff(nil) || Sniff([]byte{0xff, 0xf1, 0x50, 0x80, 0, 0x1f, 0xfc}) {
		t.Error("sniffed what is none")
	}
	frame := append([]byte{0xff, 0xfd, 0x84, 0x00}, make([]byte, 144*128000/48000-4)...)
	if _, err := Open(bytes.NewReader(bytes.Repeat(frame, 5))); !errors.Is(err, codec.ErrUnsupported) {
		t.Errorf("Layer II: %v", err)
	}
}

// TestTruncated: the frames before the cut are good, and then the file is said to be cut.
func TestTruncated(t *testing.T) {
	file := seeds(t)["joint-v5.mp3"]
	whole, _, err := decodeAll(t, file, 1152)
	if err != nil {
		t.Fatal(err)
	}
	for cut := len(file) / 2; cut < len(file)-1; cut += 211 {
		got, d, err := decodeAll(t, file[:cut], 1152)
		if !errors.Is(err, codec.ErrTruncated) {
			t.Fatalf("cut at %d of %d: %v", cut, len(file), err)
		}
		if d.Info().Frames != 7000 || len(got) == 0 || len(got) >= len(whole) {
			t.Fatalf("cut at %d: Info %d, %d of %d samples", cut, d.Info().Frames, len(got), len(whole))
		}
		if _, peak := compare(got, whole); peak > -250 {
			t.Errorf("cut at %d: another sound", cut)
		}
		if n, again := d.Read([][]float32{make([]float32, 5), make([]float32, 5)}); n != 0 || !errors.Is(again, codec.ErrTruncated) {
			t.Errorf("then %d, %v", n, again)
		}
		if err := d.SeekFrame(1000); err != nil {
			t.Errorf("seek after the error: %v", err)
		}
	}
}

// TestConcealed: damage in one frame keeps the length, and what is far enough behind it sounds as if nothing had been.
func TestConcealed(t *testing.T) {
	file := long(seeds(t)["crc-reservoir.mp3"], 4)
	whole, _, err := decodeAll(t, file, 1152)
	if err != nil {
		t.Fatal(err)
	}
	for name, hurt := range map[string]func(p []byte){
		"header":           func(p []byte) { p[0] = 0x55 },
		"side information": func(p []byte) { p[20] ^= 0x10 }, // seen by the checksum
	} {
		f := bytes.Clone(file)
		eachFrame(f, func(i int, p []byte) {
			if i == 10 {
				hurt(p)
			}
		})
		got, d, err := decodeAll(t, f, 1152)
		if err != nil || len(got) != len(whole) {
			t.Fatalf("%s: %d of %d samples: %v", name, len(got), len(whole), err)
		}
		if n, why := d.(*Decoder).Concealed(); n < 2 || n > 8 || why == nil {
			t.Errorf("%s: %d granules concealed: %v", name, n, why)
		}
		if _, peak := compare(got[:2*10*1152], whole[:2*10*1152]); peak > -250 {
			t.Errorf("%s: heard before it happened", name)
		}
		if _, peak := compare(got[2*17*1152:], whole[2*17*1152:]); peak > -250 {
			t.Errorf("%s: still heard 6 frames later", name)
		}
	}
}

// TestMutants: nothing that was done to a file makes the decoder panic, hang, or give a number that isn't one.
func TestMutants(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	all := seeds(t)
	var files [][]byte
	for _, name := range []string{"crc-reservoir.mp3", "joint-v5.mp3", "mono-16k.mp3", "short-8k.mp3"} {
		files = append(files, all[name])
	}
	for i := range 800 {
		f := bytes.Clone(files[i%len(files)])
		switch i / 4 % 5 {
		case 0:
			f = f[:r.IntN(len(f))]
		case 1:
			for range 20 {
				f[r.IntN(len(f))] = byte(r.Uint32())
			}
		case 2: // headers
			eachFrame(bytes.Clone(f), func(_ int, p []byte) {
				if at := bytes.Index(f, p[:12]); at >= 0 && r.IntN(3) == 0 {
					f[at+1+r.IntN(3)] ^= 1 << r.IntN(8)
				}
			})
		case 3: // side information
			eachFrame(f, func(_ int, p []byte) { p[4+r.IntN(min(34, len(p)-4))] ^= 1 << r.IntN(8) })
		case 4: // one file in the middle of another
			o := files[r.IntN(len(files))]
			at := r.IntN(len(f))
			f = append(f[:at:at], append(bytes.Clone(o[r.IntN(len(o)):]), f[at:]...)...)
		}
		exercise(t, f)
	}
}

// exercise opens, reads, seeks and reads again; every outcome but a panic and a wrong count is fine.
func exercise(tb testing.TB, file []byte) {
	Sniff(file)
	d, err := Open(bytes.NewReader(file))
	if err != nil {
		return
	}
	info := d.Info()
	if info.Channels < 1 || info.Channels > 2 || info.Rate < 8000 || info.Frames < -1 {
		tb.Fatalf("%+v", info)
	}
	dst := [][]float32{make([]float32, 1000), make([]float32, 1000)}
	total := int64(0)
	limit := int64(len(file)+1000) * 200 // no frame is shorter than 24 bytes, none longer than 1152 samples
	for {
		n, err := d.Read(dst)
		total += int64(n)
		for ch := range info.Channels {
			for _, v := range dst[ch][:n] {
				if math.IsNaN(float64(v)) {
					tb.Fatal("NaN")
				}
			}
		}
		if err != nil {
			if n, again := d.Read(dst); n != 0 || again.Error() != err.Error() {
				tb.Fatalf("%v, then %d frames and %v", err, n, again)
			}
			break
		}
		if n == 0 || total > limit {
			tb.Fatalf("%d frames at %d of %d bytes", n, total, len(file))
		}
	}
	if info.Frames >= 0 && total > info.Frames {
		tb.Fatalf("%d frames of %d", total, info.Frames)
	}
	for _, at := range []int64{total / 2, 0, total} {
		if err := d.SeekFrame(at); err != nil && at < info.Frames {
			tb.Fatalf("seek to %d of %d: %v", at, total, err)
		}
		d.Read(dst)
	}
}

func FuzzDecode(f *testing.F) {
	for _, b := range seeds(f) {
		f.Add(b)
	}
	f.Add(tagV2(20, 0))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 1<<16 {
			exercise(t, b)
		}
	})
}
