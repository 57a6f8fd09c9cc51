package sim

import "auralis/hw"

// Help is one line that tells the keys.
const Help = "keys: space/p play-pause · n/b next/previous · +/- or ↑/↓ volume · ←/→ seek · m mute · e enhancement · 1-6 preset · q quit"

// keys is what a byte does on its own.
var keys = map[byte]hw.Action{
	' ': hw.Toggle, 'p': hw.Toggle, 'n': hw.Next, 'b': hw.Previous, 'm': hw.Mute, 'e': hw.Enhance, 'q': hw.Quit,
	'+': hw.VolumeUp, '=': hw.VolumeUp, '-': hw.VolumeDown, '_': hw.VolumeDown, // with and without shift
	'1': hw.Preset1, '2': hw.Preset2, '3': hw.Preset3, '4': hw.Preset4, '5': hw.Preset5, '6': hw.Preset6,
}

// arrows is what the last byte of a cursor sequence does (ECMA-48, CUU CUD CUF CUB).
var arrows = map[byte]hw.Action{'A': hw.VolumeUp, 'B': hw.VolumeDown, 'C': hw.SeekForward, 'D': hw.SeekBack}

// decoder turns the bytes of a terminal into actions. Sequences it doesn't know are swallowed whole, so that no function
// key is taken for letters.
type decoder struct{ state decoderState }

type decoderState uint8

const (
	ground  decoderState = iota
	escape               // after ESC
	control              // after ESC [: until a final byte, 0x40…0x7E (ECMA-48, 5.4)
	single               // after ESC O: one byte follows
)

// next takes a byte; the action is "" where it is none, or not yet.
func (d *decoder) next(b byte) hw.Action {
	switch d.state {
	case escape:
		d.state = ground
		switch b {
		case '[':
			d.state = control
			return ""
		case 'O':
			d.state = single
			return ""
		case 0x1B:
			d.state = escape
			return ""
		}
		return "" // Alt with a key: not ours
	case control:
		switch {
		case b == 0x1B:
			d.state = escape
		case b >= 0x40 && b <= 0x7E:
			d.state = ground
			return arrows[b] // with parameters too: Shift or Ctrl held
		case b < 0x20: // a sequence that was cut off
			d.state = ground
		}
		return ""
	case single:
		d.state = ground
		return arrows[b]
	}
	if b == 0x1B {
		d.state = escape
		return ""
	}
	if b >= 'A' && b <= 'Z' {
		b += 'a' - 'A' // caps lock
	}
	return keys[b]
}

// reset forgets a sequence that wasn't finished: ESC pressed on its own.
func (d *decoder) reset() { d.state = ground }
