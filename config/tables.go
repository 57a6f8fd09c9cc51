package config

// Actions are what a press of a button can do. The empty text is none.
func Actions() []string {
	return []string{"", "toggle", "play", "pause", "stop", "next", "previous", "volume_up", "volume_down", "mute", "seek_forward",
		"seek_back", "sleep", "enhance", "shuffle", "repeat", "preset_1", "preset_2", "preset_3", "preset_4", "preset_5", "preset_6"}
}

const pinWords = `a line name such as "GPIO17" (auralis doctor lists them)`

func newButton() Button { return Button{Press: "toggle", ActiveLow: true, DebounceMS: 10} }

// buttonKeys is the table of one [[button]].
func buttonKeys() []key[Button] {
	return []key[Button]{
		text("name", "Name in messages; empty: the pin's.", "a text of up to 64 bytes", func(b *Button) *string { return &b.Name }, checkName),
		needed(text("pin", "Kernel name of the line the button is at.", pinWords, func(b *Button) *string { return &b.Pin }, checkPin)),
		choice("press", "Action of a short press.", func(b *Button) *string { return &b.Press }, Actions()...),
		choice("long", "Action of a long press.", func(b *Button) *string { return &b.Long }, Actions()...),
		choice("double", "Action of two presses. A short press then waits for the second.",
			func(b *Button) *string { return &b.Double }, Actions()...),
		toggle("active_low", "The button connects the line to ground.", func(b *Button) *bool { return &b.ActiveLow }),
		whole("debounce_ms", "How long in ms the line must rest.", func(b *Button) *int { return &b.DebounceMS }, 0, 200),
	}
}

func newEncoder() Encoder {
	return Encoder{Turn: "volume", Press: "toggle", Steps: 4, ActiveLow: true}
}

// encoderKeys is the table of one [[encoder]].
func encoderKeys() []key[Encoder] {
	steps := whole("steps", "Transitions of the two lines from one detent to the next.", func(e *Encoder) *int { return &e.Steps }, 1, 2, 4)
	steps.allowed = "1, 2 or 4"
	return []key[Encoder]{
		text("name", "Name in messages; empty: that of line a.", "a text of up to 64 bytes", func(e *Encoder) *string { return &e.Name }, checkName),
		needed(text("a", "Kernel name of the first line; exchange a and b where it turns the wrong way.", pinWords,
			func(e *Encoder) *string { return &e.A }, checkPin)),
		needed(text("b", "Kernel name of the second line.", pinWords, func(e *Encoder) *string { return &e.B }, checkPin)),
		text("push", "Kernel name of the line of its switch; empty: none.", pinWords+", or empty", func(e *Encoder) *string { return &e.Push }, checkPin),
		choice("turn", "What turning does.", func(e *Encoder) *string { return &e.Turn }, "volume", "seek", "track"),
		choice("press", "Action of a short press of the switch.", func(e *Encoder) *string { return &e.Press }, Actions()...),
		choice("long", "Action of a long press.", func(e *Encoder) *string { return &e.Long }, Actions()...),
		choice("double", "Action of two presses.", func(e *Encoder) *string { return &e.Double }, Actions()...),
		steps,
		toggle("active_low", "The lines are connected to ground when they are on.", func(e *Encoder) *bool { return &e.ActiveLow }),
	}
}
