package api

import (
	"context"

	"auralis/audio/player"
)

// TracksPage is what library.tracks answers.
type TracksPage struct {
	Total  int     `json:"total"`
	Offset int     `json:"offset"`
	Tracks []Track `json:"tracks"`
}

// Found is what library.search answers.
type Found struct {
	Tracks []Track `json:"tracks"`
}

func libraryMethods() []Method {
	return []Method{
		{"library.tracks", "`offset`? ≥ 0, `limit`? 0…1000 (100), `sort`? folder, title, artist or album", "`{total,offset,tracks[]}`", "Lists a part of the library.", listTracks},
		{"library.search", "`q` words, `limit`? 1…1000 (100)", "`{tracks[]}`", "Finds the tracks in which every word begins a word of title, artist, album, genre or file name.", search},
		{"library.stats", "", "`{ready,version,tracks,artists,albums,seconds,scanning}`", "Counts.", stats},
		{"library.scan", "`dirs`? list of folders", "`{}`", "Begins to look for new, changed and removed files, in all folders of the library or in these.", scan},
	}
}

func noLibrary() *Error {
	return Errorf(CodeUnavailable, "there is no library: give a folder of music (auralis run --music DIR, or [library] roots)")
}

func newTracks(tracks []player.Track) []Track {
	out := make([]Track, len(tracks))
	for i := range tracks {
		out[i] = NewTrack(&tracks[i])
	}
	return out
}

func listTracks(_ context.Context, h *Handler, p *params) (any, *Error) {
	offset := p.integerOr("offset", 0, maxOffset, 0)
	limit := p.integerOr("limit", 0, maxPage, defaultPage)
	sort := p.choiceOr("sort", Sorts())
	if err := p.done(); err != nil {
		return nil, err
	}
	if h.Library == nil {
		return nil, noLibrary()
	}
	page, total := h.Library.Tracks(offset, limit, sort)
	return TracksPage{Total: total, Offset: offset, Tracks: newTracks(page)}, nil
}

func search(_ context.Context, h *Handler, p *params) (any, *Error) {
	q := p.text("q", "the words to look for")
	limit := p.integerOr("limit", 1, maxPage, defaultPage)
	if err := p.done(); err != nil {
		return nil, err
	}
	if h.Library == nil {
		return nil, noLibrary()
	}
	return Found{newTracks(h.Library.Search(q, limit))}, nil
}

func stats(_ context.Context, h *Handler, p *params) (any, *Error) {
	if err := p.done(); err != nil {
		return nil, err
	}
	if h.Library == nil {
		return nil, noLibrary()
	}
	return h.Library.Stats(), nil
}

func scan(_ context.Context, h *Handler, p *params) (any, *Error) {
	var dirs []string
	if p.has("dirs") {
		dirs = p.texts("dirs", "a list of folders")
	}
	if err := p.done(); err != nil {
		return nil, err
	}
	if h.Scanner == nil {
		return nil, noLibrary()
	}
	if err := h.Scanner.Scan(dirs); err != nil {
		return nil, scanError(err)
	}
	return nil, nil
}

// scanError is a folder that can't be scanned: the caller's mistake, unless the scanner says otherwise by an *Error.
func scanError(err error) *Error {
	if e := ErrorOf(err); e.Code != CodeInternal {
		return e
	}
	return &Error{Code: CodeInvalidParams, Message: err.Error()}
}
