package qemu

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
)

// Sample16 is one frame of 16-bit stereo, left then right.
type Sample16 = [2]int16

// TailFrames is the silence (frames) that must follow what a test wants to
// find in a capture: QEMU drops up to about 1900 frames at the stream's stop.
const TailFrames = 8192

// Pattern returns n frames in which every short run of frames occurs once and
// none is silent, so that [CompareWAV] tells loss, repetition and alteration
// apart. It is the linear congruential generator of Knuth, TAOCP vol. 2,
// §3.3.4 table 1 line 16 (multiplier 1664525), with bit 0 of both samples set.
func Pattern(n int) []Sample16 {
	frames := make([]Sample16, n)
	x := uint32(1)
	for i := range frames {
		x = x*1664525 + 1013904223
		frames[i] = Sample16{int16(x | 1), int16(x>>16 | 1)}
	}
	return frames
}

// Range is a half-open range of frames.
type Range struct{ From, To int }

// Segment says that Frames frames of the capture, from frame Captured, are
// those that were sent from frame Sent on.
type Segment struct{ Captured, Sent, Frames int }

// Comparison is what became of the frames sent; see [CompareWAV].
type Comparison struct {
	Rate, Captured, Sent int       // Hz; frames in the file; frames sent
	Segments             []Segment // in the order of the capture
	Altered              int       // captured frames outside all segments that aren't silent
	Missing              []Range   // of the frames sent: in no segment
	Repeated             []Range   // of the frames sent: in an earlier segment too
}

// Exact reports whether the frames sent are all there, once, in one piece,
// with nothing but silence around.
func (c Comparison) Exact() bool {
	return len(c.Segments) == 1 && c.Segments[0].Frames == c.Sent && c.Altered == 0
}

// String describes the comparison in a few lines.
func (c Comparison) String() string {
	var text strings.Builder
	verdict := "NOT bit exact"
	if c.Exact() {
		verdict = "bit exact"
	}
	fmt.Fprintf(&text, "%s: sent %d frames, captured %d at %d Hz, altered %d, missing %v, repeated %v, %d segments",
		verdict, c.Sent, c.Captured, c.Rate, c.Altered, c.Missing, c.Repeated, len(c.Segments))
	for i, s := range c.Segments {
		if i == 20 {
			text.WriteString("\n  …")
			break
		}
		fmt.Fprintf(&text, "\n  captured %d…%d = sent %d…%d", s.Captured, s.Captured+s.Frames, s.Sent, s.Sent+s.Frames)
	}
	return text.String()
}

// CompareWAV finds the frames sent in a captured 16-bit stereo WAV file and
// reports what is missing, repeated and altered. Runs shorter than 16 frames
// are not recognised and count as missing and altered, and music that repeats
// itself sample for sample may be taken for a repetition: [Pattern] is made
// for it. The length in the file's header isn't trusted, since QEMU writes it
// last.
func CompareWAV(file string, sent []Sample16) (Comparison, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return Comparison{}, fmt.Errorf("qemu: capture: %w", err)
	}
	rate, payload, err := pcm16(data)
	if err != nil {
		return Comparison{}, fmt.Errorf("qemu: capture %s: %w", file, err)
	}
	got := make([]uint32, len(payload)/4)
	for i := range got {
		got[i] = binary.LittleEndian.Uint32(payload[4*i:])
	}
	want := make([]uint32, len(sent))
	for i, f := range sent {
		want[i] = uint32(uint16(f[0])) | uint32(uint16(f[1]))<<16
	}
	c := Comparison{Rate: rate, Captured: len(got), Sent: len(sent)}
	c.match(got, want)
	return c, nil
}

