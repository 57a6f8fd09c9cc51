// Package tag reads what a file says about itself: title, artist, album and the like. Which tag a file has is told by its
// content:
//
//   - FLAC: the Vorbis comment block (RFC 9639, 8.6), also behind an ID3v2 tag that some programs put in front;
//   - MP3: ID3v2.2, 2.3 and 2.4 at the start (id3.org), else ID3v1 in the last 128 bytes;
//   - WAV, RF64: LIST/INFO and "id3 " chunks (RIFF MCI, EBU Tech 3306);
//   - AIFF, AIFC: "ID3 ", NAME and AUTH chunks (AIFF 1.3).
//
// No size in a file is trusted: a field of more than 64 KiB (a picture) is passed over without being read, the number of
// fields and chunks is bounded, and what is read never exceeds what is there. Compressed and encrypted ID3v2 frames, APE
// tags and pictures aren't read. The package starts no goroutine and keeps nothing.
package tag
