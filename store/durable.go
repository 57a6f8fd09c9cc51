package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"auralis/store/disk"
	"auralis/store/record"
	"auralis/store/slots"

	bolt "go.etcd.io/bbolt"
)

// Names of the values, in the bucket and as "NAME.side" beside the database.
const (
	nameSettings = "settings"
	nameQueue    = "queue"
)

const maxSide = 256 << 20 // bytes; a larger side file is none of ours

// kept value: the newest envelope, and what is in it.
type value struct {
	name     string
	sequence uint64 // 0 = nothing was ever saved
	payload  []byte
	unsure   bool // a write failed: what lies where isn't known, and the next one is made even if it says the same
}

// values is the settings, the queue and its cursor as they are on disk. Guarded by DB.mu.
type values struct {
	settings, queue value
	currentSettings Settings
	currentQueue    Queue
	cursor          *slots.Pair // nil after close
	cursorSaved     cursor
}

func (v *values) close() error {
	if v.cursor == nil {
		return nil
	}
	err := v.cursor.Close()
	v.cursor = nil
	return err
}

// seal puts a payload into an envelope: which value it is, and which of two is the newer.
func (v value) seal() []byte {
	w := record.New(1)
	w.Text(v.name)
	w.Uint(v.sequence)
	w.Bytes(v.payload)
	return w.Seal()
}

func unseal(name string, b []byte) (value, error) {
	r, err := record.Open(b)
	if err != nil {
		return value{}, err
	}
	v := value{name: r.Text(), sequence: r.Uint(), payload: bytes.Clone(r.Bytes())}
	if r.Err() != nil || v.name != name || v.sequence == 0 {
		return value{}, record.ErrBad
	}
	return v, nil
}

func (d *DB) sideName(name string) string { return filepath.Join(d.options.Dir, name+".side") }

// openValues reads both copies of every value and takes the newer whole one that makes sense.
func (d *DB) openValues(done *Opened) {
	v := &d.values
	warn := func(err error) { done.Warnings = append(done.Warnings, err) }
	v.settings = d.newest(nameSettings, warn, func(payload []byte) (err error) {
		v.currentSettings, err = decodeSettings(payload)
		return err
	})
	v.queue = d.newest(nameQueue, warn, func(payload []byte) (err error) {
		v.currentQueue, err = decodeQueue(payload)
		return err
	})
	if err := d.openCursor(); err != nil {
		warn(err)
	}
	v.cursorSaved.apply(&v.currentQueue, v.queue.sequence)
	if err := errors.Join(done.Warnings...); errors.Is(err, ErrCorrupt) {
		// The pages can't be followed: the copies beside the database are all there is, and go into a new one.
		if err := d.rebuild(err.Error(), done); err != nil {
			warn(err)
		}
		return
	}
	if err := d.restoreValues(); err != nil {
		warn(err) // one whole copy was read: music goes on with it, and the next save tries again
	}
}

// openCursor opens the file of the place in the queue and reads it.
func (d *DB) openCursor() error {
	name := filepath.Join(d.options.Dir, "cursor.slots")
	pair, saved, _, err := slots.Open(d.options.fs, name)
	if err != nil {
		return fmt.Errorf("place in the queue, %s: %w", name, err)
	}
	d.values.cursor = pair
	if saved == nil {
		return nil
	}
	if d.values.cursorSaved, err = decodeCursor(saved); err != nil {
		return fmt.Errorf("place in the queue, %s: %w", name, err)
	}
	return nil
}

// newest chooses between the copy in the database and the one beside it. use takes the payload or refuses it.
func (d *DB) newest(name string, warn func(error), use func([]byte) error) value {
	var inside, beside value
	err := d.use(context.Background(), false, func(tx *bolt.Tx) error {
		b := tx.Bucket(bucketValues).Get([]byte(name))
		if b == nil {
			return nil
		}
		var err error
		inside, err = unseal(name, b)
		return err
	})
	if err != nil {
		warn(fmt.Errorf("%s in the database: %w", name, err))
	}
	inside.name, beside.name = name, name
	b, err := disk.ReadFile(d.options.fs, d.sideName(name), maxSide)
	if err == nil {
		beside, err = unseal(name, b)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		warn(fmt.Errorf("%s: %w", d.sideName(name), err))
	}
	first, second := inside, beside
	if beside.sequence > inside.sequence {
		first, second = beside, inside
	}
	for _, v := range []value{first, second} {
		if v.sequence == 0 {
			continue
		}
		if err := use(v.payload); err != nil {
			warn(fmt.Errorf("%s: %w", name, err))
			continue
		}
		v.sequence = max(first.sequence, v.sequence) // the refused one must not come back as the newer
		return v
	}
	return value{name: name, sequence: first.sequence}
}

