package player

import "fmt"

// Code is the kind of a command's error; remotes translate it (net/api has the table).
type Code int

// The codes.
const (
	CodeInvalid       Code = iota // an argument is out of its range
	CodeUnknownItem               // no such item in the queue
	CodeEmptyQueue                // there is nothing to play
	CodeNothingToUndo             // no edit to undo
	CodeFixedVolume               // the volume is fixed by configuration
	CodeNotPlaying                // there is no current track
	CodeClosing                   // the player is shutting down
)

// Error is why a command wasn't carried out. The state is as before.
type Error struct {
	Code    Code
	Message string
}

func (e *Error) Error() string { return e.Message }

func invalid(format string, args ...any) error {
	return &Error{Code: CodeInvalid, Message: fmt.Sprintf(format, args...)}
}

func unknownItem(id string) error {
	return &Error{Code: CodeUnknownItem, Message: fmt.Sprintf("no item %q in the queue: queue.get lists them", id)}
}
