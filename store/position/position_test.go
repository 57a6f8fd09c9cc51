package position

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"auralis/store/disk"
	"auralis/store/disk/disktest"
	"auralis/store/slots"

	"pgregory.net/rapid"
)

func at(second int) Record {
	return Record{ItemID: "i7", TrackID: "t", Path: "/m/a\xff.flac", Frame: int64(second) * 44100, Rate: 44100, Volume: 40, Transport: "playing",
		Time: time.UnixMilli(int64(second) * 1000)}
}

func open(t *testing.T, m disk.FS, report func(error)) *Keeper {
	t.Helper()
	k, err := Open(Options{Dir: "/card", Volatile: "/run", FS: m, Report: report})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func shut(t *testing.T, k *Keeper) {
	t.Helper()
	if err := k.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// play ticks once a second.
func play(k *Keeper, from, to int) {
	for s := from; s < to; s++ {
		k.Tick(at(s))
		time.Sleep(time.Second) // of the bubble's clock
		synctest.Wait()
	}
}

func TestAnHourOfPlaybackWritesUnderAMegabyteAndAHalf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := disktest.New(1)
		k := open(t, m, nil)
		for s := 0; s < 3600; s++ {
			k.Tick(at(s))
			time.Sleep(time.Second)
			synctest.Wait()
			if s%300 == 299 { // a pause of a minute every five
				r := at(s)
				r.Transport = "paused"
				k.Now(r)
				for range 60 {
					time.Sleep(time.Second)
					k.Tick(r)
				}
			}
		}
		n := k.BytesWritten()
		if n > 1_500_000 || n < 3600/15*slots.Size*9/10 {
			t.Errorf("%d bytes", n)
		}
		if s := k.Stats(); s.Failed != 0 || s.CardBytes != n || s.CardWrites*slots.Size+2*slots.Size != n {
			t.Errorf("%+v", s)
		}
		shut(t, k)
	})
}

func TestAnEndOfTheProcessLosesASecondAndAPowerCutFifteen(t *testing.T) {
	for length := 1; length < 65; length += 3 {
		synctest.Test(t, func(t *testing.T) {
			m := disktest.New(uint64(length))
			k := open(t, m, nil)
			play(k, 0, length)
			second := open(t, m, nil) // as after kill -9: nothing was closed
			r, ok := second.Restore()
			if lost := float64(length) - r.Seconds(); !ok || lost > 2 || lost < 0 {
				t.Errorf("after %d s the process ended: %v %v", length, ok, r)
			}
			shut(t, second)
			m.Fail = nil
			shut(t, k)
		})
		synctest.Test(t, func(t *testing.T) {
			m := disktest.New(uint64(length))
			k := open(t, m, nil)
			play(k, 0, length)
			m.Cut = 0 // nothing more is written
			k.Tick(at(length))
			time.Sleep(time.Second)
			synctest.Wait()
			m.Crash()
			second, err := Open(Options{Dir: "/card", FS: m}) // the tmpfs is gone
			if err != nil {
				t.Fatal(err)
			}
			r, ok := second.Restore()
			if lost := float64(length) - r.Seconds(); !ok || lost > 17 || lost < 0 {
				t.Errorf("after %d s the power went: %v %v", length, ok, r)
			}
			shut(t, second)
			if err := k.Close(context.Background()); err != nil {
				t.Log(err) // its file lies in the world before the crash
			}
		})
	}
}

func TestAPauseIsOnTheCardWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := disktest.New(3)
		k := open(t, m, nil)
		play(k, 0, 5)
		paused := at(5)
		paused.Transport = "paused"
		k.Now(paused)
		k.Tick(paused) // a tick behind it takes nothing away
		time.Sleep(time.Second)
		synctest.Wait()
		before := k.Stats()
		_, value, _, err := slots.Open(m, "/card/position.slots")
		if err != nil {
			t.Fatal(err)
		}
		if r, err := decode(value); err != nil || !same(r, paused) {
			t.Errorf("%+v %v", r, err)
		}
		time.Sleep(time.Hour)
		k.Tick(paused)
		synctest.Wait()
		if after := k.Stats(); after != before {
			t.Errorf("at rest something was written: %+v, %+v", before, after)
		}
		for range 100 { // a nervous finger
			k.Now(at(int(time.Now().Unix() % 1000)))
			time.Sleep(100 * time.Millisecond)
		}
		if n := k.Stats().CardWrites - before.CardWrites; n > 12 {
			t.Errorf("%d writes in 10 s", n)
		}
		shut(t, k)
	})
}

