//go:build board

package alsa

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
	"unsafe"

	"auralis/audio"
	"golang.org/x/sys/unix"
)

// TestBoardLoop plays each format through the kernel's loopback card, records it, and compares.
func TestBoardLoop(t *testing.T) {
	cards, err := Cards()
	if err != nil || len(cards) != 1 {
		t.Fatalf("%+v, %v", cards, err)
	}
	if d, ok := Preferred(cards); !ok || d.CardID != "Loopback" {
		t.Fatalf("preferred %v", d)
	}
	t.Logf("%+v caps %+v", cards[0], *cards[0].Devices[0].Caps)
	for _, c := range []struct {
		format audio.SampleFormat
		rate   int
	}{
		{audio.S32LE, 48000}, {audio.S32LE, 192000}, {audio.S24x3LE, 44100}, {audio.S24x3LE, 96000}, {audio.S16LE, 44100}, {audio.S24LE, 48000},
	} {
		name := fmt.Sprintf("%s at %d Hz", c.format, c.rate)
		t.Run(name, func(t *testing.T) {
			s, err := Open(Options{Card: "Loopback", Rate: c.rate, Formats: []audio.SampleFormat{c.format}, Period: 20 * time.Millisecond})
			if err != nil {
				if c.format == audio.S24LE && strings.Contains(err.Error(), "S24_LE") {
					t.Skipf("skipped: this kernel's loopback doesn't do it: %v", err)
				}
				t.Fatal(err)
			}
			defer s.Close()
			rec := record(t, c.rate, c.format)
			defer rec.close()
			frames := c.rate / 2
			sent := pattern(uint32(c.rate)+uint32(c.format), frames*s.frame)
			got := make([]byte, 0, len(sent)*2)
			out := append(bytes.Clone(sent), make([]byte, 2*s.Config().Buffer*s.frame)...)
			for deadline := time.Now().Add(10 * time.Second); len(out) > 0 && time.Now().Before(deadline); {
				n, err := s.Write(out)
				if err != nil {
					t.Fatal(err)
				}
				out = out[n*s.frame:]
				got = rec.read(t, got, s.frame)
				if err := s.Wait(100 * time.Millisecond); err != nil {
					t.Fatal(err)
				}
			}
			got = rec.read(t, got, s.frame)
			at := bytes.Index(got, sent)
			if at < 0 || at%s.frame != 0 {
				t.Fatalf("%d frames sent, %d recorded, not found", frames, len(got)/s.frame)
			}
			t.Logf("%+v: %d frames bit exact", s.Config(), frames)
		})
	}
	s, err := Open(Options{Card: "Loopback", Rate: 96000})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if s.Config().Format != audio.S32LE || s.Config().Rate != 96000 {
		t.Errorf("the best format is %+v", s.Config())
	}
}

// recorder is the other end of the loopback: device 1, capture.
type recorder struct {
	*pcm
	block []byte
}

func record(t *testing.T, rate int, f audio.SampleFormat) recorder {
	t.Helper()
	p, e := openPCM("/dev/snd/pcmC0D1c")
	if e != 0 {
		t.Fatal(e)
	}
	if _, err := configure(p, rate, []audio.SampleFormat{f}, rate/50, 32); err != nil {
		p.close()
		t.Fatal(err)
	}
	if e := p.start(); e != 0 {
		p.close()
		t.Fatal(e)
	}
	return recorder{p, make([]byte, rate)}
}

// read takes all that was recorded.
func (r recorder) read(t *testing.T, to []byte, frame int) []byte {
	t.Helper()
	const reqReadI = dirRead | unsafe.Sizeof(xferi{})<<sizeShift | typePCM | 0x51
	for {
		x := xferi{buf: unsafe.Pointer(unsafe.SliceData(r.block)), frames: uframes(len(r.block) / frame)}
		e := ioctl(r.fd, reqReadI, unsafe.Pointer(&x))
		runtime.KeepAlive(r.block)
		if e == unix.EAGAIN {
			return to
		}
		if e != 0 {
			t.Fatalf("recording: %v", e)
		}
		to = append(to, r.block[:x.result*frame]...)
	}
}
