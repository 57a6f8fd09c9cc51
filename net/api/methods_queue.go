package api

import (
	"context"
	"strings"

	"auralis/audio/player"
)

// Bounds of a page of a list.
const (
	defaultPage = 100
	maxPage     = 1000
	maxOffset   = 1 << 30
)

// QueuePage is what queue.get answers.
type QueuePage struct {
	QueueAt
	Offset int    `json:"offset"`
	Items  []Item `json:"items"`
}

// NewQueuePage is a part of a queue.
func NewQueuePage(q *player.Queue, offset, limit int) QueuePage {
	offset = min(offset, q.Len())
	return QueuePage{NewQueueAt(q), offset, NewItems(q.Items(offset, offset+limit))}
}

func queueMethods() []Method {
	return []Method{
		{"queue.get", "`offset`? ≥ 0, `limit`? 0…1000 (100)", "`{version,index,length,can_undo,offset,items[]}`", "Lists a part of the queue.", getQueue},
		{"queue.set", "`tracks` list of ids or paths, `start`? place or -1 (0)", snapshotAnswer, "Replaces the queue and plays from `start`; -1 only fills it.",
			func(ctx context.Context, h *Handler, p *params) (any, *Error) {
				refs := p.texts("tracks", wantTracks)
				start := p.integerOr("start", -1, player.MaxQueue, 0)
				return h.withTracks(ctx, p, refs, func(t []player.Track) player.Command { return player.SetQueue{Tracks: t, Start: start} })
			}},
		{"queue.add", "`tracks` list of ids or paths, `at`? place", snapshotAnswer, "Inserts before the place `at`, else at the end.",
			func(ctx context.Context, h *Handler, p *params) (any, *Error) {
				refs := p.texts("tracks", wantTracks)
				at := p.integerOr("at", 0, player.MaxQueue, -1)
				return h.withTracks(ctx, p, refs, func(t []player.Track) player.Command { return player.AddToQueue{Tracks: t, At: at} })
			}},
		{"queue.remove", "`items` list of item ids", snapshotAnswer, "Takes items out; where the current one is among them, what took its place is played.",
			made(func(p *params) player.Command { return player.RemoveFromQueue{Items: p.texts("items", wantItems)} })},
		{"queue.move", "`from` place, `to` place", snapshotAnswer, "Moves an item.",
			made(func(p *params) player.Command {
				return player.MoveInQueue{From: p.integer("from", 0, player.MaxQueue), To: p.integer("to", 0, player.MaxQueue)}
			})},
		{"queue.clear", "", snapshotAnswer, "Empties the queue and stops.", plain(player.ClearQueue{})},
		{"queue.undo", "", snapshotAnswer, "Takes back the last edit of the queue.", plain(player.UndoQueue{})},
		{"queue.play", "`item` item id", snapshotAnswer, "Plays an item of the queue from its start.",
			made(func(p *params) player.Command { return player.PlayItem{Item: p.text("item", "the id of an item")} })},
	}
}

const (
	wantTracks = "a list of track ids or paths"
	wantItems  = "a list of item ids"
)

func getQueue(_ context.Context, h *Handler, p *params) (any, *Error) {
	offset := p.integerOr("offset", 0, maxOffset, 0)
	limit := p.integerOr("limit", 0, maxPage, defaultPage)
	if err := p.done(); err != nil {
		return nil, err
	}
	return NewQueuePage(h.Control.State().Queue, offset, limit), nil
}

// withTracks looks tracks up and sends the command made of them.
func (h *Handler) withTracks(ctx context.Context, p *params, refs []string, of func([]player.Track) player.Command) (any, *Error) {
	if err := p.done(); err != nil {
		return nil, err
	}
	tracks, err := h.resolve(refs)
	if err != nil {
		return nil, err
	}
	return h.do(ctx, p, of(tracks))
}

// resolve finds tracks by id, or by path or URL where it looks like one.
func (h *Handler) resolve(refs []string) ([]player.Track, *Error) {
	if len(refs) == 0 {
		return nil, nil
	}
	if h.Library == nil {
		return nil, noLibrary()
	}
	tracks := make([]player.Track, len(refs))
	for i, ref := range refs {
		if t, ok := h.Library.Track(ref); ok {
			tracks[i] = t
			continue
		}
		if !strings.HasPrefix(ref, "/") && !strings.Contains(ref, "://") {
			return nil, Errorf(CodeUnknownTrack, "no track %q in the library: library.search and library.tracks give ids", ref)
		}
		t, err := h.Library.File(ref)
		if err != nil {
			return nil, &Error{Code: CodeUnknownTrack, Message: err.Error()}
		}
		tracks[i] = t
	}
	return tracks, nil
}
