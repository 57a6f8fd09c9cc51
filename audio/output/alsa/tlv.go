package alsa

import (
	"errors"
	"fmt"
	"math"
	"sort"
)

// The types of TLV items (include/uapi/sound/tlv.h).
const (
	tlvContainer    = 0
	tlvDBScale      = 1
	tlvDBLinear     = 2
	tlvDBRange      = 3
	tlvDBMinMax     = 4
	tlvDBMinMaxMute = 5

	tlvScaleMute = 0x10000  // flag in the step of a DB_SCALE
	tlvGainMute  = -9999999 // hundredths of dB that mean silence (SNDRV_CTL_TLVD_DB_GAIN_MUTE)
	tlvDepth     = 4        // containers in containers that are followed
)

// ErrNoDB is returned for a volume whose driver doesn't say what its steps are in decibels.
var ErrNoDB = errors.New("the driver gives no decibels")

// Scale maps the values of a volume element to decibels and back. The zero Scale holds nothing.
type Scale struct{ parts []scalePart }

// scalePart is one stretch of values with one rule; min and max dB are in hundredths.
type scalePart struct {
	lo, hi int64 // values, both inclusive
	kind   uint32
	min    int32
	other  int32 // step (DB_SCALE) or maximum
	mute   bool  // lo is silence
}

// parseTLV reads the dB information of an element with values lo…hi from the words of its TLV. An item that isn't about
// decibels is skipped; ErrNoDB where none is.
func parseTLV(words []uint32, lo, hi int64) (Scale, error) {
	if lo > hi {
		return Scale{}, fmt.Errorf("range %d…%d: %w", lo, hi, ErrNoDB)
	}
	parts, err := parseItems(words, lo, hi, tlvDepth)
	if err != nil {
		return Scale{}, err
	}
	if len(parts) == 0 {
		return Scale{}, ErrNoDB
	}
	return Scale{parts}, nil
}

// parseItems goes through a sequence of type, length in bytes, data, and stops at the first that tells decibels.
func parseItems(words []uint32, lo, hi int64, depth int) ([]scalePart, error) {
	for len(words) >= 2 {
		kind, data, rest, err := item(words)
		if err != nil {
			return nil, err
		}
		var parts []scalePart
		switch kind {
		case tlvContainer:
			if depth == 0 {
				return nil, fmt.Errorf("TLV nested too deeply: %w", ErrNoDB)
			}
			parts, err = parseItems(data, lo, hi, depth-1)
		case tlvDBRange:
			parts, err = parseRange(data)
		case tlvDBScale, tlvDBLinear, tlvDBMinMax, tlvDBMinMaxMute:
			var p scalePart
			p, err = parsePart(kind, data, lo, hi)
			parts = []scalePart{p}
		}
		if err != nil || len(parts) > 0 {
			return parts, err
		}
		words = rest
	}
	return nil, nil
}

// item cuts the first item off.
func item(words []uint32) (kind uint32, data, rest []uint32, err error) {
	n := (uint64(words[1]) + 3) / 4
	if n > uint64(len(words)-2) {
		return 0, nil, nil, fmt.Errorf("TLV of type %d with %d bytes where %d are left: %w", words[0], words[1], 4*(len(words)-2), ErrNoDB)
	}
	return words[0], words[2 : 2+n], words[2+n:], nil
}

func parsePart(kind uint32, data []uint32, lo, hi int64) (scalePart, error) {
	if len(data) < 2 {
		return scalePart{}, fmt.Errorf("TLV of type %d too short: %w", kind, ErrNoDB)
	}
	p := scalePart{lo: lo, hi: hi, kind: kind, min: int32(data[0]), other: int32(data[1])}
	switch kind {
	case tlvDBScale:
		p.mute = data[1]&tlvScaleMute != 0
		p.other = int32(data[1] & 0xffff)
	case tlvDBMinMaxMute:
		p.mute = true
	case tlvDBLinear:
		p.mute = p.min <= tlvGainMute
	}
	if kind != tlvDBScale && p.other < p.min {
		return scalePart{}, fmt.Errorf("TLV of type %d from %d to %d: %w", kind, p.min, p.other, ErrNoDB)
	}
	return p, nil
}

// parseRange reads stretches of values, each with an item of its own; they must ascend.
func parseRange(data []uint32) ([]scalePart, error) {
	var parts []scalePart
	for len(data) >= 4 {
		lo, hi := int64(int32(data[0])), int64(int32(data[1]))
		kind, d, rest, err := item(data[2:])
		if err != nil {
			return nil, err
		}
		if lo > hi || len(parts) > 0 && lo <= parts[len(parts)-1].hi {
			return nil, fmt.Errorf("TLV stretch %d…%d out of order: %w", lo, hi, ErrNoDB)
		}
		switch kind {
		case tlvDBScale, tlvDBLinear, tlvDBMinMax, tlvDBMinMaxMute:
		default:
			return nil, fmt.Errorf("TLV of type %d in a range: %w", kind, ErrNoDB)
		}
		p, err := parsePart(kind, d, lo, hi)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
		data = rest
	}
	return parts, nil
}

// db is the level of one value in the stretch, in dB.
func (p scalePart) db(v int64) float64 {
	v = max(p.lo, min(v, p.hi))
	if p.mute && v == p.lo {
		return math.Inf(-1)
	}
	if p.kind == tlvDBScale {
		return (float64(p.min) + float64(p.other)*float64(v-p.lo)) / 100
	}
	if p.hi == p.lo {
		return float64(p.other) / 100
	}
	at := float64(v-p.lo) / float64(p.hi-p.lo)
	if p.kind == tlvDBLinear { // linear in amplitude
		floor := 0.0
		if p.min > tlvGainMute {
			floor = math.Pow(10, float64(p.min)/2000)
		}
		return 20 * math.Log10(floor+at*(math.Pow(10, float64(p.other)/2000)-floor))
	}
	return (float64(p.min) + at*float64(p.other-p.min)) / 100
}

// DB is the level of a value in dB; values out of range count as the nearest in range, silence is −Inf.
func (s Scale) DB(v int64) float64 {
	if len(s.parts) == 0 {
		return math.Inf(-1)
	}
	i := sort.Search(len(s.parts), func(i int) bool { return v <= s.parts[i].hi })
	return s.parts[min(i, len(s.parts)-1)].db(v)
}

// Range gives the levels of the smallest value that isn't silence and of the largest, in dB.
func (s Scale) Range() (lo, hi float64) {
	if len(s.parts) == 0 {
		return math.Inf(-1), math.Inf(-1)
	}
	first, last := s.parts[0], s.parts[len(s.parts)-1]
	v := first.lo
	if first.mute && (first.lo < first.hi || len(s.parts) > 1) {
		v++
	}
	return s.DB(v), last.db(last.hi)
}

// Value is the largest value that isn't louder than db (with 0.005 dB for rounding), so that a limit holds; the smallest
// one where all are louder.
func (s Scale) Value(db float64) int64 {
	if len(s.parts) == 0 || math.IsNaN(db) {
		return 0
	}
	best := s.parts[0].lo
	for _, p := range s.parts {
		// The rules ascend, so the first value that is too loud can be bisected.
		lo, hi := p.lo, p.hi+1
		for lo < hi {
			mid := lo + (hi-lo)/2
			if p.db(mid) > db+0.005 {
				hi = mid
			} else {
				lo = mid + 1
			}
		}
		if lo == p.lo {
			break
		}
		best = lo - 1
	}
	return best
}
