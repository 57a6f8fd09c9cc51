package led_test

import (
	"fmt"

	"auralis/hw/led"
)

// wire is a pin that prints.
type wire struct{}

func (wire) Set(lit bool) error {
	fmt.Println("lit:", lit)
	return nil
}

func Example() {
	l := led.Start(wire{}, nil)
	if err := l.Close(); err != nil {
		fmt.Println(err)
	}
	// Output: lit: false
}
