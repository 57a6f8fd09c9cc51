package mp3

// Sniff tells whether a file that begins with head may be MPEG audio: behind ID3v2 tags, two frames that follow each
// other, or one that ends exactly where head ends. A tag that is longer than head counts as a yes, as it is nearly always
// followed by an MP3; Open then decides. So formats that also occur behind ID3v2 should be asked first. It keeps nothing.
func Sniff(head []byte) bool {
	for {
		n := id3v2Len(head)
		if n == 0 {
			break
		}
		if n >= int64(len(head)) {
			return true
		}
		head = head[n:]
	}
	var s scanner
	return s.adopt(head, 2)
}
