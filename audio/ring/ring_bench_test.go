package ring

import (
	"fmt"
	"sync"
	"testing"

	"auralis/audio"
)

// The peers that people would use instead: a buffered channel of blocks, and the same ring under a mutex.

const benchCap = 8192

func BenchmarkTwoGoroutines(b *testing.B) {
	for _, block := range []int{64, 480} {
		b.Run(fmt.Sprintf("ring/%d", block), func(b *testing.B) {
			r, _ := New(benchCap, 16, 0)
			b.SetBytes(int64(block) * 8)
			b.ReportAllocs()
			go func() {
				w := r.Writer()
				for range b.N {
					for {
						x, y := w.Regions(block)
						if len(x)+len(y) == block {
							touch(x)
							touch(y)
							w.Commit(block)
							break
						}
					}
				}
			}()
			rd := r.Reader()
			for range b.N {
				for {
					_, x, y := rd.Next(block)
					if len(x)+len(y) == block {
						sum(x)
						sum(y)
						rd.Release(block)
						break
					}
				}
			}
		})
		b.Run(fmt.Sprintf("channel/%d", block), func(b *testing.B) {
			c := make(chan []audio.Frame, benchCap/block)
			free := make(chan []audio.Frame, benchCap/block)
			for range benchCap / block {
				free <- make([]audio.Frame, block)
			}
			b.SetBytes(int64(block) * 8)
			b.ReportAllocs()
			go func() {
				for range b.N {
					f := <-free
					touch(f)
					c <- f
				}
			}()
			for range b.N {
				f := <-c
				sum(f)
				free <- f
			}
		})
		b.Run(fmt.Sprintf("mutex/%d", block), func(b *testing.B) {
			r := &locked{frames: make([]audio.Frame, benchCap)}
			buf, out := make([]audio.Frame, block), make([]audio.Frame, block)
			b.SetBytes(int64(block) * 8)
			b.ReportAllocs()
			go func() {
				for range b.N {
					touch(buf)
					for !r.put(buf) {
					}
				}
			}()
			for range b.N {
				for !r.get(out) {
				}
				sum(out)
			}
		})
	}
}

func BenchmarkOneGoroutineFrameByFrame(b *testing.B) {
	b.Run("ring", func(b *testing.B) {
		r, _ := New(benchCap, 16, 0)
		w, rd := r.Writer(), r.Reader()
		b.ReportAllocs()
		for range b.N {
			x, _ := w.Regions(1)
			x[0] = audio.Frame{1, 2}
			w.Commit(1)
			_, y, _ := rd.Next(1)
			sum(y)
			rd.Release(1)
		}
	})
	b.Run("channel", func(b *testing.B) {
		c := make(chan audio.Frame, benchCap)
		b.ReportAllocs()
		for range b.N {
			c <- audio.Frame{1, 2}
			f := <-c
			sink += f[0]
		}
	})
	b.Run("mutex", func(b *testing.B) {
		r := &locked{frames: make([]audio.Frame, benchCap)}
		one := make([]audio.Frame, 1)
		b.ReportAllocs()
		for range b.N {
			r.put(one)
			r.get(one)
			sum(one)
		}
	})
}

var sink float32 // keeps the compiler from dropping the work

func touch(f []audio.Frame) {
	for i := range f {
		f[i] = audio.Frame{1, 2}
	}
}

func sum(f []audio.Frame) {
	var s float32
	for i := range f {
		s += f[i][0]
	}
	sink += s
}

type locked struct {
	mu          sync.Mutex
	frames      []audio.Frame
	write, read int
}

func (l *locked) put(f []audio.Frame) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.frames)-(l.write-l.read) < len(f) {
		return false
	}
	for i := range f {
		l.frames[(l.write+i)%len(l.frames)] = f[i]
	}
	l.write += len(f)
	return true
}

func (l *locked) get(f []audio.Frame) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.write-l.read < len(f) {
		return false
	}
	for i := range f {
		f[i] = l.frames[(l.read+i)%len(l.frames)]
	}
	l.read += len(f)
	return true
}
