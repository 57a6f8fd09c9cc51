package tag_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode"
	"unicode/utf8"

	"auralis/store/scan/tag"
)

func whole() tag.Tags {
	return tag.Tags{Title: "Für Elise", Artist: "L. v. Beethoven", Album: "Bagatelles", AlbumArtist: "Various", Genre: "Classical", Year: 1810, Number: 3, Disc: 2}
}

func TestReadsEveryKind(t *testing.T) {
	gain := whole()
	gain.Gain = tag.Gain{HasTrack: true, HasAlbum: true, TrackDB: -6.54, AlbumDB: 1, TrackPeak: 0.98, AlbumPeak: 1.1}
	some := tag.Tags{Title: "T", Artist: "A"}
	comment := vorbis("TITLE=Für Elise", "artist=L. v. Beethoven", "Album=Bagatelles", "ALBUMARTIST=Various", "GENRE=Classical", "DATE=1810-04-27",
		"TRACKNUMBER=3/9", "DISCNUMBER=02", "METADATA_BLOCK_PICTURE="+strings.Repeat("x", 100000), "REPLAYGAIN_TRACK_GAIN=-6.54 dB",
		"replaygain_album_gain=+1.0 db", "REPLAYGAIN_TRACK_PEAK=0.98", "REPLAYGAIN_ALBUM_PEAK=1.1", "no equal sign", "TITLE=second")
	picture := make([]byte, 200000)
	v3 := [][]byte{frame3("TIT2", 1, utf16le("Für Elise")), frame3("APIC", picture), frame3("TPE1", 0, "L. v. Beethoven"), frame3("TALB", 3, "Bagatelles\x00"),
		frame3("TPE2", 2, "\x00V\x00a\x00r\x00i\x00o\x00u\x00s\x00\x00"), frame3("TCON", 0, "(32)"), frame3("TYER", 0, "1810"), frame3("TRCK", 0, "3/9"),
		frame3("TPOS", 0, "2"), make([]byte, 500)}
	v4 := [][]byte{frame4("TIT2", 3, "Für Elise"), frame4("APIC", picture), frame4("TPE1", 0, "L. v. Beethoven"), frame4("TALB", 3, "Bagatelles"),
		frame4("TPE2", 3, "Various"), frame4("TCON", 3, "32"), frame4("TDRC", 3, "1810-04-27T10:00"), frame4("TRCK", 3, "3/9"), frame4("TPOS", 3, "2"),
		frame4("TXXX", 3, "replaygain_track_gain\x00-6.54 dB"), frame4("TXXX", 1, utf16le("REPLAYGAIN_ALBUM_GAIN"), 0, 0, utf16le("1 dB")),
		frame4("TXXX", 3, "REPLAYGAIN_TRACK_PEAK\x000,98"), frame4("TXXX", 3, "REPLAYGAIN_ALBUM_PEAK\x001.1"), frame4("TXXX", 3, "other\x00thing")}
	mp3 := strings.Repeat("\xff\xfb\x90\x00", 300)
	for _, c := range []struct {
		name string
		file []byte
		want tag.Tags
	}{
		{"flac", flac(comment), gain},
		{"flac behind id3", cat(id3(4, 0, frame4("TIT2", 3, "other"), frame4("TSSE", 3, "x")), flac(comment)), gain},
		{"several artists", flac(vorbis("TITLE=T", "ARTIST=A", "ARTIST=B", "ARTIST=A; B")), tag.Tags{Title: "T", Artist: "A; B"}},
		{"flac without comment", cat("fLaC", flacBlock(0x80, make([]byte, 34)), "frames"), tag.Tags{}},
		{"id3v2.3", cat(id3(3, 0, v3...), mp3), whole()},
		{"id3v2.4", cat(id3(4, 0, v4...), mp3), gain},
		{"id3v2.2", cat(id3(2, 0, frame2("TT2", 0, "F\xfcr Elise"), frame2("TP1", 0, "L. v. Beethoven"), frame2("TAL", 0, "Bagatelles"), frame2("PIC", picture),
			frame2("TP2", 0, "Various"), frame2("TCO", 0, "(32)Classical"), frame2("TYE", 0, "1810"), frame2("TRK", 0, "3"), frame2("TPA", 0, "2/2"), make([]byte, 9)), mp3), whole()},
		{"unsynchronised 2.3", cat(id3(3, 0x80, unsynced(bytes.Join(v3[:9], nil))), mp3), whole()},
		{"unsynchronised frame of 2.4", cat(id3(4, 0, cat("TIT2", safe(len(unsynced(cat(1, utf16le("Tÿ"))))), 0, 2, unsynced(cat(1, utf16le("Tÿ")))), frame4("TPE1", 3, "A")), mp3),
			tag.Tags{Title: "Tÿ", Artist: "A"}},
		{"extended header 2.3", cat(id3(3, 0x40, be32(6), make([]byte, 6), frame3("TIT2", 0, "T"), frame3("TPE1", 0, "A")), mp3), some},
		{"extended header 2.4", cat(id3(4, 0x40, safe(6), []byte{1, 0}, frame4("TIT2", 0, "T"), frame4("TPE1", 0, "A")), mp3), some},
		{"length indicator and group", cat(id3(4, 0, cat("TIT2", safe(7), 0, 0x41, 9, 0, 0, 0, 2, 3, "T"), frame4("TPE1", 0, "A")), mp3), some},
		{"compressed frame is left out", cat(id3(4, 0, cat("TALB", safe(3), 0, 0x08, "zzz"), frame4("TIT2", 0, "T"), frame4("TPE1", 0, "A")), mp3), some},
		{"values of 2.4", cat(id3(4, 0, frame4("TIT2", 0, "T"), frame4("TPE1", 3, "A\x00B"), frame4("TCON", 3, "17\x00Slow")), mp3),
			tag.Tags{Title: "T", Artist: "A; B", Genre: "Rock; Slow"}},
		{"id3v1", cat(mp3, id3v1("T", "A", "Al\xe9", "1999", 7, 17)), tag.Tags{Title: "T", Artist: "A", Album: "Alé", Year: 1999, Number: 7, Genre: "Rock"}},
		{"id3v1 fills an empty id3v2", cat(id3(3, 0, frame3("TALB", 0, "B")), mp3, id3v1("T", "A", "C", "", 0, 255)), tag.Tags{Title: "T", Artist: "A", Album: "B"}},
		{"wav info", wav(chunk(le32, "fmt ", make([]byte, 16)), list("INAM=F\xfcr Elise", "IART=L. v. Beethoven", "IPRD=Bagatelles", "IAAR=Various", "IGNR=Classical",
			"ICRD=1810", "ITRK=3"), chunk(le32, "data", make([]byte, 5001))), func() tag.Tags { w := whole(); w.Disc = 0; return w }()},
		{"wav id3 before info", wav(list("INAM=other", "IART=A"), chunk(le32, "data", make([]byte, 11)), chunk(le32, "id3 ", id3(3, 0, frame3("TIT2", 0, "T")))), some},
		{"rf64", cat("RF64\xff\xff\xff\xffWAVE", chunk(le32, "ds64", cat(make([]byte, 8), le32(6), le32(0), make([]byte, 12))), "data\xff\xff\xff\xff", "123456", list("INAM=T", "IART=A")), some},
		{"aiff", aiff(chunk(be32, "COMM", make([]byte, 18)), chunk(be32, "NAME", []byte("T")), chunk(be32, "AUTH", []byte("A")), chunk(be32, "SSND", make([]byte, 9))), some},
		{"aiff id3", aiff(chunk(be32, "NAME", []byte("other")), chunk(be32, "SSND", make([]byte, 9)), chunk(be32, "ID3 ", id3(4, 0, frame4("TIT2", 3, "T"), frame4("TPE1", 3, "A")))), some},
		{"nothing", []byte(mp3), tag.Tags{}},
		{"empty", nil, tag.Tags{}},
		{"short", []byte("fLa"), tag.Tags{}},
		{"unknown", []byte(strings.Repeat("hello ", 100)), tag.Tags{}},
		{"dirty text", flac(vorbis("TITLE= a\nb\x00\u2028c\xff ", "ARTIST="+strings.Repeat("ä", 2000), "ALBUM=a"+strings.Repeat(" ", 2000)+"b", "DATE=long ago", "TRACKNUMBER=-1", "DISCNUMBER=99999",
			"REPLAYGAIN_TRACK_GAIN=nan dB", "REPLAYGAIN_ALBUM_GAIN=1e9", "REPLAYGAIN_TRACK_PEAK=-1")), tag.Tags{Title: "a b  c\uFFFD", Artist: strings.Repeat("ä", 500), Album: "a"}},
		{"sizes of itunes", cat(id3(4, 0, cat("TIT2", be32(0x81), 0, 0, 3, "T", make([]byte, 0x7f)), frame4("TPE1", 3, "A")), mp3), some},
		{"large synchsafe is not plain", cat(id3(4, 0, frame4("TIT2", 3, "T", make([]byte, 298)), frame4("TPE1", 3, "A")), mp3), some},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := tag.Read(bytes.NewReader(c.file), int64(len(c.file)))
			if err != nil || got != c.want {
				t.Errorf("got  %+v, %v\nwant %+v", got, err, c.want)
			}
		})
	}
}

