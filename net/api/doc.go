// Package api is the one vocabulary that every remote over a network speaks: JSON-RPC 2.0 requests and replies, the table
// of methods, the table of error codes, and the JSON of a state.
//
// # Problem
//
// A phone, a script, a broker and another auralis ask for the same things over different wires. Were each wire to parse
// and answer by itself, they would part: another range here, another name there.
//
// # Contract
//
// Handler.Call takes a method and its parameters to a player.Command, sends it to the control goroutine and answers with
// the snapshot after it; queries are answered from the newest state and from the library's view. It decides nothing about
// playback. Parameters are read strictly: an unknown name, a wrong type and a value out of range are CodeInvalidParams
// with a message that names the parameter and what is allowed. Handler.Serve is a whole JSON-RPC exchange, bytes to bytes,
// batches included. The tables are written down in docs/api.md, which is made from them.
//
// # Goroutines
//
// The package starts none. A Handler never changes after New; all its methods may be called from any goroutine, and what
// it was given must bear that too.
package api
