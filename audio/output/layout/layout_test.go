package layout

import (
	"strings"
	"testing"

	"auralis/audio"
)

func TestCompleteFillsInAndRefuses(t *testing.T) {
	for _, c := range []struct {
		in      Options
		period  int
		periods int
		err     string
	}{
		{in: Options{Rate: 44100}, period: 441, periods: 4},
		{in: Options{Rate: 8000, Period: 64, Periods: 2}, period: 64, periods: 2},
		{in: Options{Rate: 384000, Format: audio.F32LE}, period: 3840, periods: 4},
		{in: Options{}, err: "rate 0 Hz"},
		{in: Options{Rate: 7999}, err: "rate 7999 Hz"},
		{in: Options{Rate: 384001}, err: "8000…384000"},
		{in: Options{Rate: 44100, Format: 77}, err: "SampleFormat(77)"},
		{in: Options{Rate: 44100, Period: -1}, err: "period of -1"},
		{in: Options{Rate: 44100, Period: 44101}, err: "1…44100"},
		{in: Options{Rate: 44100, Periods: 1}, err: "1 periods"},
		{in: Options{Rate: 44100, Periods: 65}, err: "65 periods"},
	} {
		got, err := c.in.Complete()
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%+v: error %v, want one that says %q", c.in, err, c.err)
			}
			continue
		}
		if err != nil || got.Period != c.period || got.Periods != c.periods {
			t.Errorf("%+v: %+v, %v", c.in, got, err)
		}
		if b := got.Config().Buffer; b != c.period*c.periods {
			t.Errorf("%+v: buffer %d", c.in, b)
		}
	}
}

func TestWhole(t *testing.T) {
	o := Options{Rate: 44100, Format: audio.S24x3LE}
	if n, err := o.Whole(make([]byte, 12)); n != 2 || err != nil {
		t.Errorf("12 bytes of S24_3LE: %d, %v", n, err)
	}
	if _, err := o.Whole(make([]byte, 13)); err == nil {
		t.Error("13 bytes of S24_3LE were taken for whole frames")
	}
}
