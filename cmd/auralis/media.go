package main

import (
	"auralis/audio/codec/probe"
	"auralis/audio/engine"
	"auralis/audio/source"
)

// openMedia opens a file as a track.
func openMedia(location string) (*engine.Media, error) {
	src, err := source.File(location)
	if err != nil {
		return nil, err
	}
	d, err := probe.Open(src, location)
	if err != nil {
		src.Close()
		return nil, err
	}
	return &engine.Media{Decoder: d, Close: src.Close}, nil
}
