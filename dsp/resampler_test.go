package dsp

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func newResampler(t testing.TB, s ResamplerSettings) *Resampler {
	t.Helper()
	r, err := NewResampler(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// resampled runs all of in through r in blocks of the sizes given (0: random) and flushes.
func resampled(r *Resampler, in [][2]float32, inBlock, outBlock int) (out [][2]float32) {
	buf := make([][2]float32, outBlock)
	blocks(len(in), inBlock, func(a, b int) {
		for rest := in[a:b]; len(rest) > 0; {
			used, made := r.Process(rest, buf)
			rest = rest[used:]
			out = append(out, buf[:made]...)
		}
	})
	for {
		made, more := r.Flush(buf)
		out = append(out, buf[:made]...)
		if !more {
			return out
		}
	}
}

var ratios = []struct{ in, out int }{
	{44100, 48000}, {48000, 44100}, {44100, 88200}, {88200, 44100}, {96000, 48000}, {48000, 96000}, {176400, 48000},
	{192000, 44100}, {44100, 192000}, {32000, 48000}, {22050, 48000}, {8000, 48000}, {48000, 8000}, {11025, 44100},
	{44100, 384000}, {384000, 44100},
	{44101, 48000}, {48000, 44101}, {47999, 96000}, {95999, 44100}, // no common factor: interpolated taps
}

// TestResamplerTones: output frame k is the tone at exactly k·In/Out, in amplitude and phase, up to 0.91 of half the lower
// rate: ripple, THD+N and images in one figure, the error against the ideal.
func TestResamplerTones(t *testing.T) {
	for _, c := range ratios {
		worst := math.Inf(-1)
		r := newResampler(t, ResamplerSettings{In: c.in, Out: c.out})
		for _, part := range []float64{0.02, 0.2, 0.5, 0.8, 0.907} {
			w := 2 * math.Pi * part * float64(min(c.in, c.out)) / 2 / float64(c.in) // radians an input frame
			n := 2*r.filter.taps + 2000
			in := make([][2]float32, n)
			for i := range in {
				in[i] = [2]float32{float32(math.Sin(w * float64(i))), float32(math.Cos(w * float64(i)))}
			}
			r.Reset()
			out := resampled(r, in, n, 4096)
			power, count := 0.0, 0.0
			for k := range out {
				at := float64(k) * float64(c.in) / float64(c.out)
				if at < float64(r.Reach()) || at > float64(n-r.Reach()-1) {
					continue
				}
				dl, dr := float64(out[k][0])-math.Sin(w*at), float64(out[k][1])-math.Cos(w*at)
				power += dl*dl + dr*dr
				count += 2
			}
			worst = max(worst, dB(math.Sqrt(power/count)*math.Sqrt2)) // against the tone
		}
		t.Logf("%d to %d: error %.1f dB, %d taps, exact %v", c.in, c.out, worst, r.filter.taps, r.filter.exact != nil)
		if worst > -140 {
			t.Errorf("%d to %d: error of %.1f dB, want -140", c.in, c.out, worst)
		}
	}
}

// TestResamplerStopBand: what lies between half the output rate and half the input rate doesn't come through.
func TestResamplerStopBand(t *testing.T) {
	for _, c := range ratios {
		if c.out >= c.in {
			continue
		}
		r := newResampler(t, ResamplerSettings{In: c.in, Out: c.out})
		worst := math.Inf(-1)
		for _, part := range []float64{0.001, 0.01, 0.1, 0.3, 0.6, 0.9, 0.99} {
			f := float64(c.out)/2 + part*float64(c.in-c.out)/2
			n := 2*r.filter.taps + 2000
			x := sine(n, f/float64(c.in), 1, 0.3)
			r.Reset()
			out := resampled(r, frames(x, x), n, 4096)
			power, count := 0.0, 0.0
			for k := range out {
				if at := float64(k) * float64(c.in) / float64(c.out); at >= float64(r.Reach()) && at <= float64(n-r.Reach()-1) {
					power += float64(out[k][0]) * float64(out[k][0])
					count++
				}
			}
			worst = max(worst, dB(math.Sqrt(power/count)*math.Sqrt2))
		}
		t.Logf("%d to %d: alias %.1f dB", c.in, c.out, worst)
		if worst > -140 {
			t.Errorf("%d to %d: alias of %.1f dB, want -140", c.in, c.out, worst)
		}
	}
}

// TestResamplerResponse measures the filter itself, free of the rounding of float32: pass band, stop band, images.
func TestResamplerResponse(t *testing.T) {
	for _, c := range []struct{ in, out int }{{44100, 48000}, {48000, 44100}, {96000, 48000}} {
		l := c.out / int(gcd(int64(c.in), int64(c.out)))
		f := newResampleFilter(c.in, c.out, int64(l))
		nyquist := float64(min(c.in, c.out)) / float64(c.in) / 2 // cycles an input frame
		gain := func(freq float64) float64 {
			re := 0.0
			for p := range l {
				for k, h := range f.exact[p*f.taps:][:f.taps] {
					re += h * math.Cos(2*math.Pi*freq*(float64(k-f.taps/2+1)-float64(p)/float64(l)))
				}
			}
			return math.Abs(re) / float64(l)
		}
		for x := 0.0; x <= 0.91; x += 0.013 {
			if d := dB(gain(x * nyquist)); math.Abs(d) > 0.0001 {
				t.Errorf("%v: %.6f dB at %.3f of half the lower rate", c, d, x)
			}
		}
		for x := 1.0; x < 4 && x*nyquist <= float64(l)/2; x += 0.0071 { // beyond, the sampled response repeats
			if d := dB(gain(x * nyquist)); d > -145 {
				t.Errorf("%v: %.1f dB at %.3f of half the lower rate", c, d, x)
			}
		}
	}
}

// TestResamplerImpulse: linear phase, the response is symmetric about the place of the impulse.
func TestResamplerImpulse(t *testing.T) {
	for _, c := range []struct{ in, out int }{{48000, 96000}, {44100, 88200}, {96000, 48000}, {48000, 384000}} {
		in := make([][2]float32, 2000)
		in[1000] = [2]float32{1, -0.5}
		out := resampled(newResampler(t, ResamplerSettings{In: c.in, Out: c.out}), in, 2000, 999)
		centre := 1000 * c.out / c.in
		for k := 1; k < centre && centre+k < len(out); k++ {
			if d := math.Abs(float64(out[centre+k][0] - out[centre-k][0])); d > 1e-9 {
				t.Fatalf("%v: %d frames from the centre the sides differ by %g", c, k, d)
			}
			if out[centre+k][1] != -out[centre+k][0]/2 {
				t.Fatalf("%v: the channels differ %d frames from the centre", c, k)
			}
		}
	}
}

// TestResamplerCount: the length is exact for any rates, any length, any cutting, and the cutting changes no bit.
func TestResamplerCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.OneOf(rapid.SampledFrom([]int{8000, 11025, 22050, 32000, 44100, 48000, 88200, 96000, 192000}), rapid.IntRange(8000, 50000))
		s := ResamplerSettings{In: rate.Draw(t, "in"), Out: rate.Draw(t, "out")}
		in := noise(rapid.IntRange(0, 3000).Draw(t, "n"), 0.3, 1)
		r, err := NewResampler(s)
		if err != nil {
			t.Fatal(err)
		}
		whole := resampled(r, in, len(in)+1, 1<<16)
		if want := (len(in)*s.Out + s.In - 1) / s.In; len(whole) != want {
			t.Fatalf("%d frames, want %d", len(whole), want)
		}
		r.Reset()
		cut := resampled(r, in, rapid.IntRange(0, 700).Draw(t, "in block"), rapid.IntRange(1, 700).Draw(t, "out block"))
		if len(cut) != len(whole) {
			t.Fatalf("%d frames in blocks, %d at once", len(cut), len(whole))
		}
		for i := range cut {
			if cut[i] != whole[i] {
				t.Fatalf("frame %d differs: %v, %v", i, cut[i], whole[i])
			}
		}
		if used, made := r.Process(in, make([][2]float32, 10)); used != 0 || made != 0 {
			t.Fatalf("after Flush: %d used, %d made", used, made)
		}
	})
}

