package hw

import "time"

// Pins are the input lines of a board. gpio implements it; tests have their own.
type Pins interface {
	// Watch takes the lines of these names together (one, or the two of an encoder) and calls changed whenever their levels
	// may have changed: bit i is set where line i is active. The moment has the monotonic clock and is the kernel's where
	// it tells one. changed is called from one goroutine that belongs to the lines, may be called with levels that are
	// not new, and may block, which delays only these lines. The error of a line that isn't there names it and
	// the lines that are.
	Watch(names []string, o WatchOptions, changed func(levels uint, at time.Time)) (Lines, error)
}

// WatchOptions is how lines are read.
type WatchOptions struct {
	ActiveHigh bool          // active where the line is high, pulled down else; otherwise active low, pulled up: a contact to ground
	Debounce   time.Duration // what the lines should be debounced by where the kernel can; 0: not at all
}

// Lines are lines that are watched. Levels may be called from any goroutine until Close.
type Lines interface {
	// Levels reads the lines as they are now.
	Levels() (uint, error)
	// Debounced tells whether the Debounce that was asked for is done below; constant.
	Debounced() bool
	// Close gives the lines back and returns when changed is called no more.
	Close() error
}
