package alsa

import (
	"errors"
	"math"
	"math/bits"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"
)

func neg(v int32) uint32 { return uint32(-v) }

func TestTLV(t *testing.T) {
	inf := math.Inf(-1)
	for _, c := range []struct {
		name   string
		words  []uint32
		lo, hi int64
		db     map[int64]float64 // value to level
		value  map[float64]int64 // level asked for to value
	}{
		{"PCM5122: scale with mute", []uint32{tlvDBScale, 8, neg(10350), 50 | tlvScaleMute}, 0, 207,
			map[int64]float64{0: inf, 1: -103, 206: -0.5, 207: 0, 999: 0, -5: inf}, map[float64]int64{0: 207, 12: 207, -0.4: 206, -0.5: 206, -200: 0, inf: 0}},
		{"bcm2835: range around zero", []uint32{tlvDBScale, 8, neg(10239), 1}, -10239, 400,
			map[int64]float64{-10239: -102.39, 0: 0, 400: 4}, map[float64]int64{0: 0, -60: -6000, 10: 400, -120: -10239}},
		{"USB: minimum and maximum", []uint32{tlvDBMinMax, 8, neg(12799), 800}, 0, 256,
			map[int64]float64{0: -127.99, 256: 8, 128: -59.995}, map[float64]int64{8: 256, 7.9: 255, -127.99: 0, -500: 0}},
		{"minimum and maximum with mute", []uint32{tlvDBMinMaxMute, 8, neg(5000), 0}, 0, 50, map[int64]float64{0: inf, 1: -49, 50: 0}, map[float64]int64{-49.5: 0, -1: 49}},
		{"linear from silence", []uint32{tlvDBLinear, 8, neg(9999999), 0}, 0, 100, map[int64]float64{0: inf, 50: -6.0206, 100: 0}, map[float64]int64{-6.02: 50, 0: 100, -6.1: 49}},
		{"linear", []uint32{tlvDBLinear, 8, neg(2000), 0}, 0, 9, map[int64]float64{0: -20, 9: 0, 1: -13.9794}, map[float64]int64{-13.9: 1, -20: 0}},
		{"range of two", []uint32{tlvDBRange, 48, 0, 9, tlvDBScale, 8, neg(5000), 300 | tlvScaleMute, 10, 20, tlvDBScale, 8, neg(2000), 200}, 0, 20,
			map[int64]float64{0: inf, 1: -47, 9: -23, 10: -20, 20: 0}, map[float64]int64{-21: 9, -20: 10, 0: 20, -48: 0}},
		{"in a container, behind a channel map", []uint32{tlvContainer, 32, 0x101, 8, 3, 4, tlvDBScale, 8, neg(300), 100}, 0, 3, map[int64]float64{0: -3, 3: 0}, map[float64]int64{-1.5: 1}},
		{"followed by nothing", append([]uint32{tlvDBScale, 8, neg(300), 100}, make([]uint32, 100)...), 0, 3, map[int64]float64{0: -3, 3: 0}, nil},
		{"one value", []uint32{tlvDBMinMax, 8, 0, 0}, 5, 5, map[int64]float64{5: 0}, map[float64]int64{0: 5, -3: 5}},
	} {
		s, err := parseTLV(c.words, c.lo, c.hi)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for v, want := range c.db {
			if got := s.DB(v); got != want && !(math.Abs(got-want) < 1e-3) {
				t.Errorf("%s: value %d is %v dB, want %v", c.name, v, got, want)
			}
		}
		for db, want := range c.value {
			if got := s.Value(db); got != want {
				t.Errorf("%s: %v dB is value %d, want %d", c.name, db, got, want)
			}
		}
	}
	for name, words := range map[string][]uint32{
		"nothing": nil, "zeros": make([]uint32, 64), "cut off": {tlvDBScale, 8, 0}, "too long": {tlvDBScale, 0xfffffff8, 0, 0},
		"too short": {tlvDBScale, 4, 0}, "backwards": {tlvDBMinMax, 8, 100, 0}, "only a channel map": {0x101, 8, 1, 2},
		"range out of order": {tlvDBRange, 48, 5, 9, tlvDBScale, 8, 0, 1, 3, 4, tlvDBScale, 8, 0, 1},
		"container in range": {tlvDBRange, 24, 0, 9, tlvContainer, 8, 0, 1},
		"nested":             {0, 48, 0, 40, 0, 32, 0, 24, 0, 16, 0, 8, tlvDBScale, 0},
	} {
		if _, err := parseTLV(words, 0, 10); !errors.Is(err, ErrNoDB) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestScaleProperties: what is set is never louder than asked for, and the next step would be.
func TestScaleProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		lo := rapid.Int64Range(-20000, 1000).Draw(rt, "lo")
		hi := lo + rapid.Int64Range(1, 70000).Draw(rt, "steps")
		low := rapid.Int32Range(-13000, 0).Draw(rt, "minimum")
		kind := rapid.SampledFrom([]uint32{tlvDBScale, tlvDBMinMax, tlvDBMinMaxMute, tlvDBLinear}).Draw(rt, "kind")
		second := rapid.Uint32Range(1, 300).Draw(rt, "step or maximum")
		s, err := parseTLV([]uint32{kind, 8, uint32(low), second}, lo, hi)
		if err != nil {
			rt.Fatal(err)
		}
		db := rapid.Float64Range(-150, 30).Draw(rt, "level")
		v := s.Value(db)
		if v < lo || v > hi {
			rt.Fatalf("value %d out of %d…%d", v, lo, hi)
		}
		if got := s.DB(v); got > db+0.006 && v != lo {
			rt.Fatalf("%v dB asked for, %v set", db, got)
		}
		if v < hi && s.DB(v+1) < db-0.001 {
			rt.Fatalf("%v dB asked for, %v set, %v would do", db, s.DB(v), s.DB(v+1))
		}
		if a, b := s.Range(); a > b {
			rt.Fatalf("range %v…%v", a, b)
		}
	})
}

