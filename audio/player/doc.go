// Package player holds what is played and how: the queue, the transport, volume and settings, and the one goroutine that
// owns them.
//
// # Problem
//
// Buttons, phones, MQTT and the engine itself all want to change the same state at once. With several owners, or with
// locks that some path forgets, index and list part, a track ends twice, an old answer wins over a newer one.
//
// # Contract
//
// There is one owner, the control goroutine (Control.Run). All that can happen is an Input: a Command from a remote or an
// engine.Event. Reduce, a pure function, takes State and Input to the next State and a list of Effects; the control
// goroutine carries the effects out, none of which can block, publishes the new *State with a higher Version, and answers
// the command. A State and all it points to never change after that: readers load a pointer and need nothing else.
//
// What the engine shall do is not told in steps: State.Target derives, from the state alone, the whole of what should
// sound now and next, and the engine moves toward the newest. Every engine event carries its epoch and instance; Reduce
// drops what is late.
//
// The queue is an immutable value with pure operations (Queue). Randomness and time enter through the commands, so a log
// of inputs replays to the same states.
//
// # Goroutines
//
// Control.Run is the control goroutine; Do, State, Position, Subscribe and Close may be called from any goroutine.
// Subscribers get a mailbox of one: the newest state wins, and one who doesn't look delays nobody.
package player
