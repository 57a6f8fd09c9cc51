package alsa

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

func TestParseName(t *testing.T) {
	for _, c := range []struct {
		name   string
		card   string
		device int
		ok     bool
	}{
		{"hw:0", "0", 0, true},
		{"hw:0,3", "0", 3, true},
		{"hw:Headphones", "Headphones", 0, true},
		{"hw:CARD=sndrpihifiberry,DEV=0", "sndrpihifiberry", 0, true},
		{"hw:CARD=X,DEV=7", "X", 7, true},
		{"hw:DEV=7,CARD=X", "X", 7, true},
		{"hw:CARD=X", "X", 0, true},
		{"hw:X,DEV=2", "X", 2, true},
		{"", "", 0, false},
		{"hw:", "", 0, false},
		{"hw:,0", "", 0, false},
		{"default", "", 0, false},
		{"plughw:0,0", "", 0, false},
		{"hw:0,0,0", "", 0, false},
		{"hw:0,x", "", 0, false},
		{"hw:0,-1", "", 0, false},
		{"hw:0,256", "", 0, false},
		{"hw:CARD=X,CARD=Y", "", 0, false},
		{"hw:0,CARD=Y", "", 0, false},
		{"hw:CARD=X,SUBDEV=1", "", 0, false},
	} {
		card, device, err := ParseName(c.name)
		if (err == nil) != c.ok || card != c.card || device != c.device {
			t.Errorf("%q: %q, %d, %v", c.name, card, device, err)
		}
		if err != nil && !strings.Contains(err.Error(), "hw:CARD") {
			t.Errorf("%q: the error doesn't tell what to write: %v", c.name, err)
		}
	}
}

func FuzzParseName(f *testing.F) {
	for _, s := range []string{"hw:0,0", "hw:CARD=A,DEV=1", "hw:,", "hw:CARD=,DEV="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		card, device, err := ParseName(s)
		if err != nil {
			return
		}
		if again, n, err := ParseName(DeviceName(card, device)); err != nil || again != card || n != device {
			t.Errorf("%q: %q, %d becomes %q, %d, %v", s, card, device, again, n, err)
		}
	})
}

func TestFindCard(t *testing.T) {
	cards := []Card{
		{Index: 0, ID: "vc4hdmi", Name: "vc4-hdmi", Driver: "vc4-hdmi", Devices: []Device{{Card: 0, CardID: "vc4hdmi"}}},
		{Index: 1, ID: "Headphones", Name: "bcm2835 Headphones", Driver: "bcm2835_headpho", Devices: []Device{{Card: 1, CardID: "Headphones"}}},
		{Index: 3, ID: "DAC", Name: "USB DAC", Driver: "USB-Audio", Devices: []Device{{Card: 3, CardID: "DAC", Number: 1}}},
		{Index: 4, ID: "Loopback", Name: "Loopback", Driver: "Loopback", Devices: []Device{{Card: 4, CardID: "Loopback"}}},
	}
	for name, want := range map[string]int{"DAC": 3, "dac": 3, "3": 3, "usb dac": 3, "1": 1, "Headphones": 1, "bcm2835 Headphones": 1, "0": 0} {
		if c, err := FindCard(cards, name); err != nil || c.Index != want {
			t.Errorf("%q: card %d, %v, want %d", name, c.Index, err, want)
		}
	}
	for _, name := range []string{"2", "", "DAC2"} {
		if _, err := FindCard(cards, name); !errors.Is(err, ErrNoCard) || !strings.Contains(err.Error(), "Headphones, DAC") {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := FindCard(nil, "0"); !errors.Is(err, ErrNoCard) {
		t.Errorf("no cards: %v", err)
	}
	for _, c := range []struct {
		cards []Card
		want  string
	}{{cards, "hw:CARD=DAC,DEV=1"}, {cards[:2], "hw:CARD=Headphones,DEV=0"}, {cards[:1], "hw:CARD=vc4hdmi,DEV=0"}, {cards[3:], "hw:CARD=Loopback,DEV=0"}} {
		if d, ok := Preferred(c.cards); !ok || d.String() != c.want {
			t.Errorf("preferred of %d cards: %v, want %s", len(c.cards), d, c.want)
		}
	}
	if d, ok := Preferred(nil); ok {
		t.Errorf("preferred of none: %v", d)
	}
}

func TestHolder(t *testing.T) {
	proc := fstest.MapFS{
		"asound/card0/pcm0p/sub0/status":    {Data: []byte("state: RUNNING\nowner_pid   : 812\ntrigger_time: 5.0\n")},
		"asound/card0/pcm0p/sub0/hw_params": {Data: []byte("access: MMAP_INTERLEAVED\nformat: S32_LE\nchannels: 2\nrate: 48000 (48000/1)\n")},
		"asound/card0/pcm1p/sub0/status":    {Data: []byte("closed\n")},
		"asound/card0/pcm2p/sub0/status":    {Data: []byte("closed\n")},
		"asound/card0/pcm2p/sub1/status":    {Data: []byte("state: OPEN\nowner_pid   : 77\n")},
		"asound/card0/pcm2p/sub1/hw_params": {Data: []byte("no setup\n")},
		"asound/card0/pcm3p/sub0/status":    {Data: []byte("state: OPEN\nowner_pid   : -9\n")},
		"812/status":                        {Data: []byte("Name:\tdata-loop.0\nTgid:\t800\n")},
		"800/comm":                          {Data: []byte("pipewire\n")},
		"77/status":                         {Data: []byte("Name:\tmpd\nTgid:\t77\n")},
		"77/comm":                           {Data: []byte("mpd\n")},
	}
	for _, c := range []struct {
		device int
		want   *Holder
		server bool
		says   string
	}{
		{0, &Holder{PID: 800, Process: "pipewire", State: "RUNNING", Params: "S32_LE 48000 Hz 2 channels"}, true, "the sound server pipewire (process 800)"},
		{1, nil, false, ""},
		{2, &Holder{PID: 77, Process: "mpd", State: "OPEN"}, false, "mpd (process 77); stop it"},
		{3, &Holder{State: "OPEN"}, false, "another program"},
		{9, nil, false, ""},
	} {
		h := holderOf(proc, 0, c.device)
		if (h == nil) != (c.want == nil) {
			t.Errorf("device %d: %+v", c.device, h)
			continue
		}
		if h != nil && (*h != *c.want || h.SoundServer() != c.server || !strings.Contains(h.String(), c.says)) {
			t.Errorf("device %d: %+v %q", c.device, h, h)
		}
	}
	if h := (&Holder{Process: "pipewire-media-"}); !h.SoundServer() { // as the kernel shortens it
		t.Error("pipewire-media-session is a sound server")
	}
	if h := (&Holder{}); h.SoundServer() {
		t.Error("an unknown process is no sound server")
	}
}