func FuzzTLV(f *testing.F) {
	f.Add([]byte{1, 0, 0, 0, 8, 0, 0, 0, 1, 2, 3, 4, 50, 0, 1, 0}, int64(0), int64(207), -20.0)
	f.Add([]byte{3, 0, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0}, int64(0), int64(9), 0.0)
	f.Fuzz(func(t *testing.T, b []byte, lo, hi int64, db float64) {
		words := make([]uint32, len(b)/4)
		for i := range words {
			words[i] = uint32(b[4*i]) | uint32(b[4*i+1])<<8 | uint32(b[4*i+2])<<16 | uint32(b[4*i+3])<<24
		}
		lo, hi = lo>>33, hi>>33 // a long of 32-bit machines
		s, err := parseTLV(words, lo, hi)
		if err != nil {
			if !errors.Is(err, ErrNoDB) {
				t.Error(err)
			}
			return
		}
		s.DB(s.Value(db))
		s.Range()
	})
}

func volumeElement(name string) Element {
	return Element{Name: name, Kind: KindInt, Count: 2, Max: 100, Mixer: true, CanRead: true, CanWrite: true, Active: true, HasTLV: true}
}

// TestChooseVolume goes through the mixers of cards people have.
func TestChooseVolume(t *testing.T) {
	for _, c := range []struct {
		card  string
		names []string
		want  string // "" is none
		mute  string
	}{
		{"HiFiBerry DAC+ (PCM5122)", []string{"Analogue Playback Boost Volume", "Analogue Playback Volume", "Digital Playback Volume", "Digital Playback Switch"}, "Digital Playback Volume", "Digital Playback Switch"},
		{"HDA", []string{"Headphone Playback Volume", "Speaker Playback Volume", "Mic Playback Volume", "Master Playback Volume", "Master Playback Switch", "Capture Volume"}, "Master Playback Volume", "Master Playback Switch"},
		{"bcm2835", []string{"PCM Playback Volume", "PCM Playback Switch"}, "PCM Playback Volume", "PCM Playback Switch"},
		{"USB headset", []string{"Mic Playback Volume", "Sidetone Playback Volume", "Headset Playback Volume", "Headset Capture Volume"}, "Headset Playback Volume", ""},
		{"QEMU USB", []string{"Audio Output Volume Control Playback Volume", "Audio Output Volume Control Playback Switch"}, "Audio Output Volume Control Playback Volume", "Audio Output Volume Control Playback Switch"},
		{"inputs only", []string{"Mic Playback Volume", "Capture Volume", "Line In Playback Volume", "Internal Mic Boost Volume"}, "", ""},
		{"nothing", nil, "", ""},
	} {
		var all []Element
		for _, n := range c.names {
			el := volumeElement(n)
			if strings.HasSuffix(n, "Switch") {
				el.Kind, el.Max, el.HasTLV = KindBool, 1, false
			}
			all = append(all, el)
		}
		v, err := chooseVolume(&Mixer{card: "hw:CARD=X"}, all, func(Element) (Scale, error) {
			return parseTLV([]uint32{tlvDBScale, 8, neg(1000), 10}, 0, 100)
		})
		if c.want == "" {
			if !errors.Is(err, ErrNoVolume) {
				t.Errorf("%s: %+v, %v", c.card, v, err)
			}
			continue
		}
		if err != nil || v.Name() != c.want || (v.mute != nil) != (c.mute != "") || v.mute != nil && v.mute.Name != c.mute {
			t.Errorf("%s: %+v, %v", c.card, v, err)
		}
	}
	// Without decibels the next best is taken.
	v, err := chooseVolume(&Mixer{}, []Element{volumeElement("Master Playback Volume"), volumeElement("PCM Playback Volume")}, func(el Element) (Scale, error) {
		if el.Name == "Master Playback Volume" {
			return Scale{}, ErrNoDB
		}
		return parseTLV([]uint32{tlvDBScale, 8, neg(1000), 10}, 0, 100)
	})
	if err != nil || v.Name() != "PCM Playback Volume" {
		t.Errorf("without decibels: %+v, %v", v, err)
	}
}

