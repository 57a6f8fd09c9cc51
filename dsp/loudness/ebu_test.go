package loudness

import (
	"fmt"
	"math"
	"testing"
)

// rates are those at which the conformance cases are played.
var rates = []int{44100, 48000, 88200, 96000, 176400, 192000}

// near fails where got isn't within want −below…+above.
func near(t *testing.T, what string, got float64, ok bool, want, below, above float64) {
	t.Helper()
	if !ok || !(got >= want-below && got <= want+above) {
		t.Errorf("%s is %.3f (known: %v), want %.1f −%g/+%g", what, got, ok, want, below, above)
	}
}

func repeat(n int, t ...tone) []tone {
	var all []tone
	for range n {
		all = append(all, t...)
	}
	return all
}

// measure plays tones into a new meter; look, if given, is called every 10 ms.
func measure(t *testing.T, rate int, tones []tone, look func(m *Meter, seconds float64)) *Meter {
	t.Helper()
	m, err := New(Settings{Channels: 2}, rate)
	if err != nil {
		t.Fatal(err)
	}
	play(rate, tones, func(x [][2]float32) {
		for len(x) > 0 {
			n := len(x)
			if look != nil {
				n = min(n, int(m.next-m.frames))
			}
			m.Process(x[:n])
			x = x[n:]
			if look != nil && m.frames == m.end(m.steps) {
				look(m, float64(m.steps)/100)
			}
		}
	})
	return m
}

// The conformance signals that can be synthesized: EBU Tech 3341 (2023) table 1 cases 1…6 and 9…23, Tech 3342 table 1
// cases 1…4. Cases 7, 8 of the former and 5, 6 of the latter are recordings that only the EBU has.
func TestEBU(t *testing.T) {
	type expect struct{ integrated, lra float64 } // NaN: not asked
	no := math.NaN()
	for _, rate := range rates {
		if underRace && rate > 48000 {
			continue // nothing here runs beside anything else
		}
		t.Run(fmt.Sprint(rate), func(t *testing.T) {
			t.Parallel()
			for _, c := range []struct {
				name  string
				tones []tone
				want  expect
			}{
				{"3341-3", []tone{{10, -36}, {60, -23}, {10, -36}}, expect{-23, no}},
				{"3341-4", []tone{{10, -72}, {10, -36}, {60, -23}, {10, -36}, {10, -72}}, expect{-23, no}},
				{"3341-5", []tone{{20, -26}, {20.1, -20}, {20, -26}}, expect{-23, no}},
				{"3342-1", []tone{{20, -20}, {20, -30}}, expect{no, 10}},
				{"3342-2", []tone{{20, -20}, {20, -15}}, expect{no, 5}},
				{"3342-3", []tone{{20, -40}, {20, -20}}, expect{no, 20}},
				{"3342-4", []tone{{20, -50}, {20, -35}, {20, -20}, {20, -35}, {20, -50}}, expect{no, 15}},
			} {
				m := measure(t, rate, c.tones, nil)
				if !math.IsNaN(c.want.integrated) {
					got, ok := m.Integrated()
					near(t, c.name+" integrated", got, ok, c.want.integrated, 0.1, 0.1)
				}
				if !math.IsNaN(c.want.lra) {
					got, ok := m.Range()
					near(t, c.name+" range", got, ok, c.want.lra, 1, 1)
				}
			}
			steady(t, rate)
			windows(t, rate)
			surround(t, rate)
			peaks(t, rate)
		})
	}
}

// Cases 1, 2: everything reads the level of the tone.
func steady(t *testing.T, rate int) {
	for i, level := range []float64{-23, -33} {
		name := fmt.Sprintf("3341-%d", i+1)
		m := measure(t, rate, []tone{{20, level}}, nil)
		got, ok := m.Integrated()
		near(t, name+" integrated", got, ok, level, 0.1, 0.1)
		got, ok = m.Momentary()
		near(t, name+" momentary", got, ok, level, 0.1, 0.1)
		got, ok = m.ShortTerm()
		near(t, name+" short-term", got, ok, level, 0.1, 0.1)
	}
}

