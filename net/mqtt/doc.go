// Package mqtt is the remote over an MQTT broker: it publishes what the player does and takes commands, for home
// automation in general and, by its device discovery, for Home Assistant.
//
// # Topics
//
// All are below auralis/<node>/; the payload of a set topic is one plain value.
//
//	availability        retained   online; offline as last will and at the end
//	state               retained   the snapshot as JSON, on change, at most 4 a second, the newest wins
//	position                       seconds as a number, every 5 s while playing
//	set/playback                   play pause toggle stop next previous
//	set/volume                     0…100, a whole number
//	set/mute, enhance, shuffle     ON or OFF, in any case
//	set/preset                     the name of a preset
//	set/intensity                  0…1, a decimal number
//	set/repeat                     off all one
//	set/sleep                      minutes 0…1440, a whole number; 0 takes the timer back
//	set/play_media                 a search text or the name of a playlist: what it finds replaces the queue and plays
//	rpc → rpc/reply                JSON-RPC 2.0
//	button                         {"button":"next","gesture":"press"}, also long and double
//
// With discovery, homeassistant/device/<node>/config (retained) describes the player to Home Assistant; it is sent
// again, with the state, 0 to 5 s after Home Assistant says online on homeassistant/status.
//
// # Rules
//
//   - Everything a message asks for becomes a player.Command for the control goroutine, or a JSON-RPC call; the package
//     has no state of its own about playback.
//   - A command that the broker kept (retained flag) is ignored: a retained "volume 100" would be replayed at every
//     reconnection. (A broker doesn't set the flag on a message that it passes on at the moment it is published,
//     MQTT 3.1.1 [MQTT-3.3.1-9]: that one is a command like any other.)
//   - Commands are subscribed with QoS 0. A session is never resumed, so that a higher one would add nothing but the
//     risk of "next" arriving twice.
//   - What is malformed, unknown or larger than 64 KiB gets one line in the log (a flood of them is counted, not logged) and, on rpc, an
//     error object as reply. A larger message is cut off while it is read and never held in memory.
//   - Who may publish to set/ and rpc is the broker's to decide: give the player a user of its own and restrict the topics
//     there.
//
// # Goroutines
//
// Run is one goroutine: it connects, subscribes, publishes, and waits between attempts. It starts two more, for commands
// and for calls, so that a slow call can't hold up a command and neither can hold up the state; they end before Run
// does. The MQTT library has its own, which only put messages into bounded queues. The player is told and asked by its
// mailbox and its Do; a broker that is blocked or gone makes Run wait, never the control goroutine.
package mqtt
