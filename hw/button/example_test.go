package button_test

import (
	"fmt"
	"time"

	"auralis/hw/button"
)

func Example() {
	m, err := button.New(button.Settings{Debounce: button.DefaultDebounce, Double: button.DefaultDouble})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range []struct {
		at   time.Duration
		down bool
	}{{0, false}, {1000, true}, {1002, false}, {1003, true}, {1100, false}, {1210, true}, {1400, false}, {2000, false}} {
		for _, e := range m.Feed(nil, s.at*time.Millisecond, s.down) {
			fmt.Println(e.Gesture, e.At)
		}
	}
	// Output: double 1.21s
}