// restoreValues writes both copies of what was found where one of them is missing or older.
func (d *DB) restoreValues() error {
	for _, v := range []*value{&d.values.settings, &d.values.queue} {
		if v.sequence == 0 || v.payload == nil {
			continue
		}
		envelope := v.seal()
		err := d.use(context.Background(), true, func(tx *bolt.Tx) error {
			b := tx.Bucket(bucketValues)
			if b == nil {
				return fmt.Errorf("%w: the part %q is missing", ErrCorrupt, bucketValues)
			}
			if bytes.Equal(b.Get([]byte(v.name)), envelope) {
				return errSame
			}
			return b.Put([]byte(v.name), envelope)
		})
		if err != nil && !errors.Is(err, errSame) {
			return fmt.Errorf("%s: %w", v.name, err)
		}
		b, err := disk.ReadFile(d.options.fs, d.sideName(v.name), maxSide)
		if err == nil && bytes.Equal(b, envelope) {
			continue
		}
		if err := disk.Replace(d.options.fs, d.sideName(v.name), envelope, 0o600); err != nil {
			return fmt.Errorf("%s: %w", d.sideName(v.name), err)
		}
	}
	return nil
}

// errSame rolls a transaction back that would change nothing: a commit costs four pages.
var errSame = errors.New("unchanged")

// save makes a new payload durable in both places. After an error in one place the other has it; the sequence is used
// up, and the call is to be repeated.
func (d *DB) save(v *value, payload []byte) error {
	if !v.unsure && v.sequence > 0 && bytes.Equal(v.payload, payload) {
		return nil
	}
	*v = value{name: v.name, sequence: v.sequence + 1, payload: payload, unsure: true}
	envelope := v.seal()
	err := errors.Join(
		d.use(context.Background(), true, func(tx *bolt.Tx) error {
			return tx.Bucket(bucketValues).Put([]byte(v.name), envelope)
		}),
		disk.Replace(d.options.fs, d.sideName(v.name), envelope, 0o600))
	if err != nil {
		return fmt.Errorf("%s can't be saved: %w", v.name, err)
	}
	v.unsure = false
	return nil
}

// SaveSettings returns when the settings are durable, in the database and beside it. The map in them belongs to the store
// from then on.
func (d *DB) SaveSettings(s Settings) error {
	payload, err := s.encode()
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.bolt == nil {
		return ErrClosed
	}
	d.values.currentSettings = s
	return d.save(&d.values.settings, payload)
}

// SaveQueue returns when the queue is durable, in the database and beside it. Where only Index has changed since the last
// call it writes one page.
func (d *DB) SaveQueue(q Queue) error {
	payload, err := q.encode()
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.bolt == nil {
		return ErrClosed
	}
	d.values.currentQueue = q
	if err := d.save(&d.values.queue, payload); err != nil {
		return err
	}
	c := cursor{queue: d.values.queue.sequence, index: -1}
	if q.Index >= 0 && q.Index < len(q.Items) {
		c.index, c.item = q.Index, q.Items[q.Index].ID
	}
	if d.values.cursor == nil {
		if err := d.openCursor(); err != nil {
			return err
		}
	}
	if c == d.values.cursorSaved {
		return nil
	}
	if err := d.values.cursor.Write(d.values.cursor.Sequence()+1, c.encode()); err != nil {
		return fmt.Errorf("place in the queue can't be saved: %w", err)
	}
	d.values.cursorSaved = c
	return nil
}

// Settings gives what was saved last; false where nothing ever was.
func (d *DB) Settings() (Settings, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.values.currentSettings, d.values.settings.payload != nil
}

// Queue gives what was saved last; false where nothing ever was.
func (d *DB) Queue() (Queue, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.values.currentQueue, d.values.queue.payload != nil
}