func TestAFullDiskIsReportedRetriedAndOvercome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := disktest.New(4)
		full := errors.New("no space left")
		var reports []error
		k := open(t, m, func(err error) { reports = append(reports, err) })
		play(k, 0, 3)
		m.Fail = full
		play(k, 3, 603)
		if len(reports) < 10 || len(reports) > 60 || !errors.Is(reports[0], full) {
			t.Errorf("%d reports in ten minutes", len(reports))
		}
		m.Fail = nil
		play(k, 603, 700)
		shut(t, k)
		if k.Stats().Failed != int64(len(reports)) {
			t.Errorf("%+v for %d reports", k.Stats(), len(reports))
		}
		again := open(t, m, nil)
		if r, ok := again.Restore(); !ok || r.Seconds() < 698 {
			t.Errorf("%+v %v", r, ok)
		}
		shut(t, again)
	})
}

func TestTheNewerCopyWinsAndOthersAreLeftAlone(t *testing.T) {
	m := disktest.New(5)
	k := open(t, m, nil)
	k.Now(at(1))
	shut(t, k)
	k = open(t, m, nil)
	if r, ok := k.Restore(); !ok || r != at(1) {
		t.Errorf("%+v %v", r, ok)
	}
	shut(t, k)
	// A newer record on the card, written where no tmpfs was.
	card, err := Open(Options{Dir: "/card", FS: m})
	if err != nil {
		t.Fatal(err)
	}
	card.Now(at(2))
	shut(t, card)
	k = open(t, m, nil)
	if r, _ := k.Restore(); r != at(2) {
		t.Errorf("%+v", r)
	}
	shut(t, k)
	other, err := Open(Options{Dir: "/other", Volatile: "/run", FS: m})
	if err != nil {
		t.Fatal(err)
	}
	if r, ok := other.Restore(); ok {
		t.Errorf("another player's record was taken: %+v", r)
	}
	shut(t, other)
}

func TestTheRealDisk(t *testing.T) {
	dir, run := t.TempDir(), t.TempDir()+"/new/auralis"
	k, err := Open(Options{Dir: dir, Volatile: run})
	if err != nil {
		t.Fatal(err)
	}
	k.Tick(at(9))
	shut(t, k)
	k, err = Open(Options{Dir: dir, Volatile: run})
	if err != nil {
		t.Fatal(err)
	}
	if r, ok := k.Restore(); !ok || r != at(9) {
		t.Errorf("%+v %v", r, ok)
	}
	shut(t, k)
	if _, err := Open(Options{Dir: dir + "/missing"}); err == nil || !strings.Contains(err.Error(), "position.slots") {
		t.Error(err)
	}
}

func TestRecordsComeBackAndAlwaysFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Record{ItemID: rapid.StringN(0, 40, 60).Draw(t, "item"), TrackID: rapid.StringN(0, 40, 60).Draw(t, "track"),
			Path: strings.Repeat("/ä", rapid.IntRange(0, 2000).Draw(t, "path")), Frame: rapid.Int64Min(0).Draw(t, "frame"),
			Rate: rapid.IntRange(0, 768000).Draw(t, "rate"), Volume: rapid.IntRange(0, 100).Draw(t, "volume"),
			Transport: rapid.SampledFrom([]string{"playing", "paused", "stopped"}).Draw(t, "transport"), Time: time.UnixMilli(5)}
		slot, err := slots.Encode(1, r.encode())
		if err != nil {
			t.Fatal(err)
		}
		_, value, err := slots.Decode(slot)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(value)
		if err != nil {
			t.Fatal(err)
		}
		if got.Path == "" {
			r.Path = ""
		}
		if got != r {
			t.Fatal(fmt.Sprintf("%+v\n%+v", got, r))
		}
	})
}

// FuzzDecode: any bytes are a record that makes sense or an error.
func FuzzDecode(f *testing.F) {
	f.Add(at(3).encode())
	f.Add([]byte{1, 2, 3, 4, 5})
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := decode(b); err == nil && (r.Frame < 0 || r.Volume > 100 || r.Seconds() < 0) {
			t.Errorf("%+v", r)
		}
	})
}
