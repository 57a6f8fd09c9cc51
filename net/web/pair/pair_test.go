package pair

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAPINIsExchangedForAToken(t *testing.T) {
	var shown []string
	p, err := New(nil, func(pin string) { shown = append(shown, pin) })
	if err != nil || len(shown) != 1 || shown[0] != p.PIN() || len(p.PIN()) != 6 {
		t.Fatalf("%v, %v", shown, err)
	}
	a, err := p.Claim(p.PIN())
	b, err2 := p.Claim(p.PIN()) // a second phone, the same PIN
	if err != nil || err2 != nil || a == b || len(a) < 40 {
		t.Fatalf("%q %q %v %v", a, b, err, err2)
	}
	for token, want := range map[string]bool{a: true, b: true, "": false, a[1:]: false, a + "A": false, strings.ToUpper(a): false, strings.Repeat("x", 1<<20): false} {
		if p.Valid(token) != want {
			t.Errorf("%.50q: %v", token, !want)
		}
	}
}

func TestGuessingIsSlowAndThePINChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shown := 0
		p, err := New(nil, func(string) { shown++ })
		if err != nil {
			t.Fatal(err)
		}
		first := p.PIN()
		for i := range 5 {
			if _, err := p.Claim("wrong"); !errors.Is(err, ErrWrong) {
				t.Fatalf("%d: %v", i, err)
			}
		}
		if _, err := p.Claim(first); !errors.Is(err, ErrTooMany) {
			t.Fatalf("the sixth: %v", err)
		}
		time.Sleep(31 * time.Second)
		if _, err := p.Claim(first); err != nil {
			t.Fatalf("after half a minute: %v", err)
		}
		tries := 0
		for began := time.Now(); time.Since(began) < 24*time.Hour; time.Sleep(time.Second) {
			if _, err := p.Claim("wrong"); errors.Is(err, ErrWrong) {
				tries++
			}
		}
		if tries > 2900 {
			t.Errorf("%d guesses in a day", tries)
		}
		if shown < tries/maxWrong {
			t.Errorf("%d PINs for %d guesses", shown, tries)
		}
	})
}

func TestOnlySoManyDevices(t *testing.T) {
	p, err := New(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var tokens []string
	for range maxKeys + 2 {
		token, err := p.Claim(p.PIN())
		if err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, token)
	}
	if p.Valid(tokens[1]) || !p.Valid(tokens[2]) || !p.Valid(tokens[maxKeys+1]) {
		t.Error("not the oldest were forgotten")
	}
}

// broken can't save.
type broken struct{}

func (broken) Load() ([]Key, error) { return nil, nil }
func (broken) Save([]Key) error     { return errors.New("disk full") }

func TestATokenThatCannotBeKeptIsNotGiven(t *testing.T) {
	p, err := New(broken{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token, err := p.Claim(p.PIN()); err == nil || token != "" || !strings.Contains(err.Error(), "disk full") || len(p.valid) != 0 {
		t.Errorf("%q, %v", token, err)
	}
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	f := File(filepath.Join(dir, "devices"))
	if keys, err := f.Load(); err != nil || keys != nil {
		t.Fatalf("none yet: %v, %v", keys, err)
	}
	want := []Key{{1}, {2, 0xff}}
	if err := f.Save(want); err != nil {
		t.Fatal(err)
	}
	keys, err := f.Load()
	if err != nil || fmt.Sprint(keys) != fmt.Sprint(want) {
		t.Fatalf("%v, %v", keys, err)
	}
	if i, err := os.Stat(string(f)); err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", i.Mode(), err)
	}
	b, err := os.ReadFile(string(f))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(string(f), append([]byte("nonsense\nabcd\n\x00\n"), b[:len(b)-5]...), 0o600); err != nil {
		t.Fatal(err)
	}
	if keys, err = f.Load(); err != nil || len(keys) != 1 || keys[0] != want[0] {
		t.Errorf("a damaged file: %v, %v", keys, err)
	}
	if err := File(filepath.Join(dir, "no", "devices")).Save(want); err == nil {
		t.Error("saved where there is no folder")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".keys-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := New(File(dir), nil); err == nil {
		t.Error("a folder was read as keys")
	}
}
