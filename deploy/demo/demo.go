package demo

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"
)

// Album and Artist are the tags of the pieces.
const (
	Album  = "Auralis Demo"
	Artist = "Auralis"
)

// cutAt is where flow is cut, in frames: in the middle of a note and of a FLAC block.
const cutAt = 31*rate + 12345

// Make writes the album into a folder, which is made where missing, and returns the files in order. Files that are there
// already are left alone.
func Make(dir string) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("demo album: %w", err)
	}
	pieces := []struct {
		title    string
		make     func() *score
		from, to int // frames; to 0 is the end
	}{
		{"First Light", quiet, 0, 0},
		{"Kitchen Dance", loud, 0, 0},
		{"River, Upper Course", flow, 0, cutAt},
		{"River, Lower Course", flow, cutAt, 0},
		{"Glass", bright, 0, 0},
	}
	var files []string
	var river *score // made once for its two halves
	for i, p := range pieces {
		path := filepath.Join(dir, fmt.Sprintf("%02d %s.flac", i+1, p.title))
		files = append(files, path)
		if _, err := os.Stat(path); err == nil {
			continue
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("demo album: %w", err)
		}
		s := river
		if s == nil || p.from == 0 {
			s = p.make()
		}
		if river = nil; p.to != 0 {
			river = s
		}
		to := p.to
		if to == 0 {
			to = len(s.l)
		}
		if err := write(path, s.l[p.from:to], s.r[p.from:to], p.title, i+1, len(pieces)); err != nil {
			return nil, fmt.Errorf("demo album: %s: %w", path, err)
		}
	}
	return files, nil
}

// write makes one file, under another name until it is whole.
func write(path string, l, r []float64, title string, number, total int) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".demo-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if err := encode(f, l, r, title, number, total); err != nil {
		f.Close()
		return err
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// blockSize is the usual one of FLAC.
const blockSize = 4096

// seekBuffer lets the encoder write in large pieces and still go back to the header at the end.
type seekBuffer struct {
	*bufio.Writer
	f *os.File
}

func (b seekBuffer) Seek(offset int64, whence int) (int64, error) {
	if err := b.Flush(); err != nil {
		return 0, err
	}
	return b.f.Seek(offset, whence)
}

func (b seekBuffer) Close() error { return errors.Join(b.Flush(), b.f.Close()) }

func encode(f *os.File, l, r []float64, title string, number, total int) error {
	tags := &meta.VorbisComment{Vendor: "auralis", Tags: [][2]string{
		{"TITLE", title}, {"ARTIST", Artist}, {"ALBUM", Album}, {"ALBUMARTIST", Artist}, {"TRACKNUMBER", strconv.Itoa(number)},
		{"TRACKTOTAL", strconv.Itoa(total)}, {"GENRE", "Demo"}, {"COMMENT", "synthesized by auralis --demo"},
	}}
	e, err := flac.NewEncoder(seekBuffer{bufio.NewWriterSize(f, 1<<16), f}, &meta.StreamInfo{
		BlockSizeMin: blockSize, BlockSizeMax: blockSize, SampleRate: rate, NChannels: 2, BitsPerSample: 16, NSamples: uint64(len(l)),
	}, &meta.Block{Header: meta.Header{Type: meta.TypeVorbisComment, Length: 1}, Body: tags}) // a length of 0 would mean an empty block; the real one is computed
	if err != nil {
		return err
	}
	for at := 0; at < len(l); at += blockSize {
		n := min(blockSize, len(l)-at)
		fr := &frame.Frame{Header: frame.Header{
			HasFixedBlockSize: true, BlockSize: uint16(n), SampleRate: rate, Channels: frame.ChannelsLR, BitsPerSample: 16,
		}}
		for _, c := range [][]float64{l[at : at+n], r[at : at+n]} {
			sub := &frame.Subframe{SubHeader: frame.SubHeader{Pred: frame.PredVerbatim}, NSamples: n, Samples: make([]int32, n)}
			for i, v := range c {
				sub.Samples[i] = int32(math.Max(-32768, math.Min(math.Round(v*32767), 32767)))
			}
			fr.Subframes = append(fr.Subframes, sub)
		}
		if err := e.WriteFrame(fr); err != nil {
			return err
		}
	}
	return e.Close()
}
