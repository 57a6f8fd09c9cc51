package dsp_test

import (
	"fmt"
	"math"

	"auralis/dsp"
)

// A sine at a quarter of the frame rate whose samples all lie at 1.0 swings to +3 dB between them.
func ExampleLimiter() {
	const rate = 48000
	limiter, err := dsp.NewLimiter(dsp.DefaultLimiterSettings(), rate)
	if err != nil {
		fmt.Println(err)
		return
	}
	meter, err := dsp.NewTruePeak(dsp.TruePeakSettings{Channels: 2}, rate)
	if err != nil {
		fmt.Println(err)
		return
	}
	block := make([][2]float32, 480)
	for n := range 10 {
		for i := range block {
			s := math.Sqrt2 * math.Sin(math.Pi/4+math.Pi/2*float64(n*len(block)+i))
			block[i] = [2]float32{float32(s), float32(s)}
		}
		limiter.Process(block)
		if n > 0 { // what comes out first is the start of the sine after silence
			meter.Process(block)
		}
	}
	fmt.Printf("true peak %.0f dBTP, %.0f dB less, %d frames later\n", 20*math.Log10(meter.Max()), limiter.Reduction(), limiter.Latency())
	// Output: true peak -1 dBTP, 4 dB less, 178 frames later
}
