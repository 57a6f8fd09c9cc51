package clock_test

import (
	"fmt"
	"time"

	"auralis/audio"
	"auralis/audio/output/clock"
	"auralis/audio/output/layout"
)

// steps is a time that passes only when somebody waits.
type steps struct{ now time.Duration }

func (s *steps) Now() time.Duration    { return s.now }
func (s *steps) Sleep(d time.Duration) { s.now += d }

// The loop of an output thread, with a time that doesn't make the example wait.
func Example() {
	t := &steps{}
	sink, err := clock.New(layout.Options{Rate: 48000, Format: audio.S32LE}, t)
	if err != nil {
		fmt.Println(err)
		return
	}
	left := make([]byte, 48000*8) // one second
	for len(left) > 0 {
		n, err := sink.Write(left)
		if err != nil {
			fmt.Println(err)
			return
		}
		left = left[n*8:]
		if err := sink.Wait(time.Second); err != nil {
			fmt.Println(err)
			return
		}
	}
	if err := sink.Drain(); err != nil {
		fmt.Println(err)
	}
	fmt.Println(t.now)
	// Output: 1s
}
