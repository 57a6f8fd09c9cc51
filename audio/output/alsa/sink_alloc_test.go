//go:build !race

package alsa

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// quiet is a stream that only answers.
type quiet struct {
	closed
	e unix.Errno
}

func (q quiet) write(_ []byte, frames int) (int, unix.Errno) { return frames, q.e }
func (quiet) wait(time.Duration) (int, unix.Errno)           { return waitTimeout, 0 }
func (quiet) status() (Status, unix.Errno)                   { return Status{State: StateRunning}, 0 }
func (quiet) delay() (int, unix.Errno)                       { return 5, 0 }

// TestSinkAllocs is about the sink's own part; the calls into the kernel are measured on the board.
func TestSinkAllocs(t *testing.T) {
	for _, e := range []unix.Errno{0, unix.EAGAIN, unix.EPIPE, unix.ENODEV} {
		s := modelSink(&model{})
		s.stream = quiet{e: e}
		block := make([]byte, 4096)
		if n := testing.AllocsPerRun(100, func() {
			s.Write(block)
			s.Wait(time.Millisecond)
			s.Delay()
		}); n != 0 {
			t.Errorf("%v allocations with answer %v", n, e)
		}
	}
}

// TestKernelCallAllocs measures the calls themselves, on a file that refuses them all.
func TestKernelCallAllocs(t *testing.T) {
	fd, err := unix.Open("/dev/null", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	p := &pcm{fd: fd}
	defer p.close()
	block := make([]byte, 4096)
	if n := testing.AllocsPerRun(100, func() {
		if _, e := p.write(block, 1024); e != unix.ENOTTY && e != unix.ENOSYS { // ENOSYS: qemu-arm
			t.Fatal(e)
		}
		p.status()
		p.delay()
		p.wait(0)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