// TestResamplerNoDrift: after hours the place is still exact. The counters are moved by the steps of 10 hours.
func TestResamplerNoDrift(t *testing.T) {
	for _, c := range []struct{ in, out int }{{44100, 48000}, {48000, 44100}, {44101, 47999}} {
		r := newResampler(t, ResamplerSettings{In: c.in, Out: c.out})
		p := r.first
		hours := int64(10 * 3600)
		for range int64(c.out) { // one second, step by step
			p.whole += r.step.whole
			if p.part += r.step.part; p.part >= r.den {
				p.part -= r.den
				p.whole++
			}
		}
		if p.part != 0 || p.whole != int64(c.in) {
			t.Errorf("%v: after a second at %d + %d/%d, want %d", c, p.whole, p.part, r.den, c.in)
		}
		if p.whole*hours != int64(c.in)*hours {
			t.Errorf("%v: drifts", c)
		}
	}
	// and with sound: the tone at the end of two minutes is where it belongs
	r := newResampler(t, ResamplerSettings{In: 44100, Out: 48000})
	const seconds = 120
	in, out := make([][2]float32, 4410), make([][2]float32, 4900)
	total, from := 0, 0
	w := 2 * math.Pi * 997 / 44100
	for range seconds * 10 {
		for i := range in {
			v := float32(math.Sin(w * float64(from+i)))
			in[i] = [2]float32{v, v}
		}
		from += len(in)
		for rest := in; len(rest) > 0; {
			used, made := r.Process(rest, out)
			rest = rest[used:]
			for k := range made {
				if total+k > (seconds-1)*48000 {
					want := math.Sin(2 * math.Pi * 997 / 48000 * float64(total+k))
					if d := math.Abs(float64(out[k][0]) - want); d > 2e-7 {
						t.Fatalf("frame %d: off by %g", total+k, d)
					}
				}
			}
			total += made
		}
	}
}

