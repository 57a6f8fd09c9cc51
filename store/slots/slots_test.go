package slots_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"auralis/store/disk"
	"auralis/store/disk/disktest"
	"auralis/store/slots"
)

// At every changing call the power goes, what wasn't synced survives in part: the last acknowledged value or the one
// being written is found, never less, never anything else.
func TestACutAtEveryCallLosesNothingAcknowledged(t *testing.T) {
	for cut := range 40 {
		for seed := range uint64(25) {
			m := disktest.New(seed*1000 + uint64(cut))
			m.Cut = cut
			acknowledged, tried := uint64(0), uint64(0)
			for range 3 { // three lives: the power goes in the first, the others must work with what was left
				p, value, seq, err := slots.Open(m, "/d/p")
				if err == nil {
					if seq < acknowledged || seq > tried || seq > 0 && string(value) != text(seq) {
						t.Fatalf("cut %d seed %d: found %d %q, acknowledged %d, tried %d", cut, seed, seq, value, acknowledged, tried)
					}
					for i := seq + 1; i < seq+10; i++ {
						tried = max(tried, i)
						if err = p.Write(i, []byte(text(i))); err != nil {
							break
						}
						acknowledged = i
					}
				}
				if err != nil && !errors.Is(err, disktest.ErrCut) {
					t.Fatal(err)
				}
				m.Crash()
			}
			if acknowledged < 18 {
				t.Fatalf("only %d writes worked", acknowledged)
			}
		}
	}
}

// text is a value of about a page, so that it is torn at many places.
func text(n uint64) string { return string(bytes.Repeat([]byte(fmt.Sprint(n, ",")), 500)[:n%4000]) }

func TestAFailedWriteIsRepeatedInTheSameSlot(t *testing.T) {
	m := disktest.New(1)
	p, _, _, err := slots.Open(m, "/d/p")
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("no space")
	for i := uint64(1); i < 50; i++ {
		for range 3 {
			m.Fail = full
			if err := p.Write(i, []byte(text(i))); !errors.Is(err, full) {
				t.Fatal(err)
			}
			if _, value, seq, err := slots.Open(m, "/d/p"); err == nil && (seq != i-1 || i > 1 && string(value) != text(seq)) {
				t.Fatalf("after a failure of %d: %d", i, seq)
			}
		}
		m.Fail = nil
		if err := p.Write(i, []byte(text(i))); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDamagedFilesAreMadeAnewOrSaved(t *testing.T) {
	one, err := slots.Encode(5, []byte("five"))
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 2*slots.Size)
	for i := range noise {
		noise[i] = byte(rng.Uint32())
	}
	for name, c := range map[string]struct {
		content []byte
		want    uint64
	}{
		"empty":          {nil, 0},
		"noise":          {noise, 0},
		"too long":       {append(noise, 1), 0},
		"cut short":      {one[:100], 5}, // the value itself is whole
		"one slot":       {one, 5},
		"second damaged": {append(append([]byte{}, one...), noise[:slots.Size]...), 5},
		"first damaged":  {append(append([]byte{}, noise[:slots.Size]...), one...), 5},
	} {
		m := disktest.New(1)
		if err := disk.Replace(m, "/d/p", c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		p, value, seq, err := slots.Open(m, "/d/p")
		if err != nil || seq != c.want || seq > 0 && string(value) != "five" {
			t.Errorf("%s: %d %q %v", name, seq, value, err)
			continue
		}
		if err := p.Write(seq+1, []byte("six")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, value, _, err := slots.Open(m, "/d/p"); err != nil || string(value) != "six" {
			t.Errorf("%s: %q %v", name, value, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	m := disktest.New(1)
	p, _, _, err := slots.Open(m, "/d/p")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Write(1, make([]byte, slots.MaxValue)); err != nil {
		t.Error(err)
	}
	if p.Write(2, make([]byte, slots.MaxValue+1)) == nil {
		t.Error("a value that doesn't fit was taken")
	}
	if p.Write(1, nil) == nil {
		t.Error("an old sequence was taken")
	}
}

// FuzzDecode: any bytes are a value within them or an error, and what is a value encodes to the same slot.
func FuzzDecode(f *testing.F) {
	good, err := slots.Encode(9, []byte("value"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:30])
	f.Add([]byte("AURSLOT1\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		seq, value, err := slots.Decode(b)
		if err != nil {
			if seq != 0 || value != nil {
				t.Fatal("a value beside the error")
			}
			return
		}
		again, err := slots.Encode(seq, value)
		if err != nil || !bytes.HasPrefix(again, b[:24+len(value)]) {
			t.Fatal("the slot doesn't come back")
		}
	})
}
