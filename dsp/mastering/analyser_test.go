package mastering

import (
	"math"
	"testing"
)

// The slopes are those of fourth-order Butterworth filters: the middle of a band one octave wide belongs to it by
// 1−2/17.
func TestASineLiesInItsBand(t *testing.T) {
	for _, rate := range []int{44100, 96000} {
		if underRace && rate > 44100 {
			continue
		}
		for band, f := range []float64{35, 120, 350, 1000, 2800, 5600, 12000} {
			a, err := NewAnalyser(rate)
			if err != nil {
				t.Fatal(err)
			}
			x := make([][2]float32, rate*2)
			for i := range x {
				v := float32(0.5 * math.Sin(2*math.Pi*f*float64(i)/float64(rate)))
				x[i] = [2]float32{v, v}
			}
			a.Process(x)
			r := a.Result()
			sum := 0.0
			for _, s := range r.Shares {
				sum += s
			}
			if r.Shares[band] < 0.87 || math.Abs(sum-1) > 1e-9 || !r.Known || r.Silent {
				t.Errorf("%d Hz, %v Hz: %+v", rate, f, r)
			}
			if math.Abs(r.CrestDB-3.01) > 0.05 {
				t.Errorf("crest of a sine: %v dB", r.CrestDB)
			}
		}
	}
}

// Shares don't depend on which channel sounds or on polarity, and an edge is where half belongs to either side.
func TestSharesOfBothChannels(t *testing.T) {
	shares := func(f float64, l, r float32) [Bands]float64 {
		a, err := NewAnalyser(48000)
		if err != nil {
			t.Fatal(err)
		}
		x := make([][2]float32, 48000)
		for i := range x {
			v := float32(0.5 * math.Sin(2*math.Pi*f*float64(i)/48000))
			x[i] = [2]float32{l * v, r * v}
		}
		a.Process(x)
		return a.Result().Shares
	}
	want := shares(500, 1, 1)
	if math.Abs(want[2]-0.5) > 0.01 || math.Abs(want[3]-0.5) > 0.01 {
		t.Errorf("500 Hz: %.3f", want)
	}
	for _, c := range [][2]float32{{1, -1}, {0, 1}, {0.5, 0}} {
		for b, s := range shares(500, c[0], c[1]) {
			if math.Abs(s-want[b]) > 1e-6 {
				t.Errorf("%v: band %d has %.4f, want %.4f", c, b, s, want[b])
			}
		}
	}
}

func TestOddInputGivesFiniteNumbers(t *testing.T) {
	for name, f := range map[string][][2]float32{
		"nothing": {}, "one": {{1, 1}}, "silence": make([][2]float32, 50000), "NaN": {{float32(math.NaN()), 0}, {0.5, 0.5}},
		"NaN in music": append(music(20000, 1, 0.5), [2]float32{float32(math.Inf(1)), float32(math.NaN())}),
	} {
		a, _ := NewAnalyser(8000)
		a.Process(f)
		r := a.Result()
		for _, v := range append(r.Shares[:], r.IntegratedLUFS, r.RangeLU, r.TruePeakDBTP, r.CrestDB) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%s: %+v", name, r)
			}
		}
	}
}
