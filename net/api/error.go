package api

import (
	"context"
	"errors"
	"fmt"

	"auralis/audio/player"
)

// Code is the code of a JSON-RPC error.
type Code int

// The codes: those of JSON-RPC 2.0 (section 5.1), then our own. Codes lists them with their meaning.
const (
	CodeParse          Code = -32700
	CodeInvalidRequest Code = -32600
	CodeUnknownMethod  Code = -32601
	CodeInvalidParams  Code = -32602
	CodeInternal       Code = -32603

	CodeUnknownItem   Code = -32000
	CodeEmptyQueue    Code = -32001
	CodeNothingToUndo Code = -32002
	CodeFixedVolume   Code = -32003
	CodeNotPlaying    Code = -32004
	CodeClosing       Code = -32005
	CodeUnknownTrack  Code = -32006
	CodeUnavailable   Code = -32007
	CodeTooMany       Code = -32008
	CodeTimeout       Code = -32009
)

// CodeMeaning is a row of the table of codes.
type CodeMeaning struct {
	Code    Code
	Meaning string
}

// Codes is the table of codes.
func Codes() []CodeMeaning {
	return []CodeMeaning{
		{CodeParse, "The message isn't JSON."},
		{CodeInvalidRequest, "The message is JSON but no JSON-RPC 2.0 request."},
		{CodeUnknownMethod, "There is no such method."},
		{CodeInvalidParams, "A parameter is missing, unknown, of the wrong type or out of range; the message says which and what is allowed."},
		{CodeInternal, "A fault of the player's own."},
		{CodeUnknownItem, "There is no such item in the queue."},
		{CodeEmptyQueue, "The queue is empty: there is nothing to play or to skip to."},
		{CodeNothingToUndo, "There is no edit of the queue to undo."},
		{CodeFixedVolume, "The volume is fixed by the configuration."},
		{CodeNotPlaying, "There is no current track."},
		{CodeClosing, "The player is shutting down."},
		{CodeUnknownTrack, "The library has no such track, or no file may be played from there."},
		{CodeUnavailable, "That part of the player isn't there: it was left out, isn't ready, or can't do this yet."},
		{CodeTooMany, "Too many requests over this connection; `data.retry_after` says in how many seconds to go on."},
		{CodeTimeout, "No answer in time. A command may still be carried out."},
	}
}

// Error is a JSON-RPC error.
type Error struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
	Data    any    `json:"data,omitempty"`
}

// Error gives the message alone: it is written for a person.
func (e *Error) Error() string { return e.Message }

// Errorf makes an Error.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// ErrorOf translates what a command or a part of the player answered. An *Error is itself; nil gives nil.
func ErrorOf(err error) *Error {
	var own *Error
	var refused *player.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return own
	case errors.As(err, &refused):
		return &Error{Code: codeOf(refused.Code), Message: refused.Message}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return Errorf(CodeTimeout, "no answer in time: the command may still be carried out")
	default:
		return &Error{Code: CodeInternal, Message: err.Error()}
	}
}

func codeOf(c player.Code) Code {
	switch c {
	case player.CodeInvalid:
		return CodeInvalidParams
	case player.CodeUnknownItem:
		return CodeUnknownItem
	case player.CodeEmptyQueue:
		return CodeEmptyQueue
	case player.CodeNothingToUndo:
		return CodeNothingToUndo
	case player.CodeFixedVolume:
		return CodeFixedVolume
	case player.CodeNotPlaying:
		return CodeNotPlaying
	case player.CodeClosing:
		return CodeClosing
	default:
		return CodeInternal
	}
}
