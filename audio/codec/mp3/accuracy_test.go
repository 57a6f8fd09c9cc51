package mp3

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"testing"

	"auralis/audio/codec"
)

// decodeAll reads everything, in blocks of block frames, interleaved. Where the stream ends in another way than io.EOF that
// error comes back.
func decodeAll(tb testing.TB, file []byte, block int) ([]float32, codec.Decoder, error) {
	tb.Helper()
	d, err := Open(bytes.NewReader(file))
	if err != nil {
		return nil, nil, err
	}
	out, err := drain(d, block)
	return out, d, err
}

func drain(d codec.Decoder, block int) ([]float32, error) {
	nch := d.Info().Channels
	dst := make([][]float32, nch)
	for i := range dst {
		dst[i] = make([]float32, block)
	}
	var out []float32
	for {
		n, err := d.Read(dst)
		for i := range n {
			for _, c := range dst {
				out = append(out, c[i])
			}
		}
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		if n == 0 {
			return out, errors.New("no frames and no error")
		}
	}
}

// compare gives the RMS and the greatest difference in dB of full scale.
func compare(a, b []float32) (rms, peak float64) {
	for i := range a {
		d := math.Abs(float64(a[i]) - float64(b[i]))
		rms += d * d
		peak = max(peak, d)
	}
	return 10 * math.Log10(rms/float64(max(1, len(a)))+1e-30), 20 * math.Log10(peak+1e-15)
}

// TestAccuracy is ISO/IEC 11172-4's full accuracy (RMS below 2^-15/√12 = -101.1 dB, peak 2^-14 = -84.3 dB), and ours: RMS
// below -120 dB, against two independent decoders, with the same number of frames.
func TestAccuracy(t *testing.T) {
	const second = 44100
	two := music(second, 2, 3*second/2)
	one := music(second, 1, 3*second/2)
	cases := []struct {
		opts   string
		mono   bool
		ffmpeg bool // of use as a reference
		alone  bool // mpg123 isn't
		patch  func([]byte) []byte
	}{
		{opts: "-b 128", ffmpeg: true},
		{opts: "-b 192 -m s", ffmpeg: true},
		{opts: "-b 192 -m j -p", ffmpeg: true},
		{opts: "-b 320 -m f", ffmpeg: true},
		{opts: "-V 0", ffmpeg: true},
		{opts: "-V 2", ffmpeg: true},
		{opts: "-V 9 --resample 44.1", ffmpeg: true},
		{opts: "--abr 150", ffmpeg: true},
		{opts: "-b 32 --resample 32", ffmpeg: true},
		{opts: "-b 64 -m m", mono: true, ffmpeg: true},
		{opts: "-b 128 --allshort", ffmpeg: true},
		{opts: "-b 160 --resample 48", ffmpeg: true},
		{opts: "--resample 24 -b 80"}, // ffmpeg 5.1 has band 18 of this rate two lines off
		{opts: "--resample 22.05 -V 5", ffmpeg: true},
		{opts: "--resample 16 -b 40", ffmpeg: true},
		{opts: "--resample 12 -b 32", ffmpeg: true},
		{opts: "--resample 11.025 -b 24 -m m", mono: true, ffmpeg: true},
		{opts: "--resample 8 -b 16", ffmpeg: true},
		{opts: "--resample 8 -b 16 --allshort"},
		{opts: "--freeformat -b 400"},
		// The intensity bit set afterwards: what the right channel doesn't code above some band becomes a position.
		{opts: "-b 48 --resample 44.1 -m j", patch: intensity, ffmpeg: true},
		{opts: "-b 96 -m j --allshort", patch: intensity, ffmpeg: true},
		{opts: "-b 128 -m f", patch: intensity, ffmpeg: true, alone: true}, // with middle/side; mpg123 has another bound
		// ffmpeg and mpg123 disagree about positions that mean "no intensity" in MPEG-2: so there are none, but mpg123
		// takes 7 for one.
		{opts: "-b 80 -m s --nores --resample 22.05", patch: lsfIntensity(165 << 1), ffmpeg: true, alone: true},
		{opts: "-b 80 -m s --nores --resample 16", patch: lsfIntensity(165<<1 | 1), ffmpeg: true, alone: true},
	}
	for _, c := range cases {
		t.Run(c.opts, func(t *testing.T) {
			t.Parallel()
			pcm := two
			if c.mono {
				pcm = one
			}
			file := encode(t, pcm, second, c.opts)
			if c.patch != nil {
				file = c.patch(file)
			}
			ours, d, err := decodeAll(t, file, 1152)
			if err != nil {
				t.Fatal(err)
			}
			if got := d.Info().Frames * int64(d.Info().Channels); got != int64(len(ours)) {
				t.Errorf("Info says %d samples, Read gave %d", got, len(ours))
			}
			if n, why := d.(*Decoder).Concealed(); n != 0 {
				t.Errorf("%d granules concealed: %v", n, why)
			}
			var refs []string
			if !c.alone {
				refs = append(refs, "mpg123")
			}
			if c.ffmpeg {
				refs = append(refs, "ffmpeg")
			}
			for _, name := range refs {
				ref := reference(t, name, file)
				if len(ref) != len(ours) {
					t.Errorf("%s: %d samples, ours %d", name, len(ref), len(ours))
					continue
				}
				rms, peak := compare(ours, ref)
				t.Logf("%s: %d samples, RMS %.1f dB, peak %.1f dB", name, len(ref), rms, peak)
				if rms > -120 || peak > -96 {
					t.Errorf("%s: RMS %.1f dB, peak %.1f dB", name, rms, peak)
				}
			}
		})
	}
}

