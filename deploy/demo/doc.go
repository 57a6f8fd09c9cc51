// Package demo makes a small album where there is no music: five synthesized pieces of three minutes together, tagged
// FLAC files that show what the player does. One is quiet, one loud, one bright, and two are a single piece cut in the
// middle of a note, so that a gap would be heard.
//
// Make writes them once; it needs a few seconds of one core. Nothing is kept in memory but the piece being written.
package demo
