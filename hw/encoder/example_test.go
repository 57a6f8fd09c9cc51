package encoder_test

import (
	"fmt"
	"time"

	"auralis/hw/encoder"
)

func Example() {
	m, err := encoder.New(encoder.Settings{Every: encoder.DefaultEvery})
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Duration(0)
	for _, s := range [][2]bool{{false, false}, {true, false}, {true, true}, {false, true}, {false, false}} {
		at += 5 * time.Millisecond
		for _, turn := range m.Feed(nil, at, s[0], s[1]) {
			fmt.Println(turn.Steps, turn.At)
		}
	}
	// Output: 1 25ms
}
