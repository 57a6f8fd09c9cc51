package codec

import "io"

// Size is the length of src in bytes, or -1 where it can't be known (a live stream). The position of src is the same
// afterwards; an audio.Source is only asked for its Size.
func Size(src io.ReadSeeker) int64 {
	if s, ok := src.(interface{ Size() int64 }); ok {
		if n := s.Size(); n >= 0 {
			return n
		}
	}
	here, err := src.Seek(0, io.SeekCurrent)
	if err != nil {
		return -1
	}
	end, err := src.Seek(0, io.SeekEnd)
	if err != nil {
		return -1
	}
	if _, err := src.Seek(here, io.SeekStart); err != nil {
		return -1 // the next read fails where it should
	}
	return end
}