func TestDamagedTagsGiveWhatComesBefore(t *testing.T) {
	for name, file := range map[string][]byte{
		"flac comment cut":         flac(vorbis("TITLE=T", "ARTIST=A"))[:4+38+70004+4+30],
		"flac comment too long":    flac(cat(le32(0), le32(9), le32(7), "TITLE=T", le32(1<<30), "x")),
		"flac without an end":      cat("fLaC", flacBlock(1, nil), flacBlock(4, cat(le32(0), le32(1), le32(7), "TITLE=T", ""))[:13], ""),
		"id3 frame beyond the tag": id3(3, 0, frame3("TIT2", 0, "T"), cat("TPE1", be32(99), 0, 0, "x")),
		"id3 size beyond the file": cat(id3(3, 0, frame3("TIT2", 0, "T")), "")[:21],
		"info field beyond list":   wav(chunk(le32, "LIST", cat("INFO", chunk(le32, "INAM", []byte("T\x00")), "IART", le32(50000), "x"))),
	} {
		got, err := tag.Read(bytes.NewReader(file), int64(len(file)))
		if !errors.Is(err, tag.ErrDamaged) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
		if got.Title != "T" && !strings.Contains(name, "without") && !strings.Contains(name, "beyond the file") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

type broken struct{ err error }

func (b broken) ReadAt([]byte, int64) (int, error) { return 0, b.err }

func TestTheDisksErrorsComeThrough(t *testing.T) {
	if _, err := tag.Read(broken{iotest.ErrTimeout}, 1000); !errors.Is(err, iotest.ErrTimeout) {
		t.Error(err)
	}
	file := flac(vorbis("TITLE=T"))
	// The file became shorter after its size was asked for.
	if _, err := tag.Read(bytes.NewReader(file[:50]), int64(len(file))); !errors.Is(err, tag.ErrDamaged) {
		t.Error(err)
	}
}

// counter sums up what is read.
type counter struct {
	io.ReaderAt
	n int
}

func (c *counter) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, off)
	c.n += n
	return n, err
}

