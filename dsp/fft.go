package dsp

import (
	"fmt"
	"math"
	"math/bits"
	"math/cmplx"
)

// FFT is the discrete Fourier transform of real signals of one length, a power of two: by a complex transform of half the
// length (radix 2, decimation in time; Cooley and Tukey 1965) and the step that separates even and odd samples. Its tables
// are made by NewFFT; it holds scratch, so it belongs to one goroutine.
type FFT struct {
	n       int
	twiddle []complex128 // exp(-2πi·k/n), k < n/2
	order   []int32      // bit reversal of n/2
	work    []complex128
}

// NewFFT makes a transform of n real samples, 4…2^24, a power of two.
func NewFFT(n int) (*FFT, error) {
	if n < 4 || n > 1<<24 || n&(n-1) != 0 {
		return nil, fmt.Errorf("fft: length %d: want a power of two, 4…%d", n, 1<<24)
	}
	h := n / 2
	f := &FFT{n: n, twiddle: make([]complex128, h), order: make([]int32, h), work: make([]complex128, h)}
	shift := 32 - bits.Len(uint(h)-1)
	for k := range h {
		sin, cos := math.Sincos(-2 * math.Pi * float64(k) / float64(n))
		f.twiddle[k] = complex(cos, sin)
		f.order[k] = int32(bits.Reverse32(uint32(k)) >> shift)
	}
	return f, nil
}

// Len is the number of real samples.
func (f *FFT) Len() int { return f.n }

// Forward sets dst[k], k = 0…n/2, to Σ src[i]·exp(-2πi·k·i/n). src holds n samples, dst n/2+1 bins. Unscaled: a sine of
// amplitude 1 in the middle of a bin gives a magnitude of n/2.
func (f *FFT) Forward(dst []complex128, src []float64) {
	h := f.n / 2
	w := f.work
	for i, j := range f.order {
		w[j] = complex(src[2*i], src[2*i+1])
	}
	f.complexInPlace()
	dst[0] = complex(real(w[0])+imag(w[0]), 0)
	dst[h] = complex(real(w[0])-imag(w[0]), 0)
	for k := 1; k <= h/2; k++ {
		a, b := w[k], cmplx.Conj(w[h-k])
		even, odd := (a+b)*0.5, (a-b)*complex(0, -0.5)*f.twiddle[k]
		dst[k], dst[h-k] = even+odd, cmplx.Conj(even-odd)
	}
}

// Inverse is the inverse of Forward, scaled by 1/n: dst gets n samples from the n/2+1 bins of src. The imaginary parts of
// bins 0 and n/2 are taken for 0.
func (f *FFT) Inverse(dst []float64, src []complex128) {
	h := f.n / 2
	w := f.work
	scale := 1 / float64(h)
	for k := range h {
		a, b := src[k], cmplx.Conj(src[h-k])
		if k == 0 {
			a, b = complex(real(a), 0), complex(real(b), 0)
		}
		even, odd := (a+b)*0.5, (a-b)*0.5*cmplx.Conj(f.twiddle[k])
		z := even + odd*complex(0, 1)
		w[f.order[k]] = complex(real(z)*scale, -imag(z)*scale) // the inverse by the conjugate of the conjugate's transform
	}
	f.complexInPlace()
	for i, z := range w {
		dst[2*i], dst[2*i+1] = real(z), -imag(z)
	}
}

// complexInPlace transforms work, which is in bit-reversed order.
func (f *FFT) complexInPlace() {
	w := f.work
	h := len(w)
	for i := 0; i+1 < h; i += 2 {
		w[i], w[i+1] = w[i]+w[i+1], w[i]-w[i+1]
	}
	for size := 4; size <= h; size *= 2 {
		half, stride := size/2, f.n/size
		for at := 0; at < h; at += size {
			lo, hi := w[at:at+half], w[at+half:at+size]
			hi = hi[:len(lo)]
			for k := range lo {
				t := f.twiddle[k*stride]
				b := hi[k]
				// written out: the compiler's complex product checks for infinities
				re := real(b)*real(t) - imag(b)*imag(t)
				im := real(b)*imag(t) + imag(b)*real(t)
				a := lo[k]
				lo[k] = complex(real(a)+re, imag(a)+im)
				hi[k] = complex(real(a)-re, imag(a)-im)
			}
		}
	}
}
