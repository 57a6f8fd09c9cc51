package mqtt

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"

	"auralis/audio/player"
)

// Options are what a Client is made of. All functions are called from the goroutines of Run, never two calls of the same
// function at once, and must be safe beside the rest of the program.
type Options struct {
	Broker       string // tcp://host:port or ssl://host:port
	Node         string // the player's name in the topics and its client id: a–z A–Z 0–9 - _, see NodeID
	User         string // "" = none
	PasswordFile string // its first line is the password, read at every connection; "" = none
	CAFile       string // PEM certificates that vouch for the broker, read at every connection; "" = the system's
	Discovery    bool   // describe the player to Home Assistant; false takes back what was published before

	Name    string // of the player, for people; "" = Node
	Version string // of the program
	Page    string // URL of the player's page; "" = none

	// Player is where commands go and the state comes from.
	Player *player.Control
	// Snapshot gives the payload of the state topic.
	Snapshot func(*player.State) ([]byte, error)
	// RPC answers a JSON-RPC 2.0 request, a malformed one too; no reply (nil) where the request wants none. ctx ends
	// with Run, and after 30 s.
	RPC func(ctx context.Context, request []byte) []byte
	// Library finds what play_media names.
	Library Library

	Log *slog.Logger // nil = slog.Default()
}

// Library is what play_media searches.
type Library interface {
	// Find gives the tracks of the playlist of that name, else what a search for the text finds, best first; nothing
	// where there is none. It must not make a track of a path outside the library's folders.
	Find(text string) []player.Track
}

// check tells what is wrong with options.
func (o *Options) check() (*url.URL, error) {
	broker, err := o.broker()
	if err != nil {
		return nil, err
	}
	if err := checkNode(o.Node); err != nil {
		return nil, err
	}
	if o.Player == nil || o.Snapshot == nil || o.RPC == nil || o.Library == nil {
		return nil, errors.New("mqtt: Player, Snapshot, RPC and Library must be given")
	}
	return broker, nil
}

// broker reads the address and what goes with it.
func (o *Options) broker() (*url.URL, error) {
	broker, err := url.Parse(o.Broker)
	switch {
	case err != nil || broker.Scheme != "tcp" && broker.Scheme != "ssl" || broker.Hostname() == "" || broker.Port() == "" || broker.User != nil:
		// The address isn't repeated: it may hold a password.
		return nil, errors.New("mqtt.broker: want tcp://host:port or ssl://host:port, the user in mqtt.user")
	case broker.Scheme == "tcp" && o.CAFile != "":
		return nil, fmt.Errorf("mqtt.ca_file %s: needs an ssl:// address in mqtt.broker", o.CAFile)
	case o.PasswordFile != "" && o.User == "":
		return nil, fmt.Errorf("mqtt.password_file %s: needs mqtt.user, a password goes with a name", o.PasswordFile)
	}
	return broker, nil
}
