package gpio

import "fmt"

// OutputOptions is how an output is driven.
type OutputOptions struct {
	ActiveLow bool // on is low: a LED between the supply and the pin
}

// Output is a line that is driven, such as a LED's. It implements led.Out. It belongs to one goroutine.
type Output struct {
	place Place
	set   func(on bool) error
	close func() error
}

// Set switches the line. The error names it.
func (o *Output) Set(on bool) error {
	if err := o.set(on); err != nil {
		return fmt.Errorf("pin %v: set: %w", o.place, err)
	}
	return nil
}

// Close gives the line back, at the level it has.
func (o *Output) Close() error {
	if err := o.close(); err != nil {
		return fmt.Errorf("pin %v: close: %w", o.place, err)
	}
	return nil
}
