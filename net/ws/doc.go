// Package ws speaks the vocabulary of net/api over WebSockets and tells every connection what changes.
//
// # Problem
//
// Phones come and go, sleep with the connection open, and drag sliders. None of them may delay a command of another
// remote, and whoever was away must see the present state first, not a backlog.
//
// # Contract
//
// A connection gets notifications: `state` and `queue` at once and after every change, `position` once a second while
// something plays, `levels` as often as it asked for, and notices by their kind (`button`, `job`, `library`, `devices`,
// `resync`). Of states only the newest is sent: they lie in the mailbox of one that player.Subscription is. Requests are
// answered in their order; a client that doesn't read its answers is read no further, and one that doesn't read for
// WriteTimeout is cut off. What isn't JSON is answered with an error and the connection stays; a message over 64 KiB ends
// it with status 1009, a binary one with 1003. Requests above the rate are answered with api.CodeTooMany.
//
// # Goroutines
//
// Three a connection, all ended when Handler's ServeHTTP returns: the reader (the goroutine of the HTTP server; it owns the
// token bucket), the writer (owns the subscription and every write) and one that pings.
package ws
