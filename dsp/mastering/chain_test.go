package mastering

import (
	"math"
	"math/rand/v2"
	"testing"
)

// music makes n frames of something with energy everywhere, from a seed.
func music(n int, seed uint64, level float64) [][2]float32 {
	r := rand.New(rand.NewPCG(seed, 1))
	f := make([][2]float32, n)
	low := 0.0
	for i := range f {
		t := float64(i) / 44100
		noise := r.Float64()*2 - 1
		low = 0.98*low + 0.02*noise
		v := 0.4*math.Sin(2*math.Pi*110*t) + 0.2*math.Sin(2*math.Pi*440*t) + 0.1*math.Sin(2*math.Pi*2500*t) + 2*low + 0.05*noise
		f[i] = [2]float32{float32(level * v), float32(level * (v + 0.1*noise))}
	}
	return f
}

func plan(t *testing.T, a Analysis, p Preset, i float64) Plan {
	t.Helper()
	x, err := NewPlan(a, p, i)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestAFlatPlanPassesEveryBit(t *testing.T) {
	c, err := NewChain(44100)
	if err != nil {
		t.Fatal(err)
	}
	in := music(50_000, 1, 0.3)
	in[7] = [2]float32{float32(math.Inf(1)), float32(math.NaN())}
	out := append([][2]float32(nil), in...)
	c.SetPlan(plan(t, usual(), Warm, 0))
	c.Process(out)
	for i := range in {
		for k := range in[i] {
			if math.Float32bits(in[i][k]) != math.Float32bits(out[i][k]) {
				t.Fatalf("frame %d: %v became %v", i, in[i], out[i])
			}
		}
	}
}

func TestSwitchedOffItPassesEveryBitAgainAfterTheGlide(t *testing.T) {
	c, _ := NewChain(44100)
	in := music(44100*8, 2, 0.05)
	c.SwitchPlan(plan(t, usual(), Bright, 1))
	out := append([][2]float32(nil), in...)
	half := len(in) / 2
	c.Process(out[:half])
	c.SetPlan(PlanOff())
	c.Process(out[half:])
	if out[1000] == in[1000] {
		t.Error("the plan does nothing")
	}
	for i := len(in) - 44100; i < len(in); i++ {
		if out[i] != in[i] {
			t.Fatalf("frame %d: %v became %v", i, in[i], out[i])
		}
	}
}

// Cut into blocks of any size, with the plan changed at the same frames, the output is the same bit for bit.
func TestBlockSizesDontMatter(t *testing.T) {
	in := music(60_000, 3, 0.3)
	changes := map[int]Plan{0: plan(t, usual(), Adaptive, 1), 10_007: plan(t, usual(), Warm, 0.5), 20_000: PlanOff(), 33_333: plan(t, usual(), Punchy, 1)}
	run := func(size func() int) [][2]float32 {
		c, _ := NewChain(44100)
		out := append([][2]float32(nil), in...)
		for at := 0; at < len(out); {
			if p, ok := changes[at]; ok {
				c.SetPlan(p)
			}
			n := min(size(), len(out)-at)
			for k := at + 1; k < at+n; k++ {
				if _, ok := changes[k]; ok {
					n = k - at
				}
			}
			c.Process(out[at : at+n])
			at += n
		}
		return out
	}
	want := run(func() int { return len(in) })
	r := rand.New(rand.NewPCG(9, 9))
	for name, size := range map[string]func() int{
		"1": func() int { return 1 }, "7": func() int { return 7 }, "64": func() int { return 64 }, "480": func() int { return 480 },
		"1024": func() int { return 1024 }, "random": func() int { return 1 + r.IntN(3000) },
	} {
		got := run(size)
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("blocks of %s: frame %d is %v, want %v", name, i, got[i], want[i])
			}
		}
	}
}

// C-04: the chain has one caller and takes its plan as a value: with the preset flipped ten thousand times the gain of a
// sine never moves faster than the documented slope and the glide of the tone, and the output equals the replay of the
// logged plans bit for bit.
func TestC04PresetFlipsAreContinuousAndReplay(t *testing.T) {
	const rate, flips, every = 44100, 10_000, 67
	quiet := usual()
	quiet.IntegratedLUFS, quiet.TruePeakDBTP = -24, -12
	var log []Plan
	r := rand.New(rand.NewPCG(4, 4))
	for range flips {
		log = append(log, plan(t, quiet, Presets()[r.IntN(6)], r.Float64()))
	}
	play := func() [][2]float32 {
		c, _ := NewChain(rate)
		out := make([][2]float32, flips*every)
		for i := range out {
			v := float32(0.1 * math.Sin(2*math.Pi*1000*float64(i)/rate))
			out[i] = [2]float32{v, v}
		}
		for k, p := range log {
			c.SetPlan(p)
			c.Process(out[k*every : (k+1)*every])
		}
		return out
	}
	a, b := play(), play()
	// A sine's second difference is at most ω²·amplitude; a jump in gain would add to it.
	w := 2 * math.Pi * 1000.0 / rate
	most := 0.0
	for i := 2; i < len(a); i++ {
		if a[i] != b[i] {
			t.Fatalf("frame %d: %v, replayed %v", i, a[i], b[i])
		}
		d := math.Abs(float64(a[i][0]) - 2*float64(a[i-1][0]) + float64(a[i-2][0]))
		most = math.Max(most, d)
	}
	if bound := w * w * 0.1 * math.Pow(10, 16.0/20); most > bound {
		t.Errorf("second difference of %v, a sine of that level has %v", most, bound)
	}
}

func TestMonoStaysMonoAndSilenceSilence(t *testing.T) {
	c, _ := NewChain(48000)
	c.SwitchPlan(plan(t, usual(), Punchy, 1))
	f := music(20_000, 5, 0.3)
	for i := range f {
		f[i][1] = f[i][0]
	}
	c.Process(f)
	for i := range f {
		if f[i][0] != f[i][1] {
			t.Fatalf("frame %d: %v", i, f[i])
		}
	}
	c.Reset()
	silence := make([][2]float32, 5000)
	c.Process(silence)
	for i, s := range silence {
		if s != ([2]float32{}) {
			t.Fatalf("frame %d: %v", i, s)
		}
	}
}
