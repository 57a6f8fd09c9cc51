package api

import "context"

// Method is a row of the table of methods.
type Method struct {
	Name    string
	Params  string // for people: name, type and range of each; "" = none
	Answers string
	Does    string
	call    func(context.Context, *Handler, *params) (any, *Error)
}

// snapshotAnswer is what commands answer.
const snapshotAnswer = "the snapshot after it"

// Methods is the table of methods, in the order of docs/api.md.
func Methods() []Method {
	all := playerMethods()
	all = append(all, queueMethods()...)
	all = append(all, enhanceMethods()...)
	all = append(all, libraryMethods()...)
	all = append(all, systemMethods()...)
	return append(all, connectionMethods()...)
}

// connectionMethods are the ones that mean something on a connection only; net/ws carries them out itself.
func connectionMethods() []Method {
	return []Method{{
		Name: LevelsMethod, Params: "`hz` 0…20", Answers: "`{\"hz\"}`",
		Does: "Sends `levels` notifications that often over this WebSocket; 0 ends them.",
		call: func(context.Context, *Handler, *params) (any, *Error) {
			return nil, Errorf(CodeUnavailable, "levels are sent over a WebSocket only: connect to /ws")
		},
	}}
}

// LevelsMethod asks a connection for levels.
const LevelsMethod = "levels.subscribe"

// MaxLevels is how often levels are sent at the most, per second.
const MaxLevels = 20

// ReadLevels reads the parameters of LevelsMethod.
func ReadLevels(raw []byte) (hz int, err *Error) {
	p := newParams(raw)
	hz = p.integer("hz", 0, MaxLevels)
	return hz, p.done()
}