// TestResamplerStart: a start at any fraction of a frame gives the signal there, and one before frame 0 with Tail gives
// the whole response: an impulse's sum is kept.
func TestResamplerStart(t *testing.T) {
	for _, c := range []struct {
		in, out  int
		num, den int64
	}{{48000, 48000, 1, 3}, {44100, 48000, 123, 1000}, {96000, 44100, 7, 5}, {44100, 96000, -1, 2}, {44100, 48000, 1, 2}} {
		r := newResampler(t, ResamplerSettings{In: c.in, Out: c.out, StartNum: c.num, StartDen: c.den})
		w := 2 * math.Pi * 0.3 * float64(min(c.in, c.out)) / float64(c.in)
		n := 3 * r.filter.taps
		x := make([]float64, n)
		for i := range x {
			x[i] = math.Sin(w * float64(i))
		}
		out := resampled(r, frames(x, x), 100, 100)
		for k := range out {
			at := float64(c.num)/float64(c.den) + float64(k)*float64(c.in)/float64(c.out)
			if at < float64(r.Reach()) || at > float64(n-r.Reach()-1) {
				continue
			}
			if d := math.Abs(float64(out[k][0]) - math.Sin(w*at)); d > 2e-7 {
				t.Fatalf("%+v, frame %d: off by %g", c, k, d)
			}
		}
	}
	for _, at := range []int{0, 5, 9} {
		probe := newResampler(t, ResamplerSettings{In: 44100, Out: 48000})
		r := newResampler(t, ResamplerSettings{In: 44100, Out: 48000, StartNum: -int64(probe.Reach()), StartDen: 1, Tail: true})
		in := make([][2]float32, 10)
		in[at] = [2]float32{1, 1}
		sum := 0.0
		for _, f := range resampled(r, in, 3, 50) {
			sum += float64(f[0])
		}
		if want := 48000. / 44100; math.Abs(sum-want) > 1e-5 {
			t.Errorf("impulse at %d: sum %v, want %v", at, sum, want)
		}
	}
}

// TestResamplerBadInput: a NaN is gone after the length of the filter.
func TestResamplerBadInput(t *testing.T) {
	r := newResampler(t, ResamplerSettings{In: 44100, Out: 48000})
	in := noise(3000, 0.1, 1)
	in[1000][0] = float32(math.NaN())
	in[1001][1] = float32(math.Inf(1))
	for k, f := range resampled(r, in, 3000, 5000) {
		at := k * 44100 / 48000
		broken := f[0] != f[0] || f[1] != f[1] || math.IsInf(float64(f[1]), 0)
		if broken && (at < 1000-r.Reach()-1 || at > 1001+r.Reach()+1) {
			t.Fatalf("frame %d, at %d of the input, is broken", k, at)
		}
	}
}

func TestResamplerSettings(t *testing.T) {
	for _, s := range []ResamplerSettings{
		{In: 7999, Out: 48000}, {In: 48000, Out: 384001}, {In: 44100, Out: 48000, StartDen: -1},
		{In: 44100, Out: 48000, StartNum: 2, StartDen: 1}, {In: 44100, Out: 48000, StartNum: -1000, StartDen: 1},
		{In: 44100, Out: 48000, StartNum: 1, StartDen: 1<<40 - 1}, {In: 44100, Out: 48000, StartNum: 1 << 62, StartDen: 3},
	} {
		if _, err := NewResampler(s); err == nil {
			t.Errorf("%+v accepted", s)
		}
	}
	r := newResampler(t, ResamplerSettings{In: 44100, Out: 48000})
	if made, more := r.Flush(make([][2]float32, 5)); made != 0 || more {
		t.Errorf("no input: %d frames, more %v", made, more)
	}
	r.Reset()
	out := make([][2]float32, 10)
	if _, made := r.Process(make([][2]float32, r.Latency()-1), out); made != 0 {
		t.Errorf("%d frames before Latency", made)
	}
	if _, made := r.Process(make([][2]float32, 1), out); made == 0 {
		t.Error("no frame at Latency")
	}
}
