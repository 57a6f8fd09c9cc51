// Package pair lets a person who can read the player's terminal or log bring in a device.
//
// # Problem
//
// Everybody in the network could steer the player. A password in a configuration file is one that nobody sets.
//
// # Contract
//
// The player shows a PIN of six digits where only its owner looks. A device that sends it back gets a token of 256 random
// bits, which it shows from then on; only the SHA-256 of a token is kept. A wrong PIN costs a turn: five may be taken at
// once, one more every 30 s, all devices together, and after ten wrong ones the PIN is another. Guessing without pause
// thus finds a PIN in a day with a probability of about 3 in 1000. Comparisons take the same time whatever they compare.
//
// # Goroutines
//
// The package starts none; a Pairing may be used from any goroutine.
package pair

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"time"
)

// The bounds.
const (
	maxKeys    = 128              // devices; the oldest is forgotten
	turns      = 5                // wrong PINs at once
	turnEvery  = 30 * time.Second // until another may be tried
	maxWrong   = 10               // until the PIN is another
	tokenBytes = 32
)

// The answers of Claim; test with errors.Is.
var (
	ErrWrong   = errors.New("wrong PIN: the player shows the right one on its terminal and in its log")
	ErrTooMany = errors.New("too many wrong PINs: wait half a minute")
)

// Key is the SHA-256 of a token.
type Key = [sha256.Size]byte

// Keys keeps what tokens are valid, over a restart.
type Keys interface {
	// Load gives what was saved; none where nothing was.
	Load() ([]Key, error)
	// Save replaces it, durably before it returns.
	Save([]Key) error
}

// Pairing knows the PIN and the valid tokens. Make one with New.
type Pairing struct {
	keys Keys
	show func(pin string)

	mu    sync.Mutex // all below
	pin   string
	wrong int
	turns float64
	last  time.Time
	valid []Key
}

// New makes a Pairing. keys may be nil: then devices are forgotten at the end. show is called at once with the PIN, and
// whenever it changes; it must bring it to where only the owner looks. The error says why the keys can't be read.
func New(keys Keys, show func(pin string)) (*Pairing, error) {
	p := &Pairing{keys: keys, show: show, turns: turns, last: time.Now()}
	if keys != nil {
		var err error
		if p.valid, err = keys.Load(); err != nil {
			return nil, fmt.Errorf("paired devices: %w", err)
		}
	}
	p.renew()
	return p, nil
}

// renew draws a PIN and shows it.
func (p *Pairing) renew() {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic("pair: no random numbers: " + err.Error()) // crypto/rand ends the program itself before that
	}
	p.pin, p.wrong = fmt.Sprintf("%06d", n), 0
	if p.show != nil {
		p.show(p.pin)
	}
}

// PIN is the one that Claim takes now.
func (p *Pairing) PIN() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pin
}

// Claim gives a token for the PIN, else ErrWrong or ErrTooMany. Any other error says that the token couldn't be kept.
func (p *Pairing) Claim(pin string) (token string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	p.turns = min(turns, p.turns+now.Sub(p.last).Seconds()/turnEvery.Seconds())
	p.last = now
	if p.turns < 1 {
		return "", ErrTooMany
	}
	if subtle.ConstantTimeCompare([]byte(pin), []byte(p.pin)) != 1 {
		p.turns--
		if p.wrong++; p.wrong >= maxWrong {
			p.renew()
		}
		return "", ErrWrong
	}
	b := make([]byte, tokenBytes)
	if _, err := rand.Read(b); err != nil {
		return "", err
	}
	token = base64.RawURLEncoding.EncodeToString(b)
	valid := append(append([]Key(nil), p.valid...), sha256.Sum256([]byte(token)))
	valid = valid[max(0, len(valid)-maxKeys):]
	if p.keys != nil {
		if err := p.keys.Save(valid); err != nil {
			return "", fmt.Errorf("the device can't be remembered: %w", err)
		}
	}
	p.valid = valid
	return token, nil
}

// Valid tells whether a token was given out.
func (p *Pairing) Valid(token string) bool {
	if token == "" || len(token) > 2*tokenBytes {
		return false
	}
	k := sha256.Sum256([]byte(token))
	p.mu.Lock()
	valid := p.valid // replaced, never changed
	p.mu.Unlock()
	found := 0
	for i := range valid {
		found |= subtle.ConstantTimeCompare(valid[i][:], k[:])
	}
	return found == 1
}