// Cases 9…14: what the windows read, and the largest they read.
func windows(t *testing.T, rate int) {
	measure(t, rate, repeat(5, tone{1.34, -20}, tone{1.66, -30}), func(m *Meter, s float64) {
		if s >= 3 {
			got, ok := m.ShortTerm()
			near(t, "3341-9 short-term", got, ok, -23, 0.1, 0.1)
		}
	})
	measure(t, rate, repeat(25, tone{0.18, -20}, tone{0.22, -30}), func(m *Meter, s float64) {
		if s >= 1 {
			got, ok := m.Momentary()
			near(t, "3341-12 momentary", got, ok, -23, 0.1, 0.1)
		}
	})
	var shorts, moments []tone
	for i := range 20 {
		d := float64(i)
		m := measure(t, rate, []tone{{d * 0.15, silence}, {3, -23}, {1, silence}}, nil)
		got, ok := m.ShortTermMax()
		near(t, fmt.Sprintf("3341-10-%d short-term max", i+1), got, ok, -23, 0.1, 0.1)
		m = measure(t, rate, []tone{{d * 0.02, silence}, {0.4, -23}, {1, silence}}, nil)
		got, ok = m.MomentaryMax()
		near(t, fmt.Sprintf("3341-13-%d momentary max", i+1), got, ok, -23, 0.1, 0.1)
		shorts = append(shorts, tone{d * 0.15, silence}, tone{3, d - 38}, tone{3 - d*0.15, silence})
		moments = append(moments, tone{d * 0.02, silence}, tone{0.4, d - 38}, tone{0.4 - d*0.02, silence})
	}
	// The levels rise, so that the maximum so far at the end of a unit is that of the unit.
	measure(t, rate, shorts, func(m *Meter, s float64) {
		if m.steps%600 == 0 {
			got, ok := m.ShortTermMax()
			near(t, fmt.Sprintf("3341-11 at %g s", s), got, ok, s/6-39, 0.1, 0.1)
		}
	})
	measure(t, rate, moments, func(m *Meter, s float64) {
		if m.steps%80 == 0 {
			got, ok := m.MomentaryMax()
			near(t, fmt.Sprintf("3341-14 at %g s", s), got, ok, s/0.8-39, 0.1, 0.1)
		}
	})
}

// Case 6: five channels with their weights; and the same with a loud LFE, which doesn't count.
func surround(t *testing.T, rate int) {
	levels := map[int][]float64{5: {-28, -28, -24, -30, -30}, 6: {-28, -28, -24, 0, -30, -30}}
	for n, level := range levels {
		m, err := New(Settings{Channels: n}, rate)
		if err != nil {
			t.Fatal(err)
		}
		play(rate, []tone{{20, 0}}, func(x [][2]float32) {
			ch := make([][]float64, n)
			for c := range ch {
				ch[c] = make([]float64, len(x))
				amp := math.Pow(10, level[c]/20)
				for i := range x {
					ch[c][i] = amp * float64(x[i][0])
				}
			}
			if err := m.ProcessPlanar(ch); err != nil {
				t.Fatal(err)
			}
		})
		got, ok := m.Integrated()
		near(t, fmt.Sprintf("3341-6 with %d channels", n), got, ok, -23, 0.1, 0.1)
	}
}

// Cases 15…23: true peak.
func peaks(t *testing.T, rate int) {
	signals := [][][2]float32{
		faded(rate, 4, 0, 0.5), faded(rate, 4, 45, 0.5), faded(rate, 6, 60, 0.5), faded(rate, 8, 67.5, 0.5), faded(rate, 4, 45, 1.41),
		burst(rate, 0), burst(rate, 1), burst(rate, 2), burst(rate, 3),
	}
	for i, want := range []float64{-6, -6, -6, -6, 3, 0, 0, 0, 0} {
		m, err := New(Settings{Channels: 2, TruePeak: true}, rate)
		if err != nil {
			t.Fatal(err)
		}
		m.Process(signals[i])
		got, ok := m.TruePeak()
		near(t, fmt.Sprintf("3341-%d true peak", 15+i), got, ok, want, 0.4, 0.2)
		if i >= 5 {
			s, _ := m.SamplePeak()
			t.Logf("%d Hz case %d: %.3f dBTP, sample peak %.2f dBFS", rate, 15+i, got, s)
		}
	}
}
