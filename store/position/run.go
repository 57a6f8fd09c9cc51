package position

import (
	"errors"
	"time"

	"auralis/store/disk"
	"auralis/store/slots"
)

// duty is one copy's schedule.
type duty struct {
	every time.Duration // between writes
	dirty bool          // something newer than the copy is known
	next  time.Time     // earliest time of the next write
	wait  time.Duration // before the next try after failures; 0 = the last one worked
}

// due gives the time at which the copy is to be written.
func (d *duty) due() (time.Time, bool) { return d.next, d.dirty }

// attempt writes where it is time.
func (d *duty) attempt(now time.Time, write func() error) error {
	if !d.dirty || now.Before(d.next) {
		return nil
	}
	if err := write(); err != nil {
		d.wait = min(max(time.Second, 2*d.wait), retryLongest)
		d.next = now.Add(d.wait)
		return err
	}
	d.dirty, d.wait, d.next = false, 0, now.Add(d.every)
	return nil
}

// run is the Keeper's goroutine.
func (k *Keeper) run() {
	defer close(k.done)
	card, volatile := duty{every: cardEvery}, duty{every: volatileEvery}
	var current Record
	known := false
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for stopping := false; !stopping; {
		select {
		case <-k.wake:
		case <-timer.C:
		case <-k.stop:
			stopping = true
		}
		urgent := k.urgent.Swap(false) // before the record: the mark of a record that comes now stays for the next round
		if r := k.newest.Swap(nil); r != nil {
			if !known || !same(*r, current) {
				card.dirty, volatile.dirty = true, k.volatile != ""
				k.sequence++
			}
			current, known = *r, true
		}
		now := time.Now()
		if urgent && card.dirty && card.wait == 0 {
			// What a pause has to say isn't put off until the next regular write.
			if soon := card.next.Add(cardAtLeast - cardEvery); soon.Before(card.next) {
				card.next = soon
			}
		}
		if stopping {
			card.next, volatile.next = now, now
		}
		k.result = errors.Join(
			k.tell(volatile.attempt(now, func() error { return k.writeVolatile(current) })),
			k.tell(card.attempt(now, func() error { return k.writeCard(current) })))
		timer.Reset(untilNext(now, &card, &volatile))
	}
	k.result = errors.Join(k.result, k.pair.Close())
}

func (k *Keeper) tell(err error) error {
	if err != nil {
		k.report(err)
	}
	return err
}

func untilNext(now time.Time, duties ...*duty) time.Duration {
	wait := time.Hour
	for _, d := range duties {
		if at, ok := d.due(); ok {
			wait = min(wait, max(0, at.Sub(now)))
		}
	}
	return wait
}

// same leaves the wall time aside: a player at rest writes nothing.
func same(a, b Record) bool {
	a.Time, b.Time = time.Time{}, time.Time{}
	return a == b
}

func (k *Keeper) writeVolatile(r Record) error {
	slot, err := slots.Encode(k.sequence, r.encode())
	if err != nil {
		return err
	}
	return disk.ReplaceVolatile(k.options.FS, k.volatile, slot, 0o600)
}

func (k *Keeper) writeCard(r Record) error {
	err := k.pair.Write(k.sequence, r.encode())
	k.cardBytes.Store(k.pair.BytesWritten())
	if err == nil {
		k.cardWrites.Add(1)
	}
	return err
}
