package engine

// Step drives the stages in the caller's goroutine, one after the other, as far as they go without the output: for
// rendering and for tests, where nothing is paced. It returns whether any of them did something.
func (e *Engine) Step() bool {
	worked := false
	for e.decode.step() {
		worked = true
	}
	for e.master.step() {
		worked = true
	}
	before := e.watch.instance
	ended := e.watch.ended
	e.watch.step()
	return worked || e.watch.instance != before || e.watch.ended != ended
}
