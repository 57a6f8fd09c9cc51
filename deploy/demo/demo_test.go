package demo

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"auralis/audio"
	"auralis/audio/codec/probe"
	"auralis/dsp/mastering"
	"auralis/internal/need"
)

func TestTheAlbumIsWhatItPromises(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Demo")
	files, err := Make(dir)
	if err != nil {
		t.Fatal(err)
	}
	var lufs []float64
	var total int64
	for _, path := range files {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		d, err := probe.Open(f, path)
		if err != nil {
			t.Fatal(err)
		}
		a, _ := mastering.NewAnalyser(d.Info().Rate)
		planar := [][]float32{make([]float32, 4096), make([]float32, 4096)}
		frames := make([]audio.Frame, 4096)
		for {
			n, err := d.Read(planar)
			for i := range n {
				frames[i] = audio.Frame{planar[0][i], planar[1][i]}
			}
			a.Process(frames[:n])
			total += int64(n)
			if err != nil {
				break
			}
		}
		r := a.Result()
		lufs = append(lufs, r.IntegratedLUFS)
	}
	if seconds := total / rate; seconds < 150 || seconds > 300 {
		t.Errorf("the album lasts %d s", seconds)
	}
	if lufs[0] > -28 || lufs[1] < -12 {
		t.Errorf("the quiet piece has %.1f LUFS, the loud one %.1f", lufs[0], lufs[1])
	}
	before, _ := os.Stat(files[0])
	if _, err := Make(dir); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.Stat(files[0]); !after.ModTime().Equal(before.ModTime()) {
		t.Error("files that were there were written again")
	}
	flac := need.Tool(t, "flac", "flac")
	if out, err := exec.Command(flac, append([]string{"-ts"}, files...)...).CombinedOutput(); err != nil {
		t.Errorf("flac finds them damaged: %s", out)
	}
}

func TestThePiecesAreTagged(t *testing.T) {
	metaflac := need.Tool(t, "metaflac", "flac")
	files, err := Make(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(metaflac, "--show-tag=TITLE", "--show-tag=ALBUM", "--show-tag=TRACKNUMBER", files[2]).CombinedOutput()
	if want := "TITLE=River, Upper Course\nALBUM=Auralis Demo\nTRACKNUMBER=3\n"; err != nil || string(out) != want {
		t.Errorf("%s, %v; want %s", out, err, want)
	}
}
