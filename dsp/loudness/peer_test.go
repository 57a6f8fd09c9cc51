package loudness

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"auralis/internal/need"
)

// peer is a little program over libebur128 that reads float frames and prints what it measured.
const peer = `
#include <ebur128.h>
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv) {
	unsigned rate = atoi(argv[1]);
	ebur128_state *s = ebur128_init(2, rate, EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_S | EBUR128_MODE_TRUE_PEAK | EBUR128_MODE_SAMPLE_PEAK);
	static float buf[2 * 4096];
	size_t n;
	double i, r, p = 0, t = 0, v;
	while ((n = fread(buf, 8, 4096, stdin)) > 0) ebur128_add_frames_float(s, buf, n);
	ebur128_loudness_global(s, &i);
	ebur128_loudness_range(s, &r);
	for (int c = 0; c < 2; c++) {
		ebur128_sample_peak(s, c, &v); if (v > p) p = v;
		ebur128_true_peak(s, c, &v); if (v > t) t = v;
	}
	printf("%.9f %.9f %.9f %.9f\n", i, r, p, t);
	return 0;
}
`

// libebur128 is compiled where the machine has it: the agreement is with the library itself, not with figures noted once.
func libebur128(t *testing.T) string {
	t.Helper()
	if underRace {
		t.Skip("nothing here runs beside anything else: compared without the race detector")
	}
	gcc := need.Tool(t, "gcc", "gcc")
	dir := t.TempDir()
	src, bin := filepath.Join(dir, "peer.c"), filepath.Join(dir, "peer")
	if err := os.WriteFile(src, []byte(peer), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(gcc, "-O2", "-o", bin, src, "-lebur128", "-lm").CombinedOutput(); err != nil {
		need.Unmet(t, fmt.Sprintf("libebur128 can't be linked: %v\n%s", err, out), "apt-get install libebur128-dev")
	}
	return bin
}

// kinds are programme of different make: levels, widths, crests, gaps. It is low-passed like music: on noise up to half the rate
// the two true peaks differ by up to 1 dB, for libebur128's filter of 12 taps a phase ends there more softly than ours.
var kinds = map[string]func(rng *rand.Rand, s float64) (l, r float64){
	"noise": func(rng *rand.Rand, _ float64) (float64, float64) {
		return rng.NormFloat64() / 8, rng.NormFloat64() / 8
	},
	"quiet":  func(rng *rand.Rand, _ float64) (float64, float64) { v := rng.NormFloat64() / 900; return v, v },
	"bass":   func(_ *rand.Rand, s float64) (float64, float64) { v := 0.7 * math.Sin(2*math.Pi*55*s); return v, -v },
	"treble": func(_ *rand.Rand, s float64) (float64, float64) { v := 0.9 * math.Sin(2*math.Pi*9100*s); return v, 0 },
	"beats": func(rng *rand.Rand, s float64) (float64, float64) {
		e := math.Exp(-12 * math.Mod(s, 0.5))
		return e * rng.NormFloat64() / 3, e * math.Sin(2*math.Pi*180*s)
	},
	"swells": func(rng *rand.Rand, s float64) (float64, float64) {
		e := math.Pow(10, -1+0.6*math.Sin(2*math.Pi*s/9.7))
		return e * math.Sin(2*math.Pi*440*s), e * rng.NormFloat64() / 4
	},
	"gaps": func(rng *rand.Rand, s float64) (float64, float64) {
		if math.Mod(s, 3) > 1.5 {
			return 0, 0
		}
		return rng.NormFloat64() / 5, 0.3 * math.Sin(2*math.Pi*1000*s)
	},
	"clipped": func(rng *rand.Rand, s float64) (float64, float64) {
		v := 3*math.Sin(2*math.Pi*220*s) + rng.NormFloat64()/9
		return max(-1, min(1, v)), max(-1, min(1, -v))
	},
}

func TestAgreesWithLibebur128(t *testing.T) {
	bin := libebur128(t)
	for name, f := range kinds {
		for _, rate := range []int{44100, 48000, 96000} {
			t.Run(fmt.Sprintf("%s/%d", name, rate), func(t *testing.T) {
				t.Parallel()
				rng := rand.New(rand.NewPCG(7, uint64(rate)))
				seconds := 6
				if rate == 48000 {
					seconds = 36 // long enough for a range
				}
				x := make([][2]float32, seconds*rate)
				var low [4]float64
				for i := range x {
					l, r := f(rng, float64(i)/float64(rate))
					for j, v := range [4]float64{l, r, low[0], low[1]} {
						low[j] += 0.4 * (v - low[j])
					}
					x[i] = [2]float32{float32(low[2]), float32(low[3])}
				}
				raw := make([]byte, 0, 8*len(x))
				for _, v := range x {
					raw = binary.NativeEndian.AppendUint32(raw, math.Float32bits(v[0]))
					raw = binary.NativeEndian.AppendUint32(raw, math.Float32bits(v[1]))
				}
				cmd := exec.Command(bin, fmt.Sprint(rate))
				cmd.Stdin = bytes.NewReader(raw)
				out, err := cmd.Output()
				if err != nil {
					t.Fatal(err)
				}
				var i, lra, peak, tp float64
				if _, err := fmt.Sscan(string(out), &i, &lra, &peak, &tp); err != nil {
					t.Fatal(err)
				}
				m := newMeter(t, 2, rate)
				m.Process(x)
				got := read(m)
				if math.Abs(got.i-i) > 0.05 {
					t.Errorf("integrated %.3f, libebur128 %.3f LUFS", got.i, i)
				}
				if rate == 48000 && math.Abs(got.r-lra) > 1 { // it steps by 1 s, we by 100 ms
					t.Errorf("range %.2f, libebur128 %.2f LU", got.r, lra)
				}
				if d := got.p - 20*math.Log10(peak); math.Abs(d) > 1e-5 {
					t.Errorf("sample peak differs by %.6f dB", d)
				}
				if d := got.tp - 20*math.Log10(tp); math.Abs(d) > 0.1 {
					t.Errorf("true peak %.3f, libebur128 %.3f dBTP", got.tp, 20*math.Log10(tp))
				}
			})
		}
	}
}