func TestLargeFilesAreHardlyRead(t *testing.T) {
	file := wav(chunk(le32, "data", make([]byte, 8<<20)), list("INAM=T"))
	c := &counter{ReaderAt: bytes.NewReader(file)}
	if got, err := tag.Read(c, int64(len(file))); err != nil || got.Title != "T" || c.n > 1000 {
		t.Errorf("%+v %v, %d bytes read", got, err, c.n)
	}
}

// FuzzRead: whatever the bytes are, texts are clean and numbers in range, and the only error is ErrDamaged.
func FuzzRead(f *testing.F) {
	for _, file := range [][]byte{
		flac(vorbis("TITLE=T", "ARTIST=A", "REPLAYGAIN_TRACK_GAIN=-1 dB")), id3(3, 0x80, frame3("TIT2", 1, utf16le("T")), frame3("TCON", 0, "(17)")),
		id3(4, 0x40, safe(6), []byte{1, 0}, frame4("TIT2", 3, "T\x00U"), frame4("TXXX", 3, "a\x00b")), id3(2, 0, frame2("TT2", 0, "T")),
		wav(list("INAM=T"), chunk(le32, "id3 ", id3(3, 0, frame3("TIT2", 0, "T")))), aiff(chunk(be32, "NAME", []byte("T"))), id3v1("a", "b", "c", "1999", 1, 2),
		[]byte("RF64\xff\xff\xff\xffWAVEds64\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xffdata\xff\xff\xff\xff"),
	} {
		if len(file) > 2000 {
			file = append(file[:60:60], file[len(file)-200:]...)
		}
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := tag.Read(bytes.NewReader(file), int64(len(file)))
		if err != nil && !errors.Is(err, tag.ErrDamaged) {
			t.Fatal(err)
		}
		for _, s := range []string{got.Title, got.Artist, got.Album, got.AlbumArtist, got.Genre} {
			if !utf8.ValidString(s) || len(s) > 1000 || strings.ContainsFunc(s, unicode.IsControl) || strings.TrimSpace(s) != s {
				t.Errorf("%q", s)
			}
		}
		if got.Number < 0 || got.Disc < 0 || got.Year < 0 || got.Year > 9999 || !(got.Gain.TrackDB >= -60 && got.Gain.TrackDB <= 60) || !(got.Gain.AlbumPeak >= 0) {
			t.Errorf("%+v", got)
		}
	})
}
