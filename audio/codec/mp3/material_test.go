package mp3

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"auralis/internal/need"
)

// tool names a reference program, which has the name of its package, as a need of the test.
func tool(tb testing.TB, name string) {
	tb.Helper()
	need.Tool(tb, name, name)
}

// music is a chord with vibrato, noise that comes in bursts (short blocks), and a stereo image that moves (joint stereo),
// as 16-bit samples.
func music(rate, channels, n int) []int16 {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]int16, 0, n*channels)
	for i := range n {
		t := float64(i) / float64(rate)
		x := 0.0
		for k, f := range []float64{110, 277.2, 659.3, 1760, 3520} {
			x += math.Sin(2*math.Pi*f*t+0.3*math.Sin(2*math.Pi*5*t)) / float64(k+2)
		}
		burst := math.Exp(-40 * math.Mod(t, 0.23))
		noise := r.Float64()*2 - 1
		pan := 0.5 + 0.5*math.Sin(2*math.Pi*0.7*t)
		for ch := range channels {
			g := pan
			if ch == 1 {
				g = 1 - pan
			}
			v := 0.22*x*(0.4+0.6*g) + 0.3*noise*burst*(1-0.5*g)
			out = append(out, int16(math.Round(v*32000)))
		}
	}
	return out
}

// encode lets lame make an MP3 of the samples.
func encode(tb testing.TB, pcm []int16, rate int, opts string) []byte {
	tb.Helper()
	channels := 2
	if strings.Contains(opts, "-m m") {
		channels = 1
	}
	tool(tb, "lame")
	wav := filepath.Join(tb.TempDir(), "in.wav")
	writeWAV(tb, wav, pcm, rate, channels)
	args := append([]string{"--quiet"}, strings.Fields(opts)...)
	mp3 := wav + ".mp3" // into a pipe lame couldn't go back and complete the Info frame
	if b, err := exec.Command("lame", append(args, wav, mp3)...).CombinedOutput(); err != nil {
		tb.Fatalf("lame %s: %v: %s", opts, err, b)
	}
	return load(tb, mp3)
}

func load(tb testing.TB, name string) []byte {
	tb.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func writeWAV(tb testing.TB, name string, pcm []int16, rate, channels int) {
	tb.Helper()
	var b bytes.Buffer
	le := binary.LittleEndian
	b.WriteString("RIFF")
	b.Write(le.AppendUint32(nil, uint32(36+2*len(pcm))))
	b.WriteString("WAVEfmt ")
	h := le.AppendUint32(nil, 16)
	h = le.AppendUint16(h, 1)
	h = le.AppendUint16(h, uint16(channels))
	h = le.AppendUint32(h, uint32(rate))
	h = le.AppendUint32(h, uint32(rate*2*channels))
	h = le.AppendUint16(h, uint16(2*channels))
	h = le.AppendUint16(h, 16)
	b.Write(h)
	b.WriteString("data")
	b.Write(le.AppendUint32(nil, uint32(2*len(pcm))))
	for _, v := range pcm {
		b.Write(le.AppendUint16(nil, uint16(v)))
	}
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		tb.Fatal(err)
	}
}

// reference decodes with mpg123 or ffmpeg to float, interleaved.
func reference(tb testing.TB, program string, file []byte) []float32 {
	tb.Helper()
	tool(tb, program)
	name := filepath.Join(tb.TempDir(), "ref.mp3")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command("mpg123", "-q", "-e", "f32", "-s", name)
	if program == "ffmpeg" {
		cmd = exec.Command("ffmpeg", "-v", "error", "-i", name, "-f", "f32le", "-")
	}
	raw, err := cmd.Output()
	if err != nil {
		tb.Fatalf("%s: %v", program, err)
	}
	out := make([]float32, len(raw)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return out
}
