package mastering

import (
	"math"
	"testing"
)

// The slopes are those of two second-order sections: an octave-wide band a sine stands in has most of it, not all.
func TestASineLiesInItsBand(t *testing.T) {
	for _, rate := range []int{44100, 48000, 96000} {
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
			if r.Shares[band] < 0.55 || math.Abs(sum-1) > 1e-9 || !r.Known || r.Silent {
				t.Errorf("%d Hz, %v Hz: %+v", rate, f, r)
			}
			if math.Abs(r.CrestDB-3.01) > 0.05 {
				t.Errorf("crest of a sine: %v dB", r.CrestDB)
			}
		}
	}
}

func TestOddInputGivesFiniteNumbers(t *testing.T) {
	for name, f := range map[string][][2]float32{
		"nothing": {}, "one": {{1, 1}}, "silence": make([][2]float32, 50000), "NaN": {{float32(math.NaN()), 0}, {0.5, 0.5}},
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
