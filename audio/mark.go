package audio

// Epoch numbers the uninterrupted stretches of playback: every seek, skip, stop and new track chosen by hand begins a
// new one. A stage that holds frames of an epoch older than the wanted one drops them.
type Epoch uint32

// Instance is one playing of one track: the same track played twice has two. 0 is no track (silence).
type Instance uint64

// MarkFlags tells what is special about the frame a mark stands at.
type MarkFlags uint32

const (
	// MarkCut is set where the frame doesn't follow from the one before (start of an epoch, or a start inside a track):
	// DSP state is reset and the output ramps in unless Offset is 0.
	MarkCut MarkFlags = 1 << iota
	// MarkEnd is set where the programme ends: no frame follows, and what is consumed after it is silence by intent.
	MarkEnd
	// MarkAlbum is set where the track follows the one before it on the same album: nothing that glides may jump.
	MarkAlbum
	// MarkGuard is set where samples may pass full scale (lossy source, resampled, downmixed, positive gain): the final
	// limiter guards them even when enhancement is off.
	MarkGuard
)

// Mark travels in a ring beside the frames and says what the frames from Frame on belong to, until the next mark. It
// holds no pointer, so that it can lie in memory shared by two processes.
type Mark struct {
	Frame    uint64    // ring frame at which it takes effect (the ring's own count, from 0)
	Instance Instance  // which playing of which track; 0 for none
	Offset   int64     // frame of the track at Frame, at Rate, encoder delay already trimmed
	Rate     uint32    // frames per second of what follows in the ring
	Epoch    Epoch     // stretch of playback it belongs to
	Flags    MarkFlags // see the constants
	Encoding Encoding  // what the lanes hold
	Bits     uint8     // significant bits of the source; 0 = unknown: word-length reduction is dithered
	Gain     float32   // linear per-track gain that is applied before the final limiter; 1 = none
}

// At gives the frame of the track that ring frame f belongs to; f must not be before the mark.
func (m Mark) At(f uint64) int64 { return m.Offset + int64(f-m.Frame) }
