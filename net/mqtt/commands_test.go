package mqtt

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"auralis/audio/player"
)

// commandCases are messages and what they do, one after the other, beginning with the player of the tests. An empty
// want is a message that changes nothing and is complained of.
var commandCases = []struct{ name, payload, want string }{
	{"volume", "40", "stopped t0 v40"},
	{"volume", " 41\n", "stopped t0 v41"},
	{"volume", "100", "stopped t0 v80"}, // the maximum of the configuration
	{"volume", "+5", ""},
	{"volume", "-5", ""},
	{"volume", "101", ""},
	{"volume", "40.5", ""},
	{"volume", "forty", ""},
	{"volume", "", ""},
	{"mute", "ON", "stopped t0 v80 muted"},
	{"mute", "yes", ""},
	{"mute", "off", "stopped t0 v80"},
	{"enhance", "ON", "stopped t0 v80 enhance"},
	{"enhance", "1", ""},
	{"preset", "warm", "stopped t0 v80 enhance warm"},
	{"preset", "hot", ""},
	{"intensity", "0.8", "stopped t0 v80 enhance warm 0.8"},
	{"intensity", "1.01", ""},
	{"intensity", "NaN", ""},
	{"intensity", "1e-1", ""},
	{"intensity", "-0", ""},
	{"repeat", "all", "stopped t0 v80 enhance warm 0.8 all"},
	{"repeat", "ALL", ""},
	{"playback", "play", "playing t0 v80 enhance warm 0.8 all"},
	{"playback", "pause", "paused t0 v80 enhance warm 0.8 all"},
	{"playback", "toggle", "playing t0 v80 enhance warm 0.8 all"},
	{"playback", "next", "playing t1 v80 enhance warm 0.8 all"},
	{"playback", "previous", "playing t0 v80 enhance warm 0.8 all"},
	{"playback", "rewind", ""},
	{"playback", "stop", "stopped t0 v80 enhance warm 0.8 all"},
	{"sleep", "30", "stopped t0 v80 enhance warm 0.8 all sleep"},
	{"sleep", "1441", ""},
	{"sleep", "30m", ""},
	{"sleep", "0", "stopped t0 v80 enhance warm 0.8 all"},
	{"shuffle", "ON", "stopped t0 v80 enhance warm 0.8 all shuffled"},
	{"shuffle", "OFF", "stopped t0 v80 enhance warm 0.8 all"},
	{"play_media", "/etc/passwd", ""},
	{"play_media", "http://example.org/x.mp3", ""},
	{"play_media", "", ""},
	{"play_media", "even\x00ing", ""},
	{"play_media", "even\xffing", ""},
	{"play_media", "evening", "playing e v80 enhance warm 0.8 all"},
	{"nonsense", "40", ""},
}

// tell is a state in the words of commandCases.
func tell(s *player.State) string {
	item, _ := s.Current()
	text := fmt.Sprintf("%v %s v%d", s.Transport, item.Track.ID, s.Volume)
	if s.Queue.Shuffled() {
		text = fmt.Sprintf("%v t0 v%d", s.Transport, s.Volume) // the order is chance
	}
	add := func(yes bool, word string) {
		if yes {
			text += " " + word
		}
	}
	add(s.Muted, "muted")
	add(s.Enhance.Enabled, "enhance")
	add(s.Enhance.Preset != 0, s.Enhance.Preset.String())
	add(s.Enhance.Intensity != 0.5, fmt.Sprint(s.Enhance.Intensity))
	add(s.Queue.Repeat() != player.RepeatOff, s.Queue.Repeat().String())
	add(!s.SleepAt.IsZero(), "sleep")
	add(s.Queue.Shuffled(), "shuffled")
	return text
}

func TestCommands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		_, p, _, log, _ := start(t, w, nil)
		synctest.Wait()
		for _, c := range commandCases {
			time.Sleep(time.Minute) // the log has room again
			before, said := tell(p.State()), len(log.with("isn't carried out"))
			w.receive(set(c.name, c.payload))
			synctest.Wait()
			want, complaints := c.want, 0
			if want == "" {
				want, complaints = before, 1
			}
			if got := tell(p.State()); got != want {
				t.Errorf("%s %q: %s, want %s", c.name, c.payload, got, want)
			}
			if n := len(log.with("isn't carried out")) - said; n != complaints {
				t.Errorf("%s %q: %d complaints, want %d", c.name, c.payload, n, complaints)
			}
		}
	})
}

// A command that the broker kept does nothing, whichever it is.
func TestKeptCommandsAreIgnored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		_, p, _, log, _ := start(t, w, nil)
		synctest.Wait()
		before := p.State().Version
		for _, c := range commandCases {
			m := set(c.name, c.payload)
			m.retained = true
			w.receive(m)
			synctest.Wait()
		}
		if v := p.State().Version; v != before {
			t.Errorf("version %d, was %d", v, before)
		}
		if len(log.with("kept")) == 0 {
			t.Error("nothing was said")
		}
	})
}

func TestCommandsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		_, p, _, _, _ := start(t, w, nil)
		synctest.Wait()
		before := p.State()
		for _, name := range []string{"volume", "playback", "preset", "play_media"} {
			for _, n := range []int{maxValue + 1, maxText + 1, maxPayload, maxPayload + 1, 10 * maxPayload} {
				w.receive(message{names.set(name), make([]byte, n), false})
				synctest.Wait()
			}
		}
		if p.State() != before {
			t.Errorf("the state changed: %s", tell(p.State()))
		}
	})
}