// intensity sets the intensity bit of every frame behind the first.
func intensity(file []byte) []byte {
	out := bytes.Clone(file)
	eachFrame(out, func(i int, p []byte) {
		if i > 0 {
			p[3] |= 0x10
		}
	})
	return out
}

// lsfIntensity makes every frame behind the first of a file without bit reservoir an intensity frame of MPEG-2: the right
// channel is left with its scale factors alone, which become positions, coded by the scalefac_compress given.
func lsfIntensity(compress int) func([]byte) []byte {
	return func(file []byte) []byte {
		out := bytes.Clone(file)
		eachFrame(out, func(i int, p []byte) {
			var s sideInfo
			h, _ := parseHeader(p)
			if i == 0 || s.parse(&h, append(bytes.Clone(p[4:4+17]), make([]byte, bitPadding)...)) != nil {
				return
			}
			g := &s.gr[0][1]
			w := compress >> 1
			at := s.gr[0][0].part23Len
			bits := 0
			for k, c := range lsfCounts[3][g.kind()][:3] {
				width := [3]int{w / 36, w % 36 / 6, w % 6}[k]
				for range c {
					if bits+width > g.part23Len {
						return
					}
					putBits(p[21:], at+bits, width, (7*bits+3*i)%(1<<width-1))
					bits += width
				}
			}
			p[3] = p[3]&0x0f | 0x50 // joint stereo, intensity
			const right = 8 + 2 + 63
			putBits(p[4:], right, 12, bits)
			putBits(p[4:], right+12, 9, 0)
			putBits(p[4:], right+29, 9, compress)
		})
		return out
	}
}

func putBits(p []byte, at, n, v int) {
	for i := range n {
		bit := byte(v >> (n - 1 - i) & 1)
		p[(at+i)/8] = p[(at+i)/8]&^(0x80>>((at+i)%8)) | bit<<(7-(at+i)%8)
	}
}

// eachFrame calls f for the frames of a file that holds nothing else before them.
func eachFrame(file []byte, f func(i int, p []byte)) {
	for i, at := 0, 0; at < len(file); i++ {
		h, ok := parseHeader(file[at:])
		n := h.frameLen()
		if !ok || n == 0 || at+n > len(file) {
			return
		}
		f(i, file[at:at+n])
		at += n
	}
}

// TestGapless: exactly the samples that were encoded, in their places, for lengths around the frame's and down to one.
func TestGapless(t *testing.T) {
	for _, n := range []int{1, 576, 1105, 1152, 1153, 3000, 22050} {
		for _, opts := range []string{"-b 192", "-V 3"} {
			t.Run(fmt.Sprint(n, opts), func(t *testing.T) {
				t.Parallel()
				pcm := music(44100, 2, n)
				ours, d, err := decodeAll(t, encode(t, pcm, 44100, opts), 4096)
				if err != nil {
					t.Fatal(err)
				}
				if d.Info().Frames != int64(n) || len(ours) != 2*n {
					t.Fatalf("Info %d, read %d frames of %d", d.Info().Frames, len(ours)/2, n)
				}
				if n < 2000 {
					return // too short to be judged by likeness
				}
				best, at := math.Inf(1), 0
				for lag := -40; lag <= 40; lag++ {
					e := 0.0
					for i := 100; i < n-100; i++ {
						x := float64(ours[2*i]) - float64(pcm[2*(i+lag)])/32768
						e += x * x
					}
					if e < best {
						best, at = e, lag
					}
				}
				if at != 0 {
					t.Errorf("the sound is %d frames off", at)
				}
			})
		}
	}
}

// TestAlbum: an album cut into three files has as many frames as the uncut one, and where two pieces join the wave goes on
// in phase. (lame --nogap writes no Info frame, so its pieces can't be trimmed by anyone.)
func TestAlbum(t *testing.T) {
	const n = 3 * 40000
	pcm := make([]int16, 0, 2*n)
	for i := range n {
		v := int16(16000 * math.Sin(2*math.Pi*441*float64(i)/44100))
		pcm = append(pcm, v, v)
	}
	var joined []float32
	for i := range 3 {
		part, _, err := decodeAll(t, encode(t, pcm[i*2*n/3:(i+1)*2*n/3], 44100, "-b 320"), 1152)
		if err != nil {
			t.Fatal(err)
		}
		joined = append(joined, part...)
	}
	whole, _, err := decodeAll(t, encode(t, pcm, 44100, "-b 320"), 1152)
	if err != nil {
		t.Fatal(err)
	}
	if len(joined) != len(whole) || len(joined) != 2*n {
		t.Fatalf("pieces %d, uncut %d, original %d samples", len(joined), len(whole), 2*n)
	}
	rms, peak := compare(joined, whole)
	t.Logf("pieces against uncut: RMS %.1f dB, peak %.1f dB", rms, peak)
	if rms > -60 || peak > -30 { // a sine of -6 dB that is one sample off at 441 Hz would be at -33 dB RMS
		t.Errorf("pieces against uncut: RMS %.1f dB, peak %.1f dB", rms, peak)
	}
}