// TestElementValues: every channel of every kind of element gets its value, where the kernel looks for it.
func TestElementValues(t *testing.T) {
	for _, kind := range []Kind{KindBool, KindInt, KindEnum, KindInt64} {
		el := Element{Kind: kind, Count: 64, Min: 0, Max: 1000}
		if kind == KindInt || kind == KindInt64 {
			el.Min = -1000
		}
		values := make([]int64, el.Count)
		for i := range values {
			values[i] = int64(i)
			if el.Min < 0 && i%2 == 1 {
				values[i] = -values[i]
			}
		}
		var v elemValue
		if e := v.put(el, values); e != 0 {
			t.Fatal(kind, e)
		}
		got, e := v.get(el)
		if e != 0 || !slices.Equal(got, values) {
			t.Errorf("kind %d: %v, %v", kind, got, e)
		}
		if kind == KindInt && (v.value[1] != -1 || v.value[2] != 2) {
			t.Errorf("longs of %d bits: %v", bits.UintSize, v.value[:4])
		}
		if e := v.put(el, values[1:]); e != unix.EINVAL {
			t.Errorf("kind %d, too few: %v", kind, e)
		}
		values[63] = 1001
		if e := v.put(el, values); e != unix.ERANGE {
			t.Errorf("kind %d, too large: %v", kind, e)
		}
	}
	var v elemValue
	for _, el := range []Element{{Kind: 4, Count: 1, Max: 9}, {Kind: KindInt64, Count: 65, Max: 9}, {Kind: KindInt, Count: 129, Max: 9}} {
		if e := v.put(el, make([]int64, el.Count)); e != unix.EINVAL {
			t.Errorf("kind %d, %d values: %v", el.Kind, el.Count, e)
		}
		if _, e := v.get(el); e != unix.EINVAL {
			t.Errorf("kind %d, %d values: %v", el.Kind, el.Count, e)
		}
	}
}
