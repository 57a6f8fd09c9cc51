package api

import (
	"context"
	"time"

	"auralis/audio/player"
)

// Bounds of parameters.
const (
	maxSeconds = 1e7 // of a position: 115 days
	maxMinutes = 24 * 60
)

// plain is a command without parameters.
func plain(c player.Command) func(context.Context, *Handler, *params) (any, *Error) {
	return func(ctx context.Context, h *Handler, p *params) (any, *Error) { return h.do(ctx, p, c) }
}

// made is a command that is made of the parameters.
func made(of func(*params) player.Command) func(context.Context, *Handler, *params) (any, *Error) {
	return func(ctx context.Context, h *Handler, p *params) (any, *Error) { return h.do(ctx, p, of(p)) }
}

func seconds(x float64) time.Duration { return time.Duration(x * float64(time.Second)) }

func playerMethods() []Method {
	command := func(name, params, does string, call func(context.Context, *Handler, *params) (any, *Error)) Method {
		return Method{name, params, snapshotAnswer, does, call}
	}
	return []Method{
		command("player.play", "", "Plays the current item where it stands, or goes on after a pause.", plain(player.Play{})),
		command("player.pause", "", "Holds the sound; play goes on with the very next frame.", plain(player.Pause{})),
		command("player.toggle", "", "Pauses what plays and plays what doesn't.", plain(player.Toggle{})),
		command("player.stop", "", "Ends the sound and goes to the start of the current item.", plain(player.Stop{})),
		command("player.next", "", "Goes to the next item and plays it.", plain(player.Next{})),
		command("player.previous", "", "Restarts the track when more than 3 s of it were heard, else goes to the item before.", plain(player.Previous{})),
		command("player.seek", "`position` seconds ≥ 0", "Goes to a place in the current track, at most to its end.", made(func(p *params) player.Command {
			return player.Seek{Position: seconds(p.number("position", 0, maxSeconds))}
		})),
		command("player.volume", "`level` 0…100", "Sets the volume: 0 is silence, 100 is 0 dB, 0.6 dB a step.", made(func(p *params) player.Command {
			return player.SetVolume{Level: p.integer("level", 0, player.MaxVolume)}
		})),
		command("player.mute", "`on` true or false", "Silences without touching the volume.", made(func(p *params) player.Command {
			return player.Mute{On: p.boolean("on")}
		})),
		command("player.repeat", "`mode` off, all or one", "Sets what follows the last item, and whether an item is followed by itself.", made(func(p *params) player.Command {
			mode, err := player.ParseRepeat(p.choice("mode", []string{"off", "all", "one"}))
			if err != nil {
				p.bad("mode: %v", err)
			}
			return player.SetRepeat{Mode: mode}
		})),
		command("player.shuffle", "`on` true or false", "Shuffles the queue, or returns to the order before.", made(func(p *params) player.Command {
			return player.SetShuffle{On: p.boolean("on")}
		})),
		command("player.sleep", "`minutes` 0…1440", "Pauses after that long; 0 takes it back.", made(func(p *params) player.Command {
			return player.Sleep{After: time.Duration(p.number("minutes", 0, maxMinutes) * float64(time.Minute))}
		})),
	}
}
