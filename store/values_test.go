package store

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"auralis/store/disk/disktest"
	"auralis/store/record"
	"auralis/store/slots"

	"pgregory.net/rapid"
)

func sealBytes(b []byte) []byte { return binary.LittleEndian.AppendUint32(b, record.Sum(b)) }

func TestQueuesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := Queue{NextID: rapid.Uint64().Draw(t, "next"), Index: -1}
		for range rapid.IntRange(0, 20).Draw(t, "items") {
			it := QueueItem{ID: rapid.StringN(0, 5, 20).Draw(t, "id"), Path: rapid.SampledFrom([]string{"", "/a", "/a/b", "/a/\xffc", "http://x/y"}).Draw(t, "path")}
			if rapid.Bool().Draw(t, "derived") {
				it.TrackID = TrackID(it.Path)
			}
			q.Items = append(q.Items, it)
		}
		if rapid.Bool().Draw(t, "shuffled") {
			q.Original = append([]string{}, rapid.SliceOf(rapid.String()).Draw(t, "original")...)
		}
		b, err := q.encode()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := decodeQueue(b); err != nil || !reflect.DeepEqual(got, q) {
			t.Fatalf("%+v\n%+v %v", got, q, err)
		}
		if len(b) > 14 { // every shortened one is refused, never misread
			cut := rapid.IntRange(1, len(b)-5).Draw(t, "cut")
			if got, err := decodeQueue(sealBytes(append([]byte{}, b[:cut]...))); err == nil && reflect.DeepEqual(got, q) {
				t.Fatal("a part said the whole")
			}
		}
	})
}

func TestAnAlbumTakesHundredsOfBytes(t *testing.T) {
	var q Queue
	for i := range 15 {
		p := "/srv/music/Some Artist/A Long Album Title (Deluxe)/0" + string(rune('a'+i)) + " - A Song Of Some Length.flac"
		q.Items = append(q.Items, QueueItem{ID: "i" + string(rune('a'+i)), Path: p, TrackID: TrackID(p)})
	}
	b, err := q.encode()
	if err != nil || len(b) > 900 {
		t.Errorf("%d bytes %v", len(b), err)
	}
}

func TestHugeQueuesAreRefusedNotLost(t *testing.T) {
	d, _ := mustOpen(t, t.TempDir())
	defer func() { mustClose(t, d) }()
	if err := d.SaveQueue(sampleQueue); err != nil {
		t.Fatal(err)
	}
	if err := d.SaveQueue(Queue{Items: []QueueItem{{Path: string(make([]byte, maxPath+1))}}}); err == nil {
		t.Error("a path that can't be read back was taken")
	}
	if q, _ := d.Queue(); !reflect.DeepEqual(q, sampleQueue) {
		t.Errorf("%+v", q)
	}
}

func TestAnotherPlaceInTheSameQueueWritesOnePage(t *testing.T) {
	dir := t.TempDir()
	d, _ := mustOpen(t, dir)
	q := sampleQueue
	if err := d.SaveQueue(q); err != nil {
		t.Fatal(err)
	}
	before, stat := d.values.cursor.BytesWritten(), modified(t, dir)
	q.Index = 0
	if err := d.SaveQueue(q); err != nil {
		t.Fatal(err)
	}
	if err := d.SaveQueue(q); err != nil {
		t.Fatal(err)
	}
	if n := d.values.cursor.BytesWritten() - before; n != slots.Size || modified(t, dir) != stat {
		t.Errorf("%d bytes in the slots, database touched: %v", n, modified(t, dir) != stat)
	}
	mustClose(t, d)
	d, _ = mustOpen(t, dir)
	defer func() { mustClose(t, d) }()
	if got, _ := d.Queue(); !reflect.DeepEqual(got, q) {
		t.Errorf("%+v", got)
	}
	q.Items = q.Items[:1] // the place of another queue isn't taken for this one's
	q.Index = 5
	if err := d.SaveQueue(q); err != nil {
		t.Fatal(err)
	}
	mustClose(t, d)
	d, _ = mustOpen(t, dir)
	if got, _ := d.Queue(); got.Index != -1 {
		t.Errorf("index %d of %d", got.Index, len(got.Items))
	}
}

// modified sums up the times of the big files.
func modified(t *testing.T, dir string) (sum time.Duration) {
	t.Helper()
	for _, n := range []string{fileName, "queue.side"} {
		info, err := os.Stat(filepath.Join(dir, n))
		if err != nil {
			t.Fatal(err)
		}
		sum += time.Duration(info.ModTime().UnixNano() / 4)
	}
	return sum
}

func TestAFullDiskIsAnErrorAndTheValueStays(t *testing.T) {
	dir := t.TempDir()
	full := errors.New("no space left")
	m := disktest.New(1)
	d, _, err := Open(Options{Dir: dir, fs: mixed{m}})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.SaveSettings(sampleSettings); err != nil {
		t.Fatal(err)
	}
	m.Fail = full
	changed := sampleSettings
	changed.Volume = 2
	for range 2 { // the same again isn't taken for saved
		if err := d.SaveSettings(changed); !errors.Is(err, full) {
			t.Error(err)
		}
	}
	if s, _ := d.Settings(); s.Volume != 2 {
		t.Errorf("volume %d", s.Volume)
	}
	m.Fail = nil
	if err := errors.Join(d.SaveSettings(changed), d.Close()); err != nil {
		t.Error(err)
	}
	d, o, err := Open(Options{Dir: dir, fs: mixed{m}})
	if err != nil || len(o.Warnings) > 0 {
		t.Fatalf("%v %v", o.Warnings, err)
	}
	if s, _ := d.Settings(); s.Volume != 2 {
		t.Errorf("volume %d", s.Volume)
	}
	mustClose(t, d)
}

func TestOpeningWithAFullDisk(t *testing.T) {
	dir := t.TempDir()
	d, _ := mustOpen(t, dir)
	mustClose(t, d)
	m := disktest.New(1)
	m.Fail = errors.New("no space left")
	d, o, err := Open(Options{Dir: dir, fs: mixed{m}})
	if err != nil || len(o.Warnings) == 0 {
		t.Fatalf("%v %v", o.Warnings, err)
	}
	if err := d.SaveQueue(sampleQueue); err == nil {
		t.Error("saved on a full disk")
	}
	m.Fail = nil
	if err := d.SaveQueue(sampleQueue); err != nil {
		t.Error(err)
	}
	mustClose(t, d)
}

// mixed renames on the real disk what lies there (the database), the rest in memory.
type mixed struct{ *disktest.Mem }

func (m mixed) Rename(from, to string) error {
	if filepath.Base(to) == fileName {
		return os.Rename(from, to)
	}
	return m.Mem.Rename(from, to)
}

// FuzzUnseal: envelopes of any bytes.
func FuzzUnseal(f *testing.F) {
	f.Add(value{name: "queue", sequence: 4, payload: []byte("p")}.seal())
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, in := range [][]byte{b, sealBytes(append([]byte{1}, b...))} {
			v, err := unseal("queue", in)
			if err == nil && (v.sequence == 0 || v.name != "queue") {
				t.Errorf("%+v", v)
			}
			if _, err := decodeSettings(in); err == nil {
				continue
			}
			if _, err := decodeCursor(in); err == nil {
				continue
			}
		}
	})
}