// pcm16 returns rate and payload of a 16-bit stereo PCM file (RIFF/WAVE,
// "Multimedia Programming Interface and Data Specifications 1.0", IBM and
// Microsoft 1991).
func pcm16(data []byte) (rate int, payload []byte, err error) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
		return 0, nil, fmt.Errorf("no WAV header in %d bytes: was anything played?", len(data))
	}
	for rest := data[12:]; len(rest) >= 8; {
		id, size := string(rest[:4]), uint64(binary.LittleEndian.Uint32(rest[4:]))
		rest = rest[8:]
		if id == "data" {
			if rate == 0 {
				break
			}
			return rate, rest, nil
		}
		if uint64(len(rest)) < size+size%2 {
			break
		}
		if id == "fmt " {
			if size < 16 {
				break
			}
			channels, bits := binary.LittleEndian.Uint16(rest[2:]), binary.LittleEndian.Uint16(rest[14:])
			if channels != 2 || bits != 16 {
				return 0, nil, fmt.Errorf("%d channels of %d bits, want 2 of 16", channels, bits)
			}
			rate = int(binary.LittleEndian.Uint32(rest[4:]) & math.MaxInt32)
		}
		rest = rest[size+size%2:]
	}
	return 0, nil, errors.New("no fmt chunk followed by a data chunk")
}

// runLength is the number of frames that must agree for a match.
const runLength = 16

// match fills in the segments and what follows from them.
func (c *Comparison) match(got, want []uint32) {
	seen := make([]bool, len(want))
	index := runs(want)
	next := 0 // where the frames sent would go on
	for g := 0; g < len(got); {
		w, ok := locate(got[g:], want, index, next)
		if !ok {
			if got[g] != 0 {
				c.Altered++
			}
			g++
			continue
		}
		n := 0
		for g+n < len(got) && w+n < len(want) && got[g+n] == want[w+n] {
			n++
		}
		c.Segments = append(c.Segments, Segment{Captured: g, Sent: w, Frames: n})
		c.Repeated = append(c.Repeated, ranges(seen[w:w+n], true, w)...)
		for i := w; i < w+n; i++ {
			seen[i] = true
		}
		g += n
		next = w + n
	}
	c.Missing = ranges(seen, false, 0)
}

// runs maps the bytes of every run of runLength frames to its positions.
func runs(want []uint32) map[uint64][]int {
	index := make(map[uint64][]int, len(want))
	for i := 0; i+runLength <= len(want); i++ {
		h := hash(want[i:])
		index[h] = append(index[h], i)
	}
	return index
}

// hash is FNV-1a over the frames of one run.
func hash(frames []uint32) uint64 {
	h := uint64(14695981039346656037)
	for _, f := range frames[:runLength] {
		h = (h ^ uint64(f)) * 1099511628211
	}
	return h
}

// locate finds the run at the head of got among the frames wanted: where they
// would go on, or else the candidate nearest to that.
func locate(got, want []uint32, index map[uint64][]int, next int) (int, bool) {
	// A capture may end within the last run.
	if n := min(len(got), len(want)-next, runLength); n > 0 && next > 0 && slices.Equal(got[:n], want[next:next+n]) {
		return next, true
	}
	if len(got) < runLength || silent(got[:runLength]) {
		return 0, false // silence sent is told from silence around by what follows it only
	}
	best, found := 0, false
	for _, w := range index[hash(got)] {
		if slices.Equal(got[:runLength], want[w:w+runLength]) && (!found || distance(w, next) < distance(best, next)) {
			best, found = w, true
		}
	}
	return best, found
}

func silent(frames []uint32) bool {
	for _, f := range frames {
		if f != 0 {
			return false
		}
	}
	return true
}

func distance(a, b int) int { return max(a-b, b-a) }

// ranges returns the runs of value in flags, counted from offset.
func ranges(flags []bool, value bool, offset int) []Range {
	var list []Range
	for i := 0; i < len(flags); i++ {
		if flags[i] != value {
			continue
		}
		from := i
		for i < len(flags) && flags[i] == value {
			i++
		}
		list = append(list, Range{from + offset, i + offset})
	}
	return list
}
